Page({
  data: { on: true, said: '' },
  click() {
    this.setData({ said: '点了标签' })
  },
  close() {
    this.setData({ on: false })
  }
})
