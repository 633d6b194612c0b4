Page({
  data: { said: '' },
  click() {
    this.setData({ said: '按了' })
  }
})
