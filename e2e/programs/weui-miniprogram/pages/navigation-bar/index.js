Page({
  data: { loading: false, said: '' },
  toggle() {
    this.setData({ loading: !this.data.loading })
  },
  back() {
    this.setData({ said: '返回' })
  }
})
