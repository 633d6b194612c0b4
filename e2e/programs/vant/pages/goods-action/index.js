Page({
  data: { said: '', busy: false },
  click() {
    this.setData({ said: '找客服' })
  },
  cart() {
    this.setData({ said: '加了车' })
  },
  buy() {
    this.setData({ said: '买了', busy: true })
  }
})
