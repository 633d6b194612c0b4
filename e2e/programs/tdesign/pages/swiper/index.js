Page({
  data: { list: ['/images/longjing.jpg', '/images/oolong.jpg', '/images/longjing.jpg'], said: '', at: 0, loaded: 0 },
  change(event) {
    this.setData({ at: event.detail.current })
  },
  click(event) {
    this.setData({ said: '点图 ' + event.detail.index })
  },
  load() {
    this.setData({ loaded: this.data.loaded + 1 })
  },
  done() {}
})
