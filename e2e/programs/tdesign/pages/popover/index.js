Page({
  data: { visible: false, said: '' },
  open() {
    this.setData({ visible: true })
  },
  change(event) {
    this.setData({ visible: event.detail.visible, said: '变 ' + event.detail.visible })
  }
})
