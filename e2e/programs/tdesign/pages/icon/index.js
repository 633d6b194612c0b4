Page({
  data: { count: 0 },
  click() {
    this.setData({ count: this.data.count + 1 })
  }
})
