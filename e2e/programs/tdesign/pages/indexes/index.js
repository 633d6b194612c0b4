Page({
  data: { said: '', list: ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'] },
  onPageScroll() {},
  change() {},
  select(event) {
    this.setData({ said: '到 ' + event.detail.index })
  }
})
