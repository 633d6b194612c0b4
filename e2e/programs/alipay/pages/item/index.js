Page({
  data: { name: '', note: '' },
  onLoad(query) {
    this.setData({ name: query.name })
  },
  noted(event) {
    this.setData({ note: event.detail.value })
  },
})
