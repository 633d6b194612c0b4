const teas = require('../../utils/teas')
const cart = require('../../utils/cart')
const { textsOf } = require('../../utils/locale')
const badge = require('../../behaviors/cart-badge')

Page({
  behaviors: [badge],

  data: { t: {}, categories: [], category: 'all', shown: [] },

  onLoad() {
    const locale = getApp().globalData.locale
    const t = textsOf(locale)
    this.teas = teas.listTeas(locale)
    this.setData({
      t,
      categories: [{ id: 'all', name: t.all }].concat(teas.listCategories(locale)),
      shown: this.teas
    })
  },

  pick(event) {
    const category = event.currentTarget.dataset.id
    this.setData({
      category,
      shown: this.teas.filter((tea) => category === 'all' || tea.category === category)
    })
  },

  open(event) {
    wx.navigateTo({ url: '/pages/tea/tea?id=' + event.detail.id })
  },

  add(event) {
    cart.add({ tea: event.currentTarget.dataset.id, size: 'regular', sugar: 'half', count: 1 })
    this.showBadge()
    wx.showToast({ title: this.data.t.added, icon: 'success', duration: 1200 })
  },

  onShareAppMessage(options) {
    if (options.from === 'button') {
      // Superette shows on such a card who took part; WeChat ignores the field.
      return { title: this.data.t.togetherTitle, path: '/pages/menu/menu', imageUrl: '/images/brown-sugar.jpg', cardType: 'groupOrder' }
    }
    return { title: 'Teahouse · ' + this.data.t.shopNote, path: '/pages/menu/menu', imageUrl: '/images/brown-sugar.jpg' }
  }
})
