Page({
  data: { said: '', props: { url: '/pages/button/index' } },
  tap() {
    this.setData({ said: '按了链接' })
  }
})
