Page({
  data: {
    kind: 0,
    order: 'a',
    said: '',
    kinds: [{ text: '全部商品', value: 0 }, { text: '新款商品', value: 1, icon: 'fire-o' }, { text: '活动商品', value: 2 }],
    orders: [{ text: '默认排序', value: 'a' }, { text: '好评排序', value: 'b' }]
  },
  kind(event) {
    this.setData({ kind: event.detail, said: '类 ' + event.detail })
  },
  opened() {
    this.setData({ said: '开了' })
  },
  closed() {
    this.setData({ said: '关了' })
  },
  confirm() {
    this.selectComponent('#filter').toggle()
    this.setData({ said: '筛选好了' })
  }
})
