Page({
  data: { said: '' },
  tap() {
    this.setData({ said: '提交了' })
  }
})
