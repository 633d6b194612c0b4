Page({
  data: { value: 50 },
  more() {
    this.setData({ value: this.data.value + 10 })
  }
})
