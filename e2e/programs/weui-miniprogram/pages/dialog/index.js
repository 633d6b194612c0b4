Page({
  data: { key: '', said: '', two: [{ text: '取消' }, { text: '确定' }], one: [{ text: '知道了' }] },
  open(event) {
    this.setData({ key: event.currentTarget.dataset.key })
  },
  tap(event) {
    this.setData({ key: '', said: '按了 ' + event.detail.index })
  },
  close() {
    this.setData({ key: '', said: '关了' })
  }
})
