const { say, texts } = require('../../i18n')

// One of the goods. Sends add with { id }; a tap anywhere else opens its page.
Component({
  properties: { goods: { type: Object, value: null } },
  data: { name: '', label: '' },
  observers: {
    goods(goods) {
      if (goods) this.setData({ name: say(goods.name), label: texts().add })
    },
  },
  methods: {
    open() {
      wx.navigateTo({ url: `/goods/detail/detail?id=${encodeURIComponent(this.data.goods.id)}` })
    },
    add() {
      this.triggerEvent('add', { id: this.data.goods.id })
    },
  },
})
