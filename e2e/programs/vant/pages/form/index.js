Page({
  data: { on: true, said: '' },
  change(event) {
    this.setData({ on: event.detail })
  },
  submit(event) {
    this.setData({ said: '交 ' + Object.keys(event.detail.value).sort().join() + ' ' + event.detail.value.user })
  },
  reset() {
    this.setData({ said: '重来' })
  }
})
