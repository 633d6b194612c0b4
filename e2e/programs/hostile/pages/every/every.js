// Throws wherever it is called.
function thrower(name) {
  return () => {
    throw new Error('thrown in ' + name)
  }
}

Page({
  data: { n: 0, watched: 0, shown: true },
  observers: {
    watched() {
      throw new Error('thrown in a page observer')
    }
  },
  onLoad() {
    setTimeout(thrower('a timer'), 0)
    Promise.reject(new Error('rejected and never caught'))
    queueMicrotask(thrower('a microtask'))
    throw new Error('thrown in onLoad')
  },
  onShow: thrower('onShow'),
  onReady: thrower('onReady'),
  onHide: thrower('onHide'),
  onUnload: thrower('onUnload'),
  onResize: thrower('onResize'),
  onPageScroll: thrower('onPageScroll'),
  onPullDownRefresh: thrower('onPullDownRefresh'),
  onShareAppMessage: thrower('onShareAppMessage'),
  go() {
    this.setData({ watched: this.data.watched + 1 }, thrower('a setData callback'))
    wx.getSystemInfo({ success: thrower('a success callback') })
    wx.getStorage({ key: 'nothing', fail: thrower('a fail callback') })
    wx.createSelectorQuery().select('.alive').boundingClientRect(thrower('a query callback')).exec()
    throw new Error('thrown in a tap')
  },
  toggle() {
    this.setData({ shown: !this.data.shown })
  },
  count() {
    this.setData({ n: this.data.n + 1 })
  }
})
