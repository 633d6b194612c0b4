const cart = require('../utils/cart')

// Shows the number of cups on the Cart tab whenever the page is shown.
module.exports = Behavior({
  pageLifetimes: {
    show() {
      this.showBadge()
    }
  },
  methods: {
    showBadge() {
      const count = cart.count()
      if (count > 0) wx.setTabBarBadge({ index: 1, text: String(count), fail() {} })
      else wx.removeTabBarBadge({ index: 1, fail() {} })
    }
  }
})
