wx.$http = () => wx.request({ url: 'https://shop.example.com/a', enableHttp2: true, stream: 1 })
App({ onLaunch() { wx.reportEvent('launch', {}); wx.onMemoryWarning(() => {}) } })
