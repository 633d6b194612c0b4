Page({
  data: { said: '' },
  open(event) {
    this.setData({ said: '开 ' + event.detail.position })
  },
  close(event) {
    this.setData({ said: '点 ' + event.detail.position })
    event.detail.instance.close()
  },
  click(event) {
    this.setData({ said: '按 ' + event.detail })
  },
  reveal() {
    this.selectComponent('#cell').open('left')
  }
})
