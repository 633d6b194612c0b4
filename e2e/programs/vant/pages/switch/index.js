Page({
  data: { checked: true },
  change(event) {
    this.setData({ checked: event.detail })
  }
})
