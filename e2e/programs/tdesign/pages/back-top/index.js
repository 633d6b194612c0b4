Page({
  data: { top: 0, said: '' },
  onPageScroll(event) {
    this.setData({ top: event.scrollTop })
  },
  up() {
    this.setData({ said: '回到顶部' })
  }
})
