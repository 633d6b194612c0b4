Page({
  data: { box: null, said: '' },
  onReady() {
    this.setData({ box: () => wx.createSelectorQuery().select('#box') })
  },
  onPageScroll() {},
  scroll(event) {
    this.setData({ said: '固定 ' + event.detail.isFixed })
  }
})
