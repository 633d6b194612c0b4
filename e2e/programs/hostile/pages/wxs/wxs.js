Page({
  data: { go: false },
  go() {
    this.setData({ go: true })
  }
})
