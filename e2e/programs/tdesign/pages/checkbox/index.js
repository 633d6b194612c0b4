Page({
  data: { one: false, value: ['a'] },
  single(event) {
    this.setData({ one: event.detail.checked })
  },
  change(event) {
    this.setData({ value: event.detail.value })
  }
})
