Page({
  data: { key: 0 },
  change(event) {
    this.setData({ key: event.detail })
  }
})
