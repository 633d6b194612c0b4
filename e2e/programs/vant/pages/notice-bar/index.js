Page({
  data: { said: '' },
  close() {
    this.setData({ said: '关了' })
  },
  click() {
    this.setData({ said: '点了' })
  }
})
