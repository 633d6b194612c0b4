const teas = require('../../utils/teas')
const cart = require('../../utils/cart')
const shop = require('../../utils/shop')
const { textsOf } = require('../../utils/locale')

const TASTE = 'taste'

Page({
  data: { t: {}, tea: null, sizes: [], sugars: [], size: 'regular', sugar: 'half', count: 1, unit: 0 },

  onLoad(query) {
    const locale = getApp().globalData.locale
    const tea = teas.findTea(query.id, locale)
    // What somebody chose last is what he is likely to want again.
    const taste = wx.getStorageSync(TASTE) || {}
    this.setData({
      t: textsOf(locale),
      tea,
      sizes: teas.listSizes(locale),
      sugars: teas.listSugars(locale),
      size: taste.size || 'regular',
      sugar: taste.sugar || 'half'
    })
    this.reprice()
    if (tea) wx.setNavigationBarTitle({ title: tea.name })
  },

  reprice() {
    if (!this.data.tea) return
    const size = this.data.sizes.find((each) => each.id === this.data.size)
    this.setData({ unit: this.data.tea.price + size.extra })
  },

  choose(event) {
    const { group, id } = event.currentTarget.dataset
    this.setData({ [group]: id })
    this.reprice()
    wx.setStorage({ key: TASTE, data: { size: this.data.size, sugar: this.data.sugar } })
  },

  changeCount(event) {
    this.setData({ count: event.detail.value })
  },

  add() {
    const { tea, size, sugar, count, t } = this.data
    cart.add({ tea: tea.id, size, sugar, count })
    wx.showToast({ title: t.added, icon: 'success', duration: 1200 })
  },

  order() {
    const { tea, size, sugar, count, t } = this.data
    if (this.ordering) return
    this.ordering = true
    shop.order([{ tea: tea.id, size, sugar, count }], t, () => {
      this.ordering = false
    })
  },

  onShareAppMessage() {
    const { tea, unit, t } = this.data
    if (!tea) return { title: 'Teahouse', path: '/pages/menu/menu' }
    return {
      title: tea.name + ' · ' + t.shareTitle,
      path: '/pages/tea/tea?id=' + tea.id,
      imageUrl: tea.image,
      // Superette shows a price on the card; WeChat ignores the field.
      price: unit
    }
  }
})
