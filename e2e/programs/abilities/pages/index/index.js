// Members are asked by names made at run time: such a program may use all of wx.
const asked = (name, options = {}) =>
  new Promise((resolve) => wx[name]({ ...options, success: (result) => resolve(['success', result]), fail: (result) => resolve(['fail', result]) }))
const next = (event) => new Promise((resolve) => wx[`on${event}`](resolve))
const recorder = wx.getRecorderManager()

async function record(options, ms) {
  const frames = []
  const started = new Promise((resolve) => recorder.onStart(resolve))
  const stopped = new Promise((resolve, reject) => {
    recorder.onStop(resolve)
    recorder.onError(({ errMsg }) => reject(errMsg))
  })
  recorder.onFrameRecorded(({ frameBuffer, isLastFrame }) => frames.push([frameBuffer.byteLength, isLastFrame]))
  recorder.start(options)
  await Promise.race([started, stopped])
  setTimeout(() => recorder.stop(), ms)
  const { tempFilePath, duration, fileSize } = await stopped
  const bytes = new Uint8Array(wx.getFileSystemManager().readFileSync(tempFilePath))
  return { ending: tempFilePath.split('.').pop(), duration, fileSize, length: bytes.length, head: String.fromCharCode(...bytes.slice(0, 12)), loud: bytes.slice(44).some((each) => each > 0), frames }
}

async function felt(start, change) {
  const heard = next(change)
  const answer = await asked(start, { interval: 'game' })
  return answer[0] === 'fail' ? answer : [answer, await heard]
}

let resolvePrivacy
const acts = {
  subscribe: () => asked('requestSubscribeMessage', { tmplIds: ['tea-is-ready', 'cup-is-empty'] }),
  subscribed: async () => (await asked('getSetting', { withSubscriptions: true }))[1].subscriptionsSetting,
  privacy: () => asked('requirePrivacyAuthorize'),
  needed: async () => (await asked('getPrivacySetting'))[1].needAuthorization,
  own(page) {
    wx.onNeedPrivacyAuthorization((resolve) => {
      resolvePrivacy = resolve
      page.setData({ asks: true })
    })
    return asked('setClipboardData', { data: 'tea' })
  },
  samples: () => record({ format: 'wav', sampleRate: 16000, numberOfChannels: 1, frameSize: 4 }, 900),
  encoded: () => record({ format: 'aac' }, 600),
  invoice: () => asked('chooseInvoiceTitle'),
  turned: () => felt('startDeviceMotionListening', 'DeviceMotionChange'),
  fell: () => felt('startAccelerometer', 'AccelerometerChange'),
  knows: async () => (await asked('checkIsSupportSoterAuthentication'))[1].supportMode,
  verify: () => asked('startSoterAuthentication', { challenge: 'order 7', requestAuthModes: ['fingerPrint'] }),
  follow(page) {
    wx.onLocationChange(({ latitude, longitude }) => page.setData({ went: `at ${latitude} ${longitude}` }))
    return asked('startLocationUpdate', { type: 'wgs84' })
  },
  network: () => next('NetworkStatusChange'),
  keyboard: () => next('KeyboardHeightChange'),
}

Page({
  data: { names: Object.keys(acts), said: '', went: '', asks: false },
  async act({ currentTarget }) {
    const { name } = currentTarget.dataset
    this.setData({ said: '' })
    try {
      this.setData({ said: JSON.stringify([name, await acts[name](this)]) })
    } catch (error) {
      this.setData({ said: JSON.stringify([name, String(error)]) })
    }
  },
  agreed() {
    this.setData({ asks: false })
    resolvePrivacy({ event: 'agree', buttonId: 'agree' })
  },
})
