Page({
  data: { links: [{ name: '底部链接', url: '/pages/button/index' }], logo: { icon: '/images/longjing.jpg', title: '茶' } }
})
