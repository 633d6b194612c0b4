Page({
  data: { on: true, said: '' },
  click() {
    this.setData({ said: '点了' })
  },
  change(event) {
    this.setData({ on: event.detail.value })
  }
})
