Page({
  data: { value: 20, said: '静' },
  change(event) {
    this.setData({ value: event.detail.value })
  },
  start() {
    this.setData({ said: '在拖' })
  },
  end() {
    this.setData({ said: '拖完' })
  }
})
