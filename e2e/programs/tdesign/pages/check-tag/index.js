Page({
  data: { said: '' },
  change(event) {
    this.setData({ said: '变 ' + event.detail.checked })
  },
  click() {
    this.setData({ said: '点' })
  }
})
