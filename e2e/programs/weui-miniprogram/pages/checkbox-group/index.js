Page({
  data: {
    one: '',
    many: '',
    radios: [{ name: '单选甲', value: '0', checked: true }, { name: '单选乙', value: '1' }],
    boxes: [{ name: '复选甲', value: '0', checked: true }, { name: '复选乙', value: '1' }]
  },
  radio(event) {
    this.setData({ one: event.detail.value })
  },
  box(event) {
    this.setData({ many: event.detail.value })
  }
})
