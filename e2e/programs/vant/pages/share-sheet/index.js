Page({
  data: {
    show: false,
    said: '',
    options: [[{ name: '微信', icon: 'wechat' }, { name: '微博', icon: 'weibo' }, { name: '复制链接', icon: 'link', description: '描述信息' }], [{ name: '二维码', icon: 'qrcode' }]]
  },
  open() {
    this.setData({ show: true })
  },
  close() {
    this.setData({ show: false })
  },
  select(event) {
    this.setData({ said: '分享到' + event.detail.name, show: false })
  },
  cancel() {
    this.setData({ said: '不分享' })
  }
})
