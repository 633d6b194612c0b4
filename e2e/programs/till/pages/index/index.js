// Asks to be paid with what its address says, word for word: time, nonce, package, signType and paySign.
Page({
  data: { code: '', said: '', stolen: '', tries: 0, focus: false, again: false },
  onLoad(query) {
    const given = (name) => decodeURIComponent(query[name] || '')
    this.args = { timeStamp: given('time'), nonceStr: given('nonce'), package: given('package'), signType: given('type'), paySign: given('sign') }
    // No program can say an amount; one that tries is not heard.
    if (query.total) Object.assign(this.args, { total: Number(query.total), amount: { total: Number(query.total) }, total_fee: query.total })
  },
  signIn() {
    wx.login({ success: ({ code }) => this.setData({ code }) })
  },
  pay() {
    this.setData({ said: '' })
    wx.requestPayment({
      ...this.args,
      success: () => this.end('paid'),
      fail: ({ errMsg }) => this.end(errMsg)
    })
  },
  end(said) {
    clearInterval(this.timer)
    this.setData({ said })
  },
  // Wants every key that is typed from now on.
  grab() {
    this.pay()
    this.timer = setInterval(() => {
      const tries = this.data.tries + 1
      this.setData({ tries, focus: tries % 2 === 1, again: tries % 3 === 1 })
      if (tries === 5) wx.navigateTo({ url: '/pages/grab/grab' })
    }, 60)
  },
  typed({ detail }) {
    this.setData({ stolen: this.data.stolen + detail.value })
  }
})
