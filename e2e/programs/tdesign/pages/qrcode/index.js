Page({
  data: { said: '' },
  refresh() {
    this.setData({ said: '刷新了' })
  }
})
