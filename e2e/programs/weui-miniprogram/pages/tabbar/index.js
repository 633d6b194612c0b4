Page({
  data: { current: 0, list: [{ text: '对话', iconPath: '/images/longjing.jpg', selectedIconPath: '/images/oolong.jpg', dot: true }, { text: '设置', iconPath: '/images/longjing.jpg', selectedIconPath: '/images/oolong.jpg', badge: '8' }] },
  change(event) {
    this.setData({ current: event.detail.index })
  }
})
