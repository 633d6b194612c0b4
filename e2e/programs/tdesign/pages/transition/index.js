Page({
  data: { on: true },
  toggle() {
    this.setData({ on: !this.data.on })
  }
})
