Page({
  data: { value: '', said: '' },
  change(event) {
    this.setData({ value: event.detail.value })
  },
  submit() {
    this.setData({ said: '搜了' })
  },
  clear() {
    this.setData({ value: '', said: '清了' })
  },
  action() {
    this.setData({ said: '取消了' })
  },
  focus() {}
})
