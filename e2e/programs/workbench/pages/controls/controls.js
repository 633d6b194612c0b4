Page({
  data: { said: 'changed', times: 0, wheel: 0 },
  change() {
    this.setData({ times: this.data.times + 1 })
  },
  turn(event) {
    this.setData({ times: this.data.times + 1, wheel: event.detail.value[0] })
  },
})
