const words = {
  en: { hello: 'Hello', hint: 'Change pages/index and save: this page follows.', button: 'Tap me' },
  zh: { hello: '你好', hint: '改一改 pages/index 再保存，页面会跟着变。', button: '点一下' },
}

Page({
  data: { times: 0, hello: '', hint: '', button: '' },

  onLoad() {
    const { language } = wx.getAppBaseInfo()
    this.setData(/^zh/.test(language) ? words.zh : words.en)
  },

  count() {
    this.setData({ times: this.data.times + 1 })
  },

  onShareAppMessage() {
    return { title: this.data.hello, path: '/pages/index/index' }
  },
})
