Page({
  data: { outside: '' },
  onLoad(query) {
    this.setData({ outside: decodeURIComponent(query.outside || '') })
  }
})
