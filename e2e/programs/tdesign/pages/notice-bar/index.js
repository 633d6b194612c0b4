Page({
  data: { said: '', index: 0 },
  click(event) {
    this.setData({ said: '点了 ' + event.detail.trigger })
  },
  change(event) {
    this.setData({ index: event.detail.current })
  }
})
