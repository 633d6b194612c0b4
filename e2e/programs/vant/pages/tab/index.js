Page({
  data: { active: 'a', said: '' },
  change(event) {
    this.setData({ said: '换到 ' + event.detail.name + ' ' + event.detail.title })
  },
  click(event) {
    this.setData({ clicked: event.detail.name })
  }
})
