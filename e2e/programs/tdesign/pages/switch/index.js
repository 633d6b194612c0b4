Page({
  data: { on: false, said: '' },
  change(event) {
    this.setData({ on: event.detail.value })
  },
  custom(event) {
    this.setData({ said: event.detail.value })
  }
})
