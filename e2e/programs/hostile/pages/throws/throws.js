Page({
  data: { n: 0 },
  onLoad() {
    throw new Error('thrown in onLoad')
  },
  onShow() {
    throw new Error('thrown in onShow')
  },
  onReady() {
    Promise.reject(new Error('rejected in onReady'))
    throw new Error('thrown in onReady')
  },
  go() {
    throw new Error('thrown in a tap')
  },
  count() {
    this.setData({ n: this.data.n + 1 })
  }
})
