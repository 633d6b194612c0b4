Page({
  data: { said: '' },
  left() {
    this.setData({ said: '左' })
  },
  right() {
    this.setData({ said: '右' })
  }
})
