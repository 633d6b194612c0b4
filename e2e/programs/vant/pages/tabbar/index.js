Page({
  data: { active: 'home' },
  change(event) {
    this.setData({ active: event.detail })
  }
})
