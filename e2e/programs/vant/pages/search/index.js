Page({
  data: { value: '', said: '' },
  change(event) {
    this.setData({ value: event.detail })
  },
  search(event) {
    this.setData({ said: '搜 ' + event.detail })
  },
  cancel() {
    this.setData({ said: '取消' })
  },
  clear() {
    this.setData({ said: '清空' })
  },
  action() {
    this.setData({ said: '按钮' })
  }
})
