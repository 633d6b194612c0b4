Page({
  data: { name: '', note: '' },
  onLoad(query) {
    this.setData({ name: query.name })
  },
  events: {
    onBack() {
      getApp().globalData.left = this.data.name
    },
  },
  noted(event) {
    this.setData({ note: event.detail.value })
  },
})
