Page({
  data: { names: [0] },
  change(event) {
    this.setData({ names: event.detail.value })
  }
})
