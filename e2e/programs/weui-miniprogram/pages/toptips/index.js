Page({
  data: { show: false, said: '' },
  open() {
    this.setData({ show: true })
  },
  hide() {
    this.setData({ said: '收了' })
  }
})
