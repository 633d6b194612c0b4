Page({
  data: { said: '' },
  tap() {
    this.setData({ said: '点了' })
  }
})
