// Asks to be paid with what its address says, word for word: a tradeNO, or an orderStr.
Page({
  data: { code: '', said: '' },
  onLoad(query) {
    const given = (name) => decodeURIComponent(query[name] || '')
    this.args = query.text ? { orderStr: given('text') } : { tradeNO: given('trade') }
  },
  signIn() {
    my.getAuthCode({ scopes: 'auth_base', success: ({ authCode }) => this.setData({ code: authCode }) })
  },
  introduce() {
    my.getAuthCode({
      scopes: ['auth_user'],
      success: ({ authCode }) => this.setData({ code: authCode }),
      fail: ({ error }) => this.setData({ code: `no ${error}` }),
    })
  },
  pay() {
    this.setData({ said: '' })
    my.tradePay({ ...this.args, success: ({ resultCode, memo }) => this.setData({ said: `${resultCode} ${memo}`.trim() }) })
  },
})
