Page({
  data: { show: false, said: '', groups: [{ text: '示例菜单', value: 1 }, { text: '第二个', value: 2 }, { text: '负向菜单', type: 'warn', value: 3 }] },
  open() {
    this.setData({ show: true })
  },
  tap(event) {
    this.setData({ show: false, said: '选了 ' + event.detail.value })
  },
  close() {
    this.setData({ show: false, said: '关了' })
  }
})
