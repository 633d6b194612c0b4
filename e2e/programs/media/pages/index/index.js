Page({
  data: { said: '', path: '', drawn: '', animation: {} },

  onLoad({ choose }) {
    if (choose) this.image()
  },
  say(said) {
    this.setData({ said })
  },
  image() {
    wx.chooseImage({
      count: 1,
      success: (answer) => this.setData({ path: answer.tempFilePaths[0] }),
      fail: (error) => this.say(error.errMsg)
    })
  },
  loaded(event) {
    this.say('picture ' + event.detail.width + ' x ' + event.detail.height)
  },
  media() {
    wx.chooseMedia({
      count: 2,
      mediaType: ['image'],
      success: (answer) => this.say('media ' + answer.type + ' ' + answer.tempFiles.map((file) => file.fileType + file.size).join(' ')),
      fail: (error) => this.say(error.errMsg)
    })
  },
  video() {
    wx.chooseVideo({
      success: (answer) => this.say('film ' + answer.size + ' ' + (answer.tempFilePath ? 'kept' : 'lost')),
      fail: (error) => this.say(error.errMsg)
    })
  },
  profile() {
    wx.getUserProfile({
      desc: 'to greet you',
      success: (answer) => this.say('hello ' + answer.userInfo.nickName),
      fail: (error) => this.say(error.errMsg)
    })
  },
  preview() {
    wx.previewImage({ urls: [this.data.path] })
  },
  draw() {
    const context = wx.createCanvasContext('board')
    context.setFillStyle('#c2410c')
    context.fillRect(0, 0, 100, 50)
    context.draw(false, () => {
      wx.canvasToTempFilePath({
        canvasId: 'board',
        success: (answer) => this.setData({ drawn: answer.tempFilePath }),
        fail: (error) => this.say(error.errMsg)
      })
    })
  },
  drawnLoaded(event) {
    this.say('drawn ' + (event.detail.width > 0))
  },
  move() {
    const animation = wx.createAnimation({ duration: 50 })
    animation.translateX(40).step()
    this.setData({ animation: animation.export() })
  },
  down() {
    wx.pageScrollTo({ selector: '.end', duration: 0, success: () => this.say('scrolled') })
  }
})
