Page({
  data: { said: '', failed: '' },
  load(event) {
    this.setData({ said: '宽 ' + (event.detail.width > 0) })
  },
  error() {
    this.setData({ failed: '没有这张图' })
  },
  click() {
    this.setData({ said: '点了图' })
  }
})
