Page({
  data: { on: false, said: '' },
  show() {
    this.setData({ on: true })
  },
  hide() {
    this.setData({ on: false, said: '收了' })
  },
  noop() {
    this.setData({ said: '里面不收' })
  }
})
