Page({
  data: { said: '', files: [{ url: '/images/longjing.jpg', name: '图一', type: 'image' }, { url: '/images/oolong.jpg', name: '图二', type: 'image', status: 'loading', percent: 68 }] },
  success(event) {
    this.setData({ files: event.detail.files, said: '加了' })
  },
  remove(event) {
    const files = this.data.files.slice()
    files.splice(event.detail.index, 1)
    this.setData({ files })
  },
  click() {},
  select() {},
  add() {}
})
