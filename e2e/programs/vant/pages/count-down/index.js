Page({
  data: { left: {}, said: '' },
  change(event) {
    this.setData({ left: event.detail })
  },
  finish() {
    this.setData({ said: '到时间了' })
  },
  start() {
    this.selectComponent('#hand').start()
  },
  pause() {
    this.selectComponent('#hand').pause()
  },
  reset() {
    this.selectComponent('#hand').reset()
  }
})
