const cart = require('./utils/cart')
const { pickLocale } = require('./utils/locale')

App({
  globalData: { locale: 'zh' },

  onLaunch() {
    this.globalData.locale = pickLocale(wx.getSystemInfoSync().language)
    cart.load()
  }
})
