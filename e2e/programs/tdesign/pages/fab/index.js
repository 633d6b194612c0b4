Page({
  data: { said: '' },
  click() {
    this.setData({ said: '新建了' })
  },
  start() {},
  end() {
    this.setData({ said: '拖完了' })
  }
})
