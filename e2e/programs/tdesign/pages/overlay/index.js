Page({
  data: { on: false, said: '' },
  open() {
    this.setData({ on: true })
  },
  close() {
    this.setData({ on: false, said: '收了' })
  }
})
