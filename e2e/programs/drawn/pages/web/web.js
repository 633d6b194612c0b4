Page({
  loaded(event) {
    getApp().said = event.detail
  },
  heard(event) {
    getApp().said = event.detail.data
  },
})
