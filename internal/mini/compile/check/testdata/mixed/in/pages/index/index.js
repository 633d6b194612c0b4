const { chooseLocation } = wx
const api = wx
Page({
  go() {
    wx.$http()
    api.scanCode({ success() {} })
    wx.unheardOf()
    wx[this.data.name]()
    wx.onCompassChange(() => {})
    wx.offCompassChange()
    chooseLocation({ latitude: 1 })
    wx.cloud.callFunction({})
    requirePlugin('maps')
  },
})
