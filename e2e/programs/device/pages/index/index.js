// Members are asked by names made at run time: such a program may use all of wx.
const asked = (name, options = {}) =>
  new Promise((resolve) => wx[name]({ ...options, success: (result) => resolve(['success', result]), fail: (result) => resolve(['fail', result]) }))
const folder = `${wx.env.USER_DATA_PATH}/album`

const acts = {
  async socket() {
    const task = wx.connectSocket({ url: 'wss://api.device.example/chat?ticket=s3cret', header: { 'X-Tea': 'oolong' } })
    const next = (event) => new Promise((resolve) => task[`on${event}`](resolve))
    const heard = []
    const { header } = await next('Open')
    heard.push(header['X-Tea'], task.readyState)
    task.send({ data: 'two cups' })
    heard.push((await next('Message')).data)
    const closed = next('Close')
    task.send({ data: 'close' })
    heard.push(await closed, task.readyState)
    return heard
  },
  elsewhere() {
    const task = wx.connectSocket({ url: 'wss://elsewhere.example/' })
    return new Promise((resolve) => task.onError(resolve))
  },
  async nobody() {
    const url = 'https://gone.device.example/'
    const heard = []
    for (const [name, options] of [
      ['request', { url }],
      ['downloadFile', { url }],
      ['uploadFile', { url, filePath: '/pages/index/tea.png', name: 'tea' }],
      ['request', { url, method: 'TRACE' }],
    ])
      heard.push((await asked(name, options))[1])
    const task = wx.connectSocket({ url: 'wss://gone.device.example/' })
    heard.push(await new Promise((resolve) => task.onError(resolve)))
    return heard
  },
  async keep(page) {
    const files = wx.getFileSystemManager()
    files.mkdirSync(folder)
    const bytes = files.readFileSync('/pages/index/tea.png')
    files.writeFileSync(`${folder}/tea.png`, bytes)
    page.setData({ path: `${folder}/tea.png` })
    return bytes.byteLength
  },
  found() {
    const files = wx.getFileSystemManager()
    return [files.readdirSync(folder), files.statSync(`${folder}/tea.png`).size, files.readFileSync(`${folder}/tea.png`, 'hex').slice(0, 8), files.statSync(folder).isDirectory()]
  },
  over: () => asked('navigateTo', { url: '/pages/over/over' }),
  where: () => asked('getLocation'),
  shifted: () => asked('getLocation', { type: 'gcj02' }),
  authorize: () => asked('authorize', { scope: 'scope.userLocation' }),
  nothing: () => asked('authorize', { scope: 'scope.nothing' }),
  address: () => asked('chooseAddress'),
  // What a program sends along decides nothing; and it may not pile the book upon itself without end.
  hostile: () => asked('chooseAddress', { userName: '<b>nobody</b>', id: '../../x', book: [{ name: 'x' }], View: null, answer: 'x'.repeat(100000) }),
  async pile() {
    const answers = await Promise.all(Array.from({ length: 20 }, () => asked('chooseAddress')))
    return answers.map(([, { errMsg }]) => errMsg)
  },
  addressScope: async () => [wx.canIUse('chooseAddress'), await asked('authorize', { scope: 'scope.address' })],
  place: () => asked('chooseLocation', { latitude: 31.2304, longitude: 121.4737 }),
  anywhere: () => asked('chooseLocation'),
  privacy: () => asked('openPrivacyContract'),
  measured: () => wx.getPerformance().getEntries(),
  report: () => wx.reportEvent('tea', { cups: 2 }) ?? 'reported',
  embed() {
    const [{ options }] = getCurrentPages()
    return asked('openEmbeddedMiniProgram', { appId: options.other, path: 'pages/index/index', extraData: { cups: 2 } })
  },
  entered() {
    const { scene, referrerInfo, apiCategory } = wx.getEnterOptionsSync()
    return [scene, referrerInfo, apiCategory, wx.getApiCategory(), wx.getWindowInfo().screenHeight]
  },
  away() {
    const [{ options }] = getCurrentPages()
    return asked('navigateToMiniProgram', { appId: options.other, path: `pages/index/index?other=${options.mine}&mine=${options.other}` })
  },
  giveBack: () => asked('navigateBackMiniProgram', { extraData: { paid: true } }),
  settings: () => asked('openSetting'),
  async sound() {
    const rate = 8000
    const length = rate / 4
    const wave = new DataView(new ArrayBuffer(44 + length))
    const text = (at, word) => [...word].forEach((letter, i) => wave.setUint8(at + i, letter.charCodeAt(0)))
    text(0, 'RIFF')
    wave.setUint32(4, 36 + length, true)
    text(8, 'WAVEfmt ')
    wave.setUint32(16, 16, true)
    for (const [at, value] of [[20, 1], [22, 1], [32, 1], [34, 8]]) wave.setUint16(at, value, true)
    for (const at of [24, 28]) wave.setUint32(at, rate, true)
    text(36, 'data')
    wave.setUint32(40, length, true)
    for (let i = 0; i < length; i++) wave.setUint8(44 + i, 128)
    wx.getFileSystemManager().writeFileSync(`${wx.env.USER_DATA_PATH}/a.wav`, wave.buffer)
    const sound = wx.createInnerAudioContext()
    const heard = []
    for (const event of ['Canplay', 'Play', 'Ended']) sound[`on${event}`](() => heard.push(event))
    const ended = new Promise((resolve) => {
      sound.onEnded(resolve)
      sound.onError((detail) => resolve(heard.push(detail)))
    })
    sound.onCanplay(() => sound.play())
    sound.src = `${wx.env.USER_DATA_PATH}/a.wav`
    await ended
    heard.push(sound.duration)
    sound.destroy()
    return heard
  },
}

Page({
  data: { names: Object.keys(acts), path: '', picture: '', said: '' },
  async act({ currentTarget }) {
    const { name } = currentTarget.dataset
    this.setData({ said: '' })
    try {
      this.setData({ said: JSON.stringify([name, await acts[name](this)]) })
    } catch (error) {
      this.setData({ said: JSON.stringify([name, String(error)]) })
    }
  },
  loaded({ detail }) {
    this.setData({ picture: `picture ${detail.width} x ${detail.height}` })
  },
  failed({ detail }) {
    this.setData({ picture: detail.errMsg })
  },
})
