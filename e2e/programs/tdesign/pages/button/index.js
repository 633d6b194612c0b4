Page({
  data: { said: '' },
  tap(event) {
    this.setData({ said: '按了' + event.currentTarget.dataset.kind })
  },
  never() {}
})
