Page({
  data: { said: '' },
  change() {},
  finish() {
    this.setData({ said: '结束了' })
  },
  start() {
    const hand = this.selectComponent('#hand')
    hand.start()
    hand.pause()
    hand.reset()
    this.setData({ said: '手动' })
  }
})
