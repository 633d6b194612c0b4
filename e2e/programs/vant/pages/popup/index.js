Page({
  data: { show: false, at: 'center', said: '' },
  open(event) {
    this.setData({ show: true, at: event.currentTarget.dataset.at })
  },
  enter() {
    this.setData({ said: '进来了' })
  },
  close() {
    this.setData({ show: false })
  },
  overlay() {
    this.setData({ said: '点了遮罩' })
  },
  left() {
    this.setData({ said: this.data.said + '，离开了' })
  }
})
