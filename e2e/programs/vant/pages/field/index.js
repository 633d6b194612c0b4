Page({
  data: { value: '', model: '', long: '', sms: '', said: '', size: { minHeight: 50 } },
  change(event) {
    this.setData({ value: event.detail })
  },
  long(event) {
    this.setData({ long: event.detail })
  },
  focus() {
    this.setData({ said: '聚焦' })
  },
  blur() {
    this.setData({ said: '失焦' })
  },
  clear() {
    this.setData({ said: '清空' })
  },
  confirm() {
    this.setData({ value: this.data.value + '!' })
  },
  send() {
    this.setData({ sms: '4711', said: '发送了' })
  },
  icon() {
    this.setData({ said: '点了图标' })
  }
})
