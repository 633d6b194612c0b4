Page({
  data: { said: '' },
  submit() {
    this.setData({ said: '提交了' })
  },
  edit() {
    this.setData({ said: '改地址' })
  }
})
