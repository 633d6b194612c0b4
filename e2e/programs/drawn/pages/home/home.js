Page({
  data: { pages: ['map', 'editor', 'camera', 'web', 'other'], said: '' },
  onShow() {
    this.setData({ said: JSON.stringify(getApp().said) })
  },
  go(event) {
    const { page } = event.currentTarget.dataset
    wx.navigateTo({ url: `/pages/${page}/${page}` })
  },
})
