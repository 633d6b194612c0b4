Page({
  data: { id: '', answer: '' },
  onLoad(query) {
    this.setData({ id: query.id })
  },
  ask() {
    wx.request({
      url: 'https://api.example.org/teas?kind=green',
      method: 'POST',
      data: { kind: 'green' },
      header: { 'X-Shop': 'workbench' },
      success: (answer) => this.setData({ answer: answer.data.name }),
      fail: (error) => this.setData({ answer: error.errMsg }),
    })
  },
})
