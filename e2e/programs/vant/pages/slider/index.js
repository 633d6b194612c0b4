Page({
  data: { value: 50, said: '停' },
  change(event) {
    this.setData({ value: event.detail, said: '停在这里' })
  },
  drag(event) {
    this.setData({ said: '拖到 ' + (event.detail.value > 50) })
  },
  range() {}
})
