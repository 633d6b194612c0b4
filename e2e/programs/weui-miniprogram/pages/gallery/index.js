Page({
  data: { show: false, said: '', urls: ['/images/longjing.jpg', '/images/oolong.jpg'] },
  open() {
    this.setData({ show: true })
  },
  change(event) {
    this.setData({ said: '第 ' + event.detail.current })
  },
  remove() {
    this.setData({ said: '删了' })
  },
  hide() {
    this.setData({ show: false })
  }
})
