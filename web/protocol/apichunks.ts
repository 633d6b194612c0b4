/**
 * The members of wx that come as chunks of their own beside the runtime: a program that does not name them does not load
 * them. The compiler lists what a program names (AppManifest.apis); "*" there means that the program hands `wx` on or asks
 * it by names made at run time, so that it may use anything.
 */
export const apiChunks = {
  caniuse: 'canIUse',
  camera: 'createCameraContext',
  canvas: 'createCanvasContext canvasToTempFilePath canvasGetImageData canvasPutImageData createOffscreenCanvas',
  choose: 'chooseImage chooseMedia chooseVideo previewMedia getRandomValues chooseAddress chooseInvoiceTitle chooseLocation scanCode',
  consent: 'requestSubscribeMessage getPrivacySetting requirePrivacyAuthorize onNeedPrivacyAuthorization',
  files:
    'getFileSystemManager saveFile getSavedFileList getSavedFileInfo removeSavedFile getFileInfo openDocument saveImageToPhotosAlbum ' +
    'saveVideoToPhotosAlbum compressImage',
  map: 'createMapContext',
  media:
    'createInnerAudioContext setInnerAudioOption createVideoContext getBackgroundAudioManager getBackgroundAudioPlayerState playBackgroundAudio ' +
    'pauseBackgroundAudio stopBackgroundAudio seekBackgroundAudio onBackgroundAudioPlay onBackgroundAudioPause onBackgroundAudioStop',
  network:
    'connectSocket sendSocketMessage closeSocket onSocketOpen onSocketError onSocketMessage onSocketClose offSocketOpen offSocketError offSocketMessage offSocketClose',
  page: 'loadFontFace hideKeyboard getSelectedTextRange',
  performance: 'getPerformance',
  person:
    'enableAlertBeforeUnload disableAlertBeforeUnload sendSms addPhoneContact saveFileToDisk getBatteryInfo getVideoInfo chooseMessageFile ' +
    'openPrivacyContract openEmbeddedMiniProgram getGroupEnterInfo shareFileMessage shareVideoMessage showShareImageMenu ' +
    'checkIsSupportSoterAuthentication checkIsSoterEnrolledInDevice startSoterAuthentication createInterstitialAd createRewardedVideoAd ' +
    'getExptInfoSync',
  request: 'request downloadFile uploadFile',
  routes:
    'onBeforeAppRoute offBeforeAppRoute onAppRoute offAppRoute onAppRouteDone offAppRouteDone onBeforePageLoad offBeforePageLoad onAfterPageLoad ' +
    'offAfterPageLoad onBeforePageUnload offBeforePageUnload onAfterPageUnload offAfterPageUnload',
  sensors:
    'startAccelerometer stopAccelerometer onAccelerometerChange offAccelerometerChange startGyroscope stopGyroscope onGyroscopeChange offGyroscopeChange ' +
    'startCompass stopCompass onCompassChange offCompassChange startDeviceMotionListening stopDeviceMotionListening onDeviceMotionChange ' +
    'offDeviceMotionChange startLocationUpdate stopLocationUpdate onLocationChange offLocationChange onLocationChangeError offLocationChangeError',
  record: 'getRecorderManager startRecord stopRecord getAvailableAudioSources',
  rare: 'cloud worklet createAnimation reportEvent getLogManager getRealtimeLogManager requestIdleCallback cancelIdleCallback',
  worker: 'createWorker preDownloadSubpackage',
} as const
export type ApiChunk = keyof typeof apiChunks

export const anyApi = '*'

/** Members of my that stand on members of wx of another name, of those that come as chunks. */
const behindMy: Readonly<Record<string, string>> = {
  httpRequest: 'request',
  scan: 'scanCode',
  saveImage: 'saveImageToPhotosAlbum',
  getAddress: 'chooseAddress',
  choosePhoneContact: 'chooseContact',
  createWebSocket: 'connectSocket',
}

/** The chunks that a program with these members needs, in a fixed order. */
export function chunksFor(apis: readonly string[], dialect: 'wechat' | 'alipay'): readonly ApiChunk[] {
  const used = new Set(dialect === 'alipay' ? apis.map((name) => behindMy[name] ?? name) : apis)
  const all = Object.keys(apiChunks) as ApiChunk[]
  return used.has(anyApi) ? all : all.filter((chunk) => apiChunks[chunk].split(' ').some((name) => used.has(name)))
}
