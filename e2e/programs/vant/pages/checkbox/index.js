Page({
  data: { checked: false, list: ['a', 'b', 'c'], result: ['a'], chosen: '' },
  one(event) {
    this.setData({ checked: event.detail })
  },
  many(event) {
    this.setData({ result: event.detail })
  },
  toggle(event) {
    this.setData({ chosen: event.currentTarget.dataset.name })
  },
  noop() {}
})
