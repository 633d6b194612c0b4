Page({
  data: { said: '' },
  onPageScroll() {},
  scroll(event) {
    this.setData({ said: '固定 ' + event.detail.isFixed })
  }
})
