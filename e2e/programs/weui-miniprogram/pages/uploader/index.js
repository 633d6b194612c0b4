Page({
  data: { said: '', files: [{ url: '/images/longjing.jpg' }, { url: '/images/oolong.jpg', loading: true }, { url: '/images/oolong.jpg', error: true }] },
  onLoad() {
    this.setData({ select: () => true, upload: (files) => Promise.resolve({ urls: files.tempFilePaths }) })
  },
  chosen() {},
  success(event) {
    this.setData({ said: '传了 ' + event.detail.urls.length })
  },
  fail() {},
  remove() {}
})
