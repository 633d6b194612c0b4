Page({
  data: { radio: '1' },
  change(event) {
    this.setData({ radio: event.detail })
  },
  cell(event) {
    this.setData({ radio: event.currentTarget.dataset.name })
  }
})
