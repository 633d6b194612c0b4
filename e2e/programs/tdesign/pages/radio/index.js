Page({
  data: { value: '0', options: [{ label: '选项甲', value: 'a' }, { label: '选项乙', value: 'b' }] },
  change(event) {
    this.setData({ value: event.detail.value })
  }
})
