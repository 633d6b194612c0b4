Page({
  data: { show: true },
  hide() {
    this.setData({ show: !this.data.show })
  }
})
