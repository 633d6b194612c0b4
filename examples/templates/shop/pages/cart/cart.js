const badge = require('../../behaviors/badge')
const { say, texts } = require('../../i18n')
const api = require('../../services/api')
const cart = require('../../services/cart')

Page({
  behaviors: [badge],
  data: { t: {}, lines: [], total: 0, busy: false },

  onShow() {
    this.setData({ t: texts() })
    this.fill()
  },

  async fill() {
    const { list } = await api.goods()
    const lines = []
    for (const { id, count } of cart.list()) {
      const goods = list.find((each) => each.id === id)
      if (goods) lines.push({ id, count, price: goods.price, picture: goods.picture, name: say(goods.name) })
    }
    this.setData({ lines, total: lines.reduce((sum, each) => sum + each.price * each.count, 0) })
    this.badge()
  },

  change({ detail, currentTarget }) {
    cart.set(currentTarget.dataset.id, detail.value)
    this.fill()
  },

  browse() {
    wx.switchTab({ url: '/pages/index/index' })
  },

  async pay() {
    if (this.data.busy) return
    this.setData({ busy: true })
    const { t } = this.data
    try {
      const isPaid = await api.order(cart.list())
      if (isPaid) {
        cart.clear()
        this.fill()
        wx.showToast({ title: t.paid, icon: 'success' })
      }
    } catch (failure) {
      console.warn(failure.message || failure.errMsg)
      wx.showModal({ title: t.noServer, content: t.noServerHint, showCancel: false })
    }
    this.setData({ busy: false })
  },
})
