const teas = require('../../utils/teas')
const cart = require('../../utils/cart')
const shop = require('../../utils/shop')
const { textsOf } = require('../../utils/locale')

Page({
  data: { t: {}, lines: [], total: 0 },

  onShow() {
    this.locale = getApp().globalData.locale
    this.setData({ t: textsOf(this.locale) })
    this.refresh()
  },

  refresh() {
    const sizes = teas.listSizes(this.locale)
    const sugars = teas.listSugars(this.locale)
    const nameOf = (list, id) => (list.find((each) => each.id === id) || {}).name
    const lines = cart
      .list()
      .map((line) => ({ line, tea: teas.findTea(line.tea, this.locale) }))
      .filter(({ tea }) => tea)
      .map(({ line, tea }) => ({
        key: cart.keyOf(line),
        name: tea.name,
        image: tea.image,
        count: line.count,
        unit: tea.price + sizes.find((each) => each.id === line.size).extra,
        kinds: [nameOf(sizes, line.size), nameOf(sugars, line.sugar)]
      }))
    this.setData({ lines, total: lines.reduce((sum, line) => sum + line.unit * line.count, 0) })
    const count = cart.count()
    if (count > 0) wx.setTabBarBadge({ index: 1, text: String(count), fail() {} })
    else wx.removeTabBarBadge({ index: 1, fail() {} })
  },

  change(event) {
    cart.change(event.currentTarget.dataset.key, event.detail.value)
    this.refresh()
  },

  clear() {
    const before = cart.replace([])
    this.refresh()
    const t = this.data.t
    wx.showModal({
      title: t.cleared,
      confirmText: 'OK',
      cancelText: t.undo,
      success: (answer) => {
        if (!answer.cancel) return
        cart.replace(before)
        this.refresh()
      }
    })
  },

  order() {
    if (this.ordering) return
    this.ordering = true
    shop.order(cart.list(), this.data.t, (paid) => {
      this.ordering = false
      if (!paid) return
      cart.replace([])
      this.refresh()
    })
  },

  counter() {
    const t = this.data.t
    const words = this.data.lines.map((line) => line.count + ' × ' + line.name + ' (' + line.kinds.join(', ') + ')')
    wx.showModal({ title: t.counterTitle, content: words.join('\n'), showCancel: false, confirmText: t.counterDone })
  },

  goMenu() {
    wx.switchTab({ url: '/pages/menu/menu' })
  }
})
