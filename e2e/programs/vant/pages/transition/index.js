Page({
  data: { show: false, name: 'fade', said: '' },
  play(event) {
    this.setData({ name: event.currentTarget.dataset.name, show: true })
  },
  mark() {
    this.setData({ said: '要进来' })
  },
  entered() {
    this.setData({ said: this.data.said + '，进来了' })
    setTimeout(() => this.setData({ show: false }), 50)
  },
  left() {
    setTimeout(() => this.setData({ said: '走了' }), 500)
  }
})
