Page({
  data: { visible: false, at: 'top', said: '' },
  open(event) {
    this.setData({ at: event.currentTarget.dataset.at, visible: true })
  },
  change(event) {
    this.setData({ visible: event.detail.visible, said: '由 ' + (event.detail.trigger || '') })
  }
})
