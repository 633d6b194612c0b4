Page({
  data: { value: 'a', options: [{ label: '甲段', value: 'a' }, { label: '乙段', value: 'b' }, { label: '丙段', value: 'c', disabled: true }] },
  change(event) {
    this.setData({ value: event.detail.value })
  }
})
