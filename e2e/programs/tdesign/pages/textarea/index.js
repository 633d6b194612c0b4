Page({
  data: { value: '' },
  change(event) {
    this.setData({ value: event.detail.value })
  },
  focus() {},
  line() {}
})
