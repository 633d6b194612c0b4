const teas = require('../../utils/teas')
const { textsOf } = require('../../utils/locale')

Page({
  data: { t: {}, address: '', loved: [] },

  onLoad() {
    const locale = getApp().globalData.locale
    this.setData({
      t: textsOf(locale),
      address: locale === 'zh' ? '梧桐路 7 号（图书馆对面）' : '7 Wutong Road, across from the library',
      loved: teas.listTeas(locale).filter((tea) => tea.loved)
    })
  },

  copy(event) {
    wx.setClipboardData({
      data: event.currentTarget.dataset.text,
      success: () => wx.showToast({ title: this.data.t.copy, icon: 'none' })
    })
  }
})
