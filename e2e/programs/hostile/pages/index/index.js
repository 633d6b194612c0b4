Page({
  data: { answer: '', victim: '' },
  onLoad(query) {
    this.setData({ victim: query.victim || 'wx0123456789abcdef' })
  },
  // Writes under a key that looks like another program's, and asks for another program's storage by every spelling it can think of.
  foreign() {
    const victim = this.data.victim
    wx.setStorageSync(victim + '/cart', 'planted')
    wx.setStorageSync('cart', 'mine')
    const tries = [
      { key: 'cart', appId: victim },
      { key: '../' + victim + '/cart' },
      { key: victim + '\u0000cart' },
      { key: [victim, 'cart'] }
    ]
    const got = tries.map((options) => {
      try {
        return JSON.stringify(wx.getStorageSync(options.key, options)) || 'nothing'
      } catch (error) {
        return 'refused'
      }
    })
    wx.getStorageInfo({ success: (info) => this.setData({ answer: got.join(' ') + ' ' + info.keys.sort().join(',') + ' done' }) })
  }
})
