Page({
  data: {
    said: '',
    columns: [{ colKey: 'name', title: '茶名', width: 100 }, { colKey: 'price', title: '价钱' }, { colKey: 'from', title: '产地', ellipsis: true }],
    rows: [{ id: 1, name: '龙井', price: 12, from: '杭州' }, { id: 2, name: '乌龙', price: 10, from: '安溪' }]
  },
  row(event) {
    this.setData({ said: '行 ' + event.detail.row.name })
  },
  cell() {}
})
