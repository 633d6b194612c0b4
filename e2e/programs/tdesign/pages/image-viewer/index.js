Page({
  data: { visible: false, said: '', images: ['/images/longjing.jpg', '/images/oolong.jpg'] },
  open() {
    this.setData({ visible: true })
  },
  change(event) {
    this.setData({ said: '第 ' + event.detail.index })
  },
  remove() {
    this.setData({ said: '删了' })
  },
  close() {
    this.setData({ visible: false })
  }
})
