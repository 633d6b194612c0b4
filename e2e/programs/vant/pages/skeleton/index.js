Page({
  data: { loading: true },
  done() {
    this.setData({ loading: false })
  }
})
