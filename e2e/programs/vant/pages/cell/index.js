Page({
  data: { open: false },
  down() {
    this.setData({ open: !this.data.open })
  }
})
