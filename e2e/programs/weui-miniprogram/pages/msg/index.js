Page({
  data: { said: '' },
  tap() {
    this.setData({ said: '好的' })
  }
})
