Page({
  refused(event) {
    getApp().said = event.detail.url
  },
})
