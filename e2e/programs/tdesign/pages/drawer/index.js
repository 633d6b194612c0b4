Page({
  data: { visible: false, said: '', items: [{ title: '菜单一', icon: 'app' }, { title: '菜单二' }] },
  open() {
    this.setData({ visible: true })
  },
  click(event) {
    this.setData({ said: '点了 ' + event.detail.index })
  },
  overlay() {
    this.setData({ visible: false })
  },
  close() {}
})
