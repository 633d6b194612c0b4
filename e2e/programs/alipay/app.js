App({
  globalData: { opened: 0 },
  onLaunch() {
    this.globalData.opened += 1
  },
})
