Page({
  data: { answer: '' },
  // Writes under a key that looks like another program's, and asks for another program's storage by every spelling it can think of.
  foreign() {
    wx.setStorageSync('wx0123456789abcdef/cart', 'planted')
    const tries = [
      { key: 'cart', appId: 'wx0123456789abcdef' },
      { key: '../wx0123456789abcdef/cart' },
      { key: 'wx0123456789abcdef\u0000cart' }
    ]
    const got = tries.map((options) => {
      try {
        return JSON.stringify(wx.getStorageSync(options.key, options)) || 'nothing'
      } catch (error) {
        return 'refused'
      }
    })
    this.setData({ answer: got.join(' ') + ' done' })
  }
})
