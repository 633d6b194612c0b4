Page({
  data: { value: 1, said: '数' },
  change(event) {
    this.setData({ value: event.detail })
  },
  over(event) {
    this.setData({ said: '到头 ' + event.detail })
  }
})
