const teas = require('../../utils/teas')
const shop = require('../../utils/shop')
const { textsOf } = require('../../utils/locale')

Page({
  data: { t: {}, order: null, lines: [], failed: false },

  onLoad(query) {
    const locale = getApp().globalData.locale
    const t = textsOf(locale)
    this.setData({ t })
    wx.setNavigationBarTitle({ title: t.orderTitle })
    shop
      .find(query.number)
      .then((order) => {
        const lines = order.lines.map((line) => Object.assign({}, line, { name: (teas.findTea(line.tea, locale) || {}).name }))
        this.setData({ order, lines })
      })
      .catch(() => this.setData({ failed: true }))
  },

  goMenu() {
    wx.switchTab({ url: '/pages/menu/menu' })
  }
})
