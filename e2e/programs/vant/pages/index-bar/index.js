Page({
  data: { top: 0, said: '', list: ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'] },
  onPageScroll(event) {
    this.setData({ top: event.scrollTop })
  },
  select(event) {
    this.setData({ said: '到 ' + event.detail })
  }
})
