Page({
  data: {
    said: '',
    kind: 'all',
    chosen: ['1'],
    kinds: [{ value: 'all', label: '全部产品' }, { value: 'new', label: '最新产品' }],
    many: [{ value: '1', label: '选项一' }, { value: '2', label: '选项二' }, { value: '3', label: '选项三' }]
  },
  change(event) {
    this.setData({ kind: event.detail.value })
  },
  many(event) {
    this.setData({ chosen: event.detail.value })
  },
  confirm(event) {
    this.setData({ said: '筛 ' + event.detail.value })
  },
  reset() {
    this.setData({ chosen: [] })
  }
})
