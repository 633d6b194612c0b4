interface IAppOption { globalData: { user?: string } }
