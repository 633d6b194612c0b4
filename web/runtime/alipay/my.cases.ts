/** Members of my that ask one of wx: with what, and what becomes of its answer. */
import type { Fields } from '../core/paths.js'

/** What is asked of wx, and what wx gives back. */
export interface Pair {
  readonly name: string
  readonly given?: Fields
  /** The member of wx that is asked, and with what; or a call of the host. */
  readonly asked?: readonly [name: string, options: Fields]
  readonly answer?: Fields
  readonly result: Fields
}

export const pairs: readonly Pair[] = [
  { name: 'showToast', given: { content: 'a', type: 'fail' }, asked: ['showToast', { title: 'a', icon: 'error', duration: 2000 }], result: {} },
  { name: 'hideToast', given: {}, asked: ['hideToast', {}], result: {} },
  { name: 'showLoading', given: { content: 'a', delay: 5 }, asked: ['showLoading', { title: 'a' }], result: {} },
  { name: 'hideLoading', given: { page: {} }, asked: ['hideLoading', {}], result: {} },
  {
    name: 'request',
    given: { url: 'https://a', method: 'post', data: { b: 1 }, headers: { c: 'd' } },
    asked: [
      'request',
      {
        url: 'https://a',
        method: 'POST',
        data: { b: 1 },
        header: { c: 'd', 'content-type': 'application/json' },
        dataType: 'text',
        responseType: 'text',
        timeout: 30_000,
      },
    ],
    answer: { data: '{"e":1}', statusCode: 200, header: { f: 'g' } },
    result: { data: { e: 1 }, status: 200, statusCode: 200, headers: { f: 'g' }, header: { f: 'g' } },
  },
  {
    name: 'httpRequest',
    given: { url: 'https://a', dataType: 'text' },
    asked: [
      'request',
      {
        url: 'https://a',
        method: 'GET',
        data: undefined,
        header: { 'content-type': 'application/x-www-form-urlencoded' },
        dataType: 'text',
        responseType: 'text',
        timeout: 30_000,
      },
    ],
    answer: { data: 'e', statusCode: 200, header: {} },
    result: { data: 'e', status: 200, statusCode: 200, headers: {}, header: {} },
  },
  {
    name: 'uploadFile',
    given: { url: 'https://a', filePath: 'b', fileName: 'c', fileType: 'image', headers: { d: 'e' }, formData: { f: 'g' } },
    asked: ['uploadFile', { url: 'https://a', filePath: 'b', name: 'c', formData: { f: 'g' }, timeout: undefined, header: { d: 'e' } }],
    answer: { data: 'h', statusCode: 200 },
    result: { data: 'h', statusCode: 200, header: {} },
  },
  {
    name: 'downloadFile',
    given: { url: 'https://a' },
    asked: ['downloadFile', { url: 'https://a', timeout: undefined, filePath: undefined, header: undefined }],
    answer: { tempFilePath: 't', statusCode: 200 },
    result: { apFilePath: 't', tempFilePath: 't', headers: {}, header: {} },
  },
  { name: 'setStorage', given: { key: 'a', data: { b: 1 } }, asked: ['setStorage', { key: 'a', data: { b: 1 } }], result: {} },
  { name: 'removeStorage', given: { key: 'a' }, asked: ['removeStorage', { key: 'a' }], result: {} },
  { name: 'clearStorage', given: {}, asked: ['clearStorage', {}], result: {} },
  { name: 'getStorageInfo', given: {}, asked: ['getStorageInfo', {}], answer: { keys: ['a'] }, result: { keys: ['a'] } },
  { name: 'getClipboard', given: {}, asked: ['getClipboardData', {}], answer: { data: 'a' }, result: { text: 'a' } },
  { name: 'setClipboard', given: { text: 'a' }, asked: ['setClipboardData', { data: 'a' }], result: { success: true } },
  {
    name: 'chooseImage',
    given: { sourceType: 'camera' },
    asked: ['chooseImage', { count: 1, sizeType: undefined, sourceType: ['camera'] }],
    answer: { tempFilePaths: ['a'], tempFiles: [{ path: 'a' }] },
    result: { apFilePaths: ['a'], tempFilePaths: ['a'], tempFiles: [{ path: 'a' }] },
  },
  {
    name: 'chooseVideo',
    given: { camera: ['front'], maxDuration: 9 },
    asked: ['chooseVideo', { sourceType: undefined, compressed: undefined, maxDuration: 9, camera: 'front' }],
    answer: { tempFilePath: 'a', size: 2 },
    result: { tempFilePath: 'a', size: 2, filePath: 'a' },
  },
  { name: 'previewImage', given: { urls: ['a', 'b'], current: 1 }, asked: ['previewImage', { urls: ['a', 'b'], current: 'b' }], result: {} },
  { name: 'getImageInfo', given: { src: 'a' }, asked: ['getImageInfo', { src: 'a' }], answer: { width: 1, path: 'b' }, result: { width: 1, path: 'b' } },
  { name: 'saveImage', given: { url: 'a' }, asked: ['saveImageToPhotosAlbum', { filePath: 'a' }], result: {} },
  {
    name: 'saveFile',
    given: { apFilePath: 'a' },
    asked: ['saveFile', { tempFilePath: 'a' }],
    answer: { savedFilePath: 'b' },
    result: { apFilePath: 'b', success: true },
  },
  {
    name: 'getFileInfo',
    given: { apFilePath: 'a' },
    asked: ['getFileInfo', { filePath: 'a', digestAlgorithm: 'md5' }],
    answer: { size: 1 },
    result: { size: 1 },
  },
  { name: 'getSavedFileInfo', given: { apFilePath: 'a' }, asked: ['getSavedFileInfo', { filePath: 'a' }], answer: { size: 1 }, result: { size: 1 } },
  { name: 'removeSavedFile', given: { apFilePath: 'a' }, asked: ['removeSavedFile', { filePath: 'a' }], result: {} },
  {
    name: 'getSavedFileList',
    given: {},
    asked: ['getSavedFileList', {}],
    answer: { fileList: [{ filePath: 'a', size: 1 }] },
    result: { success: true, fileList: [{ filePath: 'a', apFilePath: 'a', size: 1 }] },
  },
  {
    name: 'getLocation',
    given: { type: 0 },
    asked: ['getLocation', {}],
    answer: { longitude: 1.5, latitude: 2, accuracy: 3 },
    result: { longitude: '1.5', latitude: '2', accuracy: '3', horizontalAccuracy: '3' },
  },
  {
    name: 'openLocation',
    given: { longitude: '1.5', latitude: '2', name: 'a', address: 'b' },
    asked: ['openLocation', { longitude: 1.5, latitude: 2, name: 'a', address: 'b', scale: undefined }],
    result: {},
  },
  {
    name: 'chooseLocation',
    given: {},
    asked: ['chooseLocation', { latitude: undefined, longitude: undefined }],
    answer: { name: 'a', address: 'b', longitude: 1, latitude: 2 },
    result: { name: 'a', address: 'b', longitude: '1', latitude: '2', provinceName: '', cityName: '' },
  },
  {
    name: 'scan',
    given: { type: 'qr', hideAlbum: true },
    asked: ['scanCode', { onlyFromCamera: true, scanType: ['qrCode'] }],
    answer: { result: 'a', scanType: 'QR_CODE', rawData: 'YQ==' },
    result: { code: 'a', result: 'a', qrCode: 'a', rawData: 'YQ==', scanType: 'QR_CODE', imageChannel: 'camera' },
  },
  { name: 'makePhoneCall', given: { number: 10086 }, asked: ['makePhoneCall', { phoneNumber: '10086' }], result: { success: true } },
  { name: 'vibrate', given: {}, asked: ['vibrateLong', {}], result: { success: true } },
  { name: 'vibrateShort', given: {}, asked: ['vibrateShort', { type: 'heavy' }], result: {} },
  {
    name: 'getNetworkType',
    given: {},
    asked: ['getNetworkType', {}],
    answer: { networkType: 'wifi' },
    result: { networkType: 'WIFI', networkAvailable: true },
  },
  { name: 'getScreenBrightness', given: {}, asked: ['getScreenBrightness', {}], answer: { value: 0.5 }, result: { success: true, brightness: 0.5 } },
  { name: 'setScreenBrightness', given: { brightness: 0.5 }, asked: ['setScreenBrightness', { value: 0.5 }], result: { success: true } },
  { name: 'getBatteryInfo', given: {}, asked: ['getBatteryInfo', {}], answer: { level: 9, isCharging: true }, result: { level: 9, isCharging: true } },
  { name: 'setNavigationBar', given: { title: 'a' }, asked: ['setNavigationBarTitle', { title: 'a' }], result: {} },
  {
    name: 'setNavigationBarColor',
    given: { backgroundColor: '#123456', frontColor: '#FFFFFF' },
    asked: ['setNavigationBarColor', { backgroundColor: '#123456', frontColor: '#ffffff' }],
    result: {},
  },
  { name: 'hideBackHome', given: {}, asked: ['hideHomeButton', {}], result: {} },
  {
    name: 'getAuthCode',
    given: { scopes: 'auth_base' },
    asked: ['login', {}],
    answer: { code: 'a' },
    result: { authCode: 'a', authSuccessScopes: ['auth_base'], authErrorScopes: {} },
  },
  {
    name: 'getOpenUserInfo',
    given: {},
    asked: ['getUserProfile', { desc: 'getOpenUserInfo' }],
    answer: { userInfo: { nickName: 'a', avatarUrl: 'b' } },
    result: {
      code: '10000',
      msg: 'Success',
      nickName: 'a',
      avatar: 'b',
      response: '{"response":{"code":"10000","msg":"Success","nickName":"a","avatar":"b"}}',
    },
  },
  {
    name: 'getAuthUserInfo',
    given: {},
    asked: ['getUserProfile', { desc: 'getAuthUserInfo' }],
    answer: { userInfo: { nickName: 'a', avatarUrl: 'b' } },
    result: { nickName: 'a', avatar: 'b' },
  },
  {
    name: 'getSetting',
    given: {},
    asked: ['getSetting', {}],
    answer: { authSetting: { 'scope.userLocation': true, 'scope.writePhotosAlbum': false, 'scope.address': true, 'scope.invoice': true } },
    result: { authSetting: { location: true, album: false, writePhotosAlbum: false, aliaddress: true } },
  },
  {
    name: 'openSetting',
    given: {},
    asked: ['openSetting', {}],
    answer: { authSetting: { 'scope.camera': false } },
    result: { authSetting: { camera: false } },
  },
  { name: 'setTabBarItem', given: { index: 1, text: 'a' }, asked: ['setTabBarItem', { index: 1, text: 'a' }], result: {} },
  { name: 'sendSocketMessage', given: { data: 'a' }, asked: ['sendSocketMessage', { data: 'a' }], result: { success: true } },
  {
    name: 'connectSocket',
    given: { url: 'wss://a', headers: { b: 'c' } },
    asked: ['connectSocket', { url: 'wss://a', header: { b: 'c' }, protocols: undefined }],
    result: {},
  },
  {
    name: 'pageScrollTo',
    given: { scrollTop: 5 },
    asked: ['pageScrollTo', { scrollTop: 5, selector: undefined, offsetTop: undefined, duration: 0 }],
    result: {},
  },
  {
    name: 'requestSubscribeMessage',
    given: { entityIds: ['a', 'b'] },
    asked: ['requestSubscribeMessage', { tmplIds: ['a', 'b'] }],
    answer: { a: 'accept', b: 'reject' },
    result: { behavior: 'subscribe', result: { subscribeEntityIds: ['a'], subscribedEntityIds: [], unsubscribedEntityIds: ['b'] } },
  },
  {
    name: 'getAddress',
    given: {},
    asked: ['chooseAddress', {}],
    answer: { userName: 'a', telNumber: '1', provinceName: 'p', cityName: 'c', countyName: 'd', detailInfo: 'e' },
    result: { resultStatus: '9000', result: { country: '中国', prov: 'p', city: 'c', area: 'd', address: 'e', fullname: 'a', mobilePhone: '1' } },
  },
  { name: 'navigateTo', given: { url: '/a' }, asked: ['navigateTo', { url: '/a' }], answer: { eventChannel: {} }, result: { eventChannel: {} } },
  ...['redirectTo', 'reLaunch', 'switchTab'].map((name) => ({ name, given: { url: '/a' }, asked: [name, { url: '/a' }] as const, result: {} })),
  { name: 'navigateBack', given: { delta: 2 }, asked: ['navigateBack', { delta: 2 }], result: {} },
  { name: 'showTabBar', given: { animation: true }, asked: ['showTabBar', { animation: true }], result: {} },
  { name: 'stopPullDownRefresh', given: {}, asked: ['stopPullDownRefresh', {}], result: {} },
]

/** A wx that answers each member that is asked. */
export function fakeWx(answer: Fields | { readonly errMsg: string }, failing = false): { wx: Fields; asked: [string, Fields][] } {
  const asked: [string, Fields][] = []
  const wx = new Proxy({} as Fields, {
    get: (_of, name) => (options: Fields) => {
      if (typeof options !== 'object') return {}
      const { success, fail, ...rest } = options as Fields & Record<'success' | 'fail', (result: Fields) => void>
      asked.push([String(name), rest])
      queueMicrotask(() => (failing ? fail(answer) : success({ ...answer, errMsg: `${String(name)}:ok` })))
      return undefined
    },
  })
  return { wx, asked }
}
