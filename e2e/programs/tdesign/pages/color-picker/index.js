Page({
  data: { color: '#0052d9' },
  change(event) {
    this.setData({ color: event.detail.value, moved: true })
  },
  bar() {}
})
