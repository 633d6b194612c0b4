Page({
  data: { said: '' },
  back() {
    this.setData({ said: '返回了' })
  }
})
