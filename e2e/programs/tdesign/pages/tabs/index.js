Page({
  data: { said: '' },
  change(event) {
    this.setData({ said: '换 ' + event.detail.label })
  },
  click() {}
})
