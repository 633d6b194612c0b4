Page({
  data: { shown: false, heard: '' },
  open() {
    this.setData({ shown: true })
  },
  hear({ type }) {
    this.setData({ heard: `${this.data.heard} ${type}`, shown: type === 'afterenter' })
  },
  back() {
    wx.navigateBack()
  },
  both() {
    this.setData({ shown: false })
    wx.navigateBack()
  },
})
