const { say, texts } = require('../../i18n')
const api = require('../../services/api')
const cart = require('../../services/cart')

Page({
  data: { t: {}, goods: null, loaded: false, name: '', about: '', count: 1 },

  async onLoad({ id }) {
    this.setData({ t: texts() })
    const goods = await api.find(id)
    if (goods === undefined) return this.setData({ loaded: true })
    this.setData({ goods, loaded: true, name: say(goods.name), about: say(goods.about) })
    wx.setNavigationBarTitle({ title: this.data.name })
  },

  count({ detail }) {
    this.setData({ count: detail.value })
  },

  add() {
    cart.add(this.data.goods.id, this.data.count)
    wx.showToast({ title: this.data.t.added, icon: 'success', duration: 800 })
  },

  onShareAppMessage() {
    const { goods, name } = this.data
    if (goods === null) return { title: this.data.t.tagline, path: '/pages/index/index' }
    // `price` is Superette's: the card in the chat shows it. WeChat ignores it.
    return { title: name, path: `/goods/detail/detail?id=${encodeURIComponent(goods.id)}`, imageUrl: goods.picture, price: goods.price }
  },
})
