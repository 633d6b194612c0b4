Page({
  data: { said: '', fault: '' },
  load() {
    this.setData({ said: '图来了' })
  },
  error() {
    this.setData({ fault: '图没来' })
  }
})
