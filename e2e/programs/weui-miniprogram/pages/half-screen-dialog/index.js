Page({
  data: { show: false, said: '', buttons: [{ type: 'default', className: '', text: '辅助操作', value: 0 }, { type: 'primary', className: '', text: '主操作', value: 1 }] },
  open() {
    this.setData({ show: true })
  },
  tap(event) {
    this.setData({ show: false, said: '按了 ' + event.detail.index })
  },
  close() {
    this.setData({ show: false, said: '关了' })
  }
})
