Page({
  data: { on: true },
  close() {
    this.setData({ on: false })
  }
})
