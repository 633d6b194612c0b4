Page({
  data: { said: '' },
  tap() {
    this.setData({ said: '喜欢' })
  }
})
