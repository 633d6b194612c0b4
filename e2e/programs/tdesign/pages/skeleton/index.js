Page({
  data: { loading: true, rows: [{ width: '100%', height: '171px' }, 1, { width: '60%' }] },
  done() {
    this.setData({ loading: false })
  }
})
