Page({
  data: { value: '', said: '' },
  change(event) {
    this.setData({ value: event.detail.value })
  },
  send(event) {
    this.setData({ said: '发了 ' + event.detail.value, value: '' })
  },
  noop() {}
})
