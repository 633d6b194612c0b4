Page({
  data: { value: 4, said: '' },
  change(event) {
    this.setData({ value: event.detail.value })
  },
  over(event) {
    this.setData({ said: '过 ' + event.detail.type })
  },
  focus() {},
  blur() {}
})
