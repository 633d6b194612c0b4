/**
 * Each member of my that differs from wx: which member does its work, what becomes of the options, and what of the answer. A member of
 * the same name and without a row takes and gives the same on both platforms.
 * Sources: the pages of the APIs in Alipay's documentation, @mini-types/my, and WeChat's.
 */
import type { Env } from '../core/env.js'
import { isFields, type Fields } from '../core/paths.js'

/** What a member fails with, in Alipay's form. */
export class Failure {
  constructor(
    readonly error: number,
    readonly errorMessage: string,
    readonly more: Fields = {},
  ) {}
}

export interface Kit {
  readonly env: Env
  readonly wx: Fields
  /** Asks a member of wx; fails with what it says. */
  ask(name: string, options: Fields): Promise<Fields>
}

export interface Row {
  /** The member of wx; absent: `work` does without one. */
  readonly of?: string
  readonly give?: (options: Fields) => Fields
  readonly take?: (result: Fields, options: Fields) => Fields
  /** Does all of it instead. */
  readonly work?: (options: Fields, kit: Kit) => unknown
  /** What stands on the promise beside its own members; `call` makes a member of a row. */
  readonly task?: (my: Fields, call: (name: string, row: Row) => unknown) => Fields
}

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value))
const none = (): Fields => ({})

const storageError = 14
/** A synchronous member of storage, which never throws. */
export function tried(work: () => unknown): Fields {
  try {
    const got = work()
    return { ...(isFields(got) ? got : {}), success: true }
  } catch (error) {
    return { success: false, error: storageError, errorMessage: error instanceof Error ? error.message.replace(/^\w+:fail /, '') : String(error) }
  }
}

type Call = (...args: unknown[]) => unknown
export const callOf = (wx: Fields, name: string): Call => wx[name] as Call

/** What is kept under a key: null where there is nothing, which wx gives as ''. */
export function stored(wx: Fields, key: unknown): Fields {
  const keys = (callOf(wx, 'getStorageInfoSync')() as Fields)['keys'] as readonly unknown[]
  return { data: keys.includes(key) ? callOf(wx, 'getStorageSync')(key) : null }
}

const toastIcons: Readonly<Record<string, string>> = { success: 'success', fail: 'error', exception: 'error', loading: 'loading' }
const scanTypes: Readonly<Record<string, string>> = { qr: 'qrCode', bar: 'barCode', dm: 'datamatrix' }
/** WeChat's scopes and what they are called here; saving pictures had another name before. */
const scopes: Readonly<Record<string, readonly string[]>> = {
  'scope.userInfo': ['userInfo'],
  'scope.userLocation': ['location'],
  'scope.camera': ['camera'],
  'scope.writePhotosAlbum': ['album', 'writePhotosAlbum'],
  'scope.record': ['audioRecord'],
  'scope.werun': ['alipaysports'],
  'scope.address': ['aliaddress'],
}
/** What somebody is guided to allow, by my.showAuthGuide's words for it. */
const guides: Readonly<Record<string, string>> = {
  LBS: 'scope.userLocation',
  LBSSERVICE: 'scope.userLocation',
  CAMERA: 'scope.camera',
  PHOTO: 'scope.writePhotosAlbum',
  MICROPHONE: 'scope.record',
  ADDRESSBOOK: 'scope.addPhoneContact',
}

/** Nothing is shown to whom has not refused it: they are asked when the program uses it. */
async function showAuthGuide({ authType }: Fields, { ask }: Kit): Promise<Fields> {
  const scope = guides[text(authType)]
  if (scope === undefined) throw new Failure(1, `my.showAuthGuide is not supported for ${text(authType) || 'no authType'}`)
  const { authSetting } = await ask('getSetting', {})
  if (!isFields(authSetting) || authSetting[scope] !== false) return { shown: false }
  await ask('openSetting', {})
  return { shown: true }
}

/** How a dialog of the host is asked for: Alipay does not limit the words of its buttons. */
async function dialog({ env }: Kit, ask: Fields): Promise<Fields> {
  const answer = await env.call('showModal', { showCancel: true, editable: false, ...ask })
  return isFields(answer) ? answer : {}
}

const word = (value: unknown): string | undefined => text(value) || undefined

export function networkOf(result: Fields): Fields {
  const type = text(result['networkType']).toUpperCase()
  const available = type !== 'NONE' && result['isConnected'] !== false
  return { networkType: type === 'NONE' ? 'NOTREACHABLE' : type, networkAvailable: available }
}

/** my.request and its older form: the answer's status decides between success and failure. */
async function request(options: Fields, kit: Kit, contentType: string): Promise<Fields> {
  const { url, method, data, timeout, dataType = 'json' } = options
  const headers = { ...(isFields(options['header']) ? options['header'] : {}), ...(isFields(options['headers']) ? options['headers'] : {}) }
  if (!Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')) headers['content-type'] = contentType
  const binary = dataType === 'arraybuffer' || dataType === 'base64'
  const given = { url, method: text(method).toUpperCase() || 'GET', data, header: headers, dataType: 'text', responseType: binary ? 'arraybuffer' : 'text' }
  const result = await kit.ask('request', { ...given, timeout: timeout ?? 30_000 })
  const { statusCode, header } = result
  const answer = { status: statusCode, statusCode, headers: header, header }
  let body = result['data']
  if (dataType === 'base64') body = callOf(kit.wx, 'arrayBufferToBase64')(body)
  const failed = Number(statusCode) >= 400
  if (dataType === 'json' && typeof body === 'string') {
    try {
      body = JSON.parse(body) as unknown
    } catch {
      if (!failed) throw new Failure(14, 'JSON parse data error', { ...answer, data: body })
    }
  }
  if (failed) throw new Failure(19, 'http status error', { ...answer, data: body })
  return { ...answer, data: body }
}

/** How the host's sheet ended, in the numbers of Alipay's documentation. */
const payCodes: Readonly<Record<string, string>> = { paid: '9000', cancelled: '6001', refused: '4000', unknown: '6004' }

/** Succeeds however the payment ended: resultCode says how. */
async function tradePay({ tradeNO, orderStr }: Fields, { env }: Kit): Promise<Fields> {
  const ended = (resultCode: string, memo: unknown): Fields => ({ resultCode, memo: text(memo), result: '' })
  const order = text(orderStr) === '' ? { tradeNo: text(tradeNO) } : { orderText: text(orderStr) }
  try {
    const outcome = await env.call('tradePay', order)
    return isFields(outcome) ? ended(payCodes[text(outcome['kind'])] ?? '6004', outcome['text']) : ended('6004', '')
  } catch (error) {
    return ended('4000', isFields(error) ? (error['errMsg'] ?? error['message']) : error)
  }
}

export const rows: Readonly<Record<string, Row>> = {
  alert: {
    work: async ({ title, content, buttonText, confirmColor }, kit) => {
      const ask = { title: word(title), content: word(content), showCancel: false, confirmText: word(buttonText), confirmColor: word(confirmColor) }
      await dialog(kit, ask)
      return {}
    },
  },
  confirm: {
    work: async ({ title, content, confirmButtonText, cancelButtonText, confirmColor, cancelColor }, kit) => {
      const words = {
        confirmText: word(confirmButtonText),
        cancelText: word(cancelButtonText),
        confirmColor: word(confirmColor),
        cancelColor: word(cancelColor),
      }
      const answer = await dialog(kit, { title: word(title), content: word(content), ...words })
      return { confirm: answer['confirm'] === true }
    },
  },
  prompt: {
    work: async ({ title, message, align, placeholder, okButtonText, cancelButtonText, confirmColor, cancelColor }, kit) => {
      const words = { confirmText: word(okButtonText), cancelText: word(cancelButtonText), confirmColor: word(confirmColor), cancelColor: word(cancelColor) }
      const asked = { title: word(title), message: word(message), align: ['center', 'right'].includes(text(align)) ? align : 'left' }
      const answer = await dialog(kit, { ...asked, editable: true, placeholderText: word(placeholder), ...words })
      return { ok: answer['confirm'] === true, inputValue: text(answer['content']) }
    },
  },
  showToast: {
    of: 'showToast',
    give: ({ content, type, duration }) => ({
      title: text(content),
      icon: toastIcons[text(type)] ?? 'none',
      duration: typeof duration === 'number' ? duration : 2000,
    }),
    take: none,
  },
  hideToast: { of: 'hideToast', give: none, take: none },
  showLoading: { of: 'showLoading', give: ({ content }) => ({ title: text(content) }), take: none },
  hideLoading: { of: 'hideLoading', give: none, take: none },
  showActionSheet: {
    work: async ({ items, title }, { env }) => {
      const list = Array.isArray(items) ? items.map(String) : []
      if (list.length === 0) throw new Failure(2, 'items is empty')
      try {
        const answer = await env.call('showActionSheet', { itemList: list, alertText: word(title) })
        return { index: isFields(answer) ? answer['tapIndex'] : -1 }
      } catch (error) {
        // Whoever taps beside it has chosen nothing, which is an answer.
        if (error instanceof Error && /^cancel/.test(error.message)) return { index: -1 }
        throw error
      }
    },
  },
  request: { work: (options, kit) => request(options, kit, 'application/json') },
  httpRequest: { work: (options, kit) => request(options, kit, 'application/x-www-form-urlencoded') },
  uploadFile: {
    of: 'uploadFile',
    give: ({ url, filePath, fileName, name, header, headers, formData, timeout }) => ({
      url,
      filePath,
      name: name ?? fileName,
      formData,
      timeout,
      header: { ...(isFields(header) ? header : {}), ...(isFields(headers) ? headers : {}) },
    }),
    take: ({ data, statusCode, header }) => ({ data, statusCode, header: header ?? {} }),
  },
  downloadFile: {
    of: 'downloadFile',
    give: ({ url, header, headers, timeout, filePath }) => ({ url, timeout, filePath, header: headers ?? header }),
    take: ({ tempFilePath, filePath, header }) => ({
      apFilePath: tempFilePath ?? filePath,
      tempFilePath: tempFilePath ?? filePath,
      headers: header ?? {},
      header: header ?? {},
    }),
  },
  getStorage: { of: 'getStorageSync', work: ({ key }, { wx }) => stored(wx, key) },
  setStorage: { of: 'setStorage', give: ({ key, data }) => ({ key, data }), take: none },
  removeStorage: { of: 'removeStorage', give: ({ key }) => ({ key }), take: none },
  clearStorage: { of: 'clearStorage', give: none, take: none },
  getClipboard: { of: 'getClipboardData', give: none, take: ({ data }) => ({ text: data }) },
  setClipboard: { of: 'setClipboardData', give: ({ text: given }) => ({ data: text(given) }), take: () => ({ success: true }) },
  chooseImage: {
    of: 'chooseImage',
    give: ({ count, sizeType, sourceType }) => ({ count: count ?? 1, sizeType, sourceType: typeof sourceType === 'string' ? [sourceType] : sourceType }),
    take: ({ tempFilePaths, tempFiles }) => ({ apFilePaths: tempFilePaths, tempFilePaths, tempFiles }),
  },
  chooseVideo: {
    of: 'chooseVideo',
    give: ({ sourceType, compressed, maxDuration, camera }) => ({
      sourceType: typeof sourceType === 'string' ? [sourceType] : sourceType,
      compressed,
      maxDuration,
      camera: Array.isArray(camera) ? camera[0] : camera,
    }),
    take: (result) => ({ ...result, filePath: result['tempFilePath'] }),
  },
  previewImage: {
    of: 'previewImage',
    give: ({ urls, current }) => ({ urls, current: Array.isArray(urls) ? (urls[Number(current) || 0] as unknown) : undefined }),
    take: none,
  },
  saveImage: { of: 'saveImageToPhotosAlbum', give: ({ url }) => ({ filePath: url }), take: none },
  saveFile: {
    of: 'saveFile',
    give: ({ apFilePath, filePath }) => ({ tempFilePath: apFilePath ?? filePath }),
    take: ({ savedFilePath }) => ({ apFilePath: savedFilePath, success: true }),
  },
  getFileInfo: {
    of: 'getFileInfo',
    give: ({ apFilePath, filePath, digestAlgorithm }) => ({ filePath: apFilePath ?? filePath, digestAlgorithm: digestAlgorithm ?? 'md5' }),
  },
  getSavedFileInfo: { of: 'getSavedFileInfo', give: ({ apFilePath, filePath }) => ({ filePath: apFilePath ?? filePath }) },
  removeSavedFile: { of: 'removeSavedFile', give: ({ apFilePath, filePath }) => ({ filePath: apFilePath ?? filePath }), take: none },
  getSavedFileList: {
    of: 'getSavedFileList',
    give: none,
    take: ({ fileList }) => ({
      success: true,
      fileList: Array.isArray(fileList) ? fileList.map((each: unknown) => (isFields(each) ? { ...each, apFilePath: each['filePath'] } : each)) : [],
    }),
  },
  getLocation: {
    of: 'getLocation',
    give: none,
    take: ({ longitude, latitude, accuracy, horizontalAccuracy }) => ({
      longitude: text(longitude),
      latitude: text(latitude),
      accuracy: text(accuracy),
      horizontalAccuracy: text(horizontalAccuracy ?? accuracy),
    }),
  },
  openLocation: {
    of: 'openLocation',
    give: ({ longitude, latitude, name, address, scale }) => ({ longitude: Number(longitude), latitude: Number(latitude), name, address, scale }),
    take: none,
  },
  chooseLocation: {
    of: 'chooseLocation',
    give: ({ latitude, longitude }) => ({ latitude, longitude }),
    take: ({ name, address, longitude, latitude }) => ({ name, address, longitude: text(longitude), latitude: text(latitude), provinceName: '', cityName: '' }),
  },
  scan: {
    of: 'scanCode',
    give: ({ type, scanType, hideAlbum, onlyFromCamera }) => ({
      onlyFromCamera: hideAlbum === true || onlyFromCamera === true,
      scanType: Array.isArray(scanType) ? scanType : scanTypes[text(type)] === undefined ? undefined : [scanTypes[text(type)]],
    }),
    take: ({ result, scanType, rawData }) => ({
      code: result,
      result,
      rawData,
      scanType,
      imageChannel: 'camera',
      ...(/^QR/.test(text(scanType)) ? { qrCode: result } : { barCode: result }),
    }),
  },
  makePhoneCall: { of: 'makePhoneCall', give: ({ number }) => ({ phoneNumber: text(number) }), take: () => ({ success: true }) },
  vibrate: { of: 'vibrateLong', give: none, take: () => ({ success: true }) },
  vibrateShort: { of: 'vibrateShort', give: ({ type }) => ({ type: type ?? 'heavy' }), take: none },
  getNetworkType: { of: 'getNetworkType', give: none, take: networkOf },
  getScreenBrightness: { of: 'getScreenBrightness', give: none, take: ({ value }) => ({ success: true, brightness: value }) },
  setScreenBrightness: { of: 'setScreenBrightness', give: ({ brightness }) => ({ value: brightness }), take: () => ({ success: true }) },
  getBatteryInfo: { of: 'getBatteryInfo', give: none, take: ({ level, isCharging }) => ({ level, isCharging }) },
  getSystemInfo: { of: 'getSystemInfoSync', work: (_options, { env, wx }) => systemInfo(env, wx) },
  hideBackHome: { of: 'hideHomeButton', give: none, take: none },
  getAuthCode: {
    of: 'login',
    work: async ({ scopes: given }, { env, ask }) => {
      const asked = Array.isArray(given) ? given.map(text) : [text(given) || 'auth_base']
      // The person is asked whether the program's server may learn their name and picture.
      const got = asked.includes('auth_user') ? await env.call('login', { profile: true }) : await ask('login', {})
      return { authCode: isFields(got) ? got['code'] : undefined, authSuccessScopes: asked, authErrorScopes: {} }
    },
  },
  getOpenUserInfo: {
    of: 'getUserProfile',
    give: () => ({ desc: 'getOpenUserInfo' }),
    take: ({ userInfo }) => {
      const { nickName, avatarUrl } = isFields(userInfo) ? userInfo : {}
      const given = { code: '10000', msg: 'Success', nickName, avatar: avatarUrl }
      return { ...given, response: JSON.stringify({ response: given }) }
    },
  },
  getSetting: {
    of: 'getSetting',
    give: none,
    take: ({ authSetting }) => {
      const out: Fields = {}
      for (const [name, value] of Object.entries(isFields(authSetting) ? authSetting : {})) for (const its of scopes[name] ?? []) out[its] = value
      return { authSetting: out }
    },
  },
  openSetting: {
    of: 'openSetting',
    give: none,
    take: (result, options) => rows['getSetting']?.take?.(result, options) ?? {},
  },
  showAuthGuide: { of: 'openSetting', work: showAuthGuide },
  getAuthUserInfo: {
    of: 'getUserProfile',
    give: () => ({ desc: 'getAuthUserInfo' }),
    take: ({ userInfo }) => {
      const { nickName, avatarUrl } = isFields(userInfo) ? userInfo : {}
      return { nickName, avatar: avatarUrl }
    },
  },
  getRunScene: {
    of: 'getAccountInfoSync',
    work: (_options, { wx }) => {
      const { miniProgram } = callOf(wx, 'getAccountInfoSync')() as { readonly miniProgram: Fields }
      return { envVersion: miniProgram['envVersion'] }
    },
  },
  setTabBarItem: { of: 'setTabBarItem' },
  sendSocketMessage: {
    of: 'sendSocketMessage',
    give: ({ data, isBuffer }) => ({
      data: isBuffer === true && typeof data === 'string' ? Uint8Array.from(atob(data), (each) => each.charCodeAt(0)).buffer : data,
    }),
    take: () => ({ success: true }),
  },
  connectSocket: {
    of: 'connectSocket',
    give: ({ url, header, headers, protocols }) => ({ url, header: headers ?? header, protocols }),
    take: none,
  },
  pageScrollTo: {
    of: 'pageScrollTo',
    give: ({ scrollTop, selector, duration, offsetTop }) => ({ scrollTop, selector, offsetTop, duration: duration ?? 0 }),
    take: none,
  },
  requestSubscribeMessage: {
    of: 'requestSubscribeMessage',
    give: ({ entityIds }) => ({ tmplIds: entityIds }),
    take: (result, { entityIds }) => {
      const asked = Array.isArray(entityIds) ? entityIds.map(String) : []
      const taken = asked.filter((id) => result[id] === 'accept')
      const rest = asked.filter((id) => result[id] !== 'accept')
      return {
        behavior: taken.length > 0 ? 'subscribe' : 'cancel',
        result: { subscribeEntityIds: taken, subscribedEntityIds: [], unsubscribedEntityIds: rest },
      }
    },
  },
  getAddress: {
    of: 'chooseAddress',
    work: async (_options, { ask }) => {
      try {
        const { userName, telNumber, provinceName, cityName, countyName, detailInfo } = await ask('chooseAddress', {})
        const result = {
          country: '中国',
          prov: provinceName,
          city: cityName,
          area: countyName,
          address: detailInfo,
          fullname: userName,
          mobilePhone: telNumber,
        }
        return { resultStatus: '9000', result }
      } catch (error) {
        if (isFields(error) && /cancel/.test(text(error['errMsg']))) return { resultStatus: '6001', result: '' }
        throw error
      }
    },
  },
  getServerTime: { work: () => ({ time: Date.now() }) },
  tradePay: { work: tradePay },
}

const languages: Readonly<Record<string, string>> = { zh_CN: 'zh-Hans', zh_TW: 'zh-Hant', zh_HK: 'zh-HK' }

/** What getSystemInfo gives. */
export function systemInfo(env: Env, wx: Fields): Fields {
  const info = callOf(wx, 'getSystemInfoSync')() as Fields
  const { menuButton, statusBarHeight } = env.system
  return {
    ...info,
    app: 'alipay',
    language: languages[text(info['language'])] ?? info['language'],
    titleBarHeight: menuButton.height + 2 * (menuButton.top - statusBarHeight),
    transparentTitle: false,
    currentBattery: '100%',
    storage: '',
  }
}
