Page({
  data: { said: '', src: '' },
  began() {
    this.setData({ said: 'began' })
  },
  failed(event) {
    this.setData({ said: event.detail.errMsg })
  },
  photo() {
    wx.createCameraContext().takePhoto({ success: ({ tempImagePath }) => this.setData({ src: tempImagePath }) })
  },
  shown(event) {
    this.setData({ said: `a picture of ${event.detail.width} pixels` })
  },
  frame() {
    const listener = wx.createCameraContext().onCameraFrame(({ width, height, data }) => {
      listener.stop()
      this.setData({ said: `a frame ${data.byteLength === width * height * 4}` })
    })
    listener.start()
  },
})
