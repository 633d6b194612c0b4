Page({
  data: { value: '', said: '' },
  change(event) {
    this.setData({ value: event.detail.value })
  },
  focus() {
    this.setData({ focused: true })
  },
  blur() {
    this.setData({ focused: false })
  },
  clear() {
    this.setData({ value: '', said: '清了' })
  },
  enter() {
    this.setData({ said: '回车' })
  },
  icon(event) {
    this.setData({ said: '点了 ' + event.detail.trigger })
  }
})
