Page({
  data: { said: '', path: '', drawn: '', answers: [], animation: {} },

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
  film() {
    wx.chooseMedia({
      mediaType: ['video'],
      success: ({ tempFiles: [film] }) => this.say('film ' + film.width + ' x ' + film.height + ' ' + film.fileType),
      fail: (error) => this.say(error.errMsg)
    })
  },
  about() {
    wx.getImageInfo({
      src: this.data.path,
      success: (info) => this.say('info ' + info.width + ' x ' + info.height + ' ' + info.orientation + ' ' + info.type),
      fail: (error) => this.say(error.errMsg)
    })
  },
  request() {
    wx.request({
      url: 'https://api.media.example/hello',
      success: (answer) => this.say('answer ' + answer.statusCode + ' ' + answer.data),
      fail: (error) => this.say(error.errMsg)
    })
  },
  feedback({ currentTarget }) {
    const { name } = currentTarget.dataset
    if (name === 'toast') wx.showToast({ title: '一二三四五六七八九十', duration: 60000 })
    if (name === 'long toast') wx.showToast({ title: 'tea '.repeat(60), icon: 'none', duration: 60000 })
    if (name === 'two questions') {
      const ask = (title) => wx.showModal({ title, editable: true }).then(({ content }) => this.setData({ answers: this.data.answers.concat(title + '=' + content) }))
      ask('first')
      ask('second')
    }
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
