Page({
  data: { component: false, template: false, n: 0 },
  component() {
    this.setData({ component: true })
  },
  template() {
    this.setData({ template: true })
  },
  count() {
    this.setData({ n: this.data.n + 1 })
  }
})
