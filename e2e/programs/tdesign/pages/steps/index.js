Page({
  data: { current: 1 },
  change(event) {
    this.setData({ current: event.detail.current })
  }
})
