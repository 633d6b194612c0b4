Page({
  data: { said: '' },
  click() {
    this.setData({ said: '点了宫格' })
  }
})
