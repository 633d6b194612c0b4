Page({
  data: { badge: { count: 6, offset: [6, 6] }, said: '', fault: '' },
  error() {
    this.setData({ fault: '没有图' })
  },
  more() {
    this.setData({ said: '还有五个' })
  }
})
