Page({
  data: { said: '', open: false, buttons: [{ text: '普通' }, { type: 'warn', text: '警示', extClass: 'test', data: 3 }], icons: [{ type: 'warn', src: '/images/oolong.jpg' }] },
  show() {
    this.setData({ said: '露出来了' })
  },
  hide() {
    this.setData({ said: '收回了' })
  },
  tap(event) {
    this.setData({ said: '按了 ' + event.detail.index })
  }
})
