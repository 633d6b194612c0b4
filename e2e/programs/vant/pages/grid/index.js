Page({
  data: { said: '' },
  click() {
    this.setData({ said: '回首页' })
  }
})
