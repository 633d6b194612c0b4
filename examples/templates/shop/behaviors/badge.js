const { nameTabs } = require('../i18n')
const cart = require('../services/cart')

// For the pages of the tab bar: its names and the number at the cart.
module.exports = Behavior({
  pageLifetimes: {
    show() {
      nameTabs()
      this.badge()
    },
  },
  methods: {
    badge() {
      const count = cart.count()
      if (count > 0) wx.setTabBarBadge({ index: 1, text: String(count) })
      else wx.removeTabBarBadge({ index: 1 })
    },
  },
})
