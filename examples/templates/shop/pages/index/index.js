const badge = require('../../behaviors/badge')
const { texts } = require('../../i18n')
const api = require('../../services/api')
const cart = require('../../services/cart')

Page({
  behaviors: [badge],
  data: { t: {}, list: [], sample: false },

  async onLoad() {
    this.setData({ t: texts() })
    this.setData(await api.goods())
  },

  add({ detail }) {
    cart.add(detail.id, 1)
    this.badge()
    wx.showToast({ title: this.data.t.added, icon: 'success', duration: 800 })
  },

  onShareAppMessage() {
    return { title: this.data.t.tagline, path: '/pages/index/index', imageUrl: '/images/cup.svg' }
  },
})
