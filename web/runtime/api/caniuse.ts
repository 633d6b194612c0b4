/**
 * wx.canIUse, truthful: a member is usable if this version carries it out, a component if it is built in here. What is
 * asked below a member (".object.title", ".return.theme") is answered from what the member checks and gives.
 */
import type { Family } from './forms.js'

/** Built-in components of this version. */
const components = new Set(
  (
    'view text image button input textarea label form switch checkbox checkbox-group radio radio-group slider picker picker-view picker-view-column ' +
    'scroll-view swiper swiper-item navigator block icon progress rich-text cover-view cover-image canvas slot'
  ).split(' '),
)
const openTypes = new Set(['share'])

/** Members beyond those that a call checks, which it reads all the same. */
const alsoRead: Readonly<Record<string, string>> = {
  showToast: 'icon mask',
  showLoading: 'mask',
  showModal: 'title content showCancel cancelText cancelColor confirmText confirmColor editable placeholderText',
  setNavigationBarColor: 'animation',
  chooseImage: 'sourceType',
  chooseMedia: 'mediaType sourceType camera',
  previewImage: 'current',
  previewMedia: 'current',
  setStorage: 'data',
  navigateToMiniProgram: 'appId',
  request: 'url data header method dataType responseType timeout',
  downloadFile: 'url header timeout',
  uploadFile: 'url filePath name header formData timeout',
  canvasToTempFilePath: 'canvasId canvas x y width height destWidth destHeight fileType quality',
  canvasGetImageData: 'canvasId x y width height',
  canvasPutImageData: 'canvasId data x y width height',
}
/** What calls answer with, for "name.success.x". */
const answers: Readonly<Record<string, string>> = {
  showModal: 'confirm cancel content',
  showActionSheet: 'tapIndex',
  navigateTo: 'eventChannel',
  getStorage: 'data',
  getStorageInfo: 'keys currentSize limitSize',
  getNetworkType: 'networkType weakNet',
  getClipboardData: 'data',
  chooseImage: 'tempFilePaths tempFiles',
  chooseMedia: 'tempFiles type',
  getImageInfo: 'width height path orientation type',
  getUserProfile: 'userInfo rawData',
  getSetting: 'authSetting',
  login: 'code',
  request: 'data statusCode header cookies',
  downloadFile: 'tempFilePath statusCode header',
  uploadFile: 'data statusCode',
  canvasToTempFilePath: 'tempFilePath',
  canvasGetImageData: 'width height data',
}

export interface Known {
  readonly usable: ReadonlySet<string>
  readonly family: Family
  readonly sync: Readonly<Record<string, (...args: never[]) => unknown>>
}

function has(words: string | undefined, word: string): boolean {
  return words?.split(' ').includes(word) ?? false
}

function memberOf(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && name in value
}

export function canIUse(schema: unknown, known: Known): boolean {
  if (typeof schema !== 'string' || schema === '') return false
  const [name = '', part, detail, option] = schema.split('.')
  if (components.has(name)) {
    if (part === 'open-type' && detail !== undefined) return name === 'button' && openTypes.has(detail)
    return option === undefined
  }
  if (!known.usable.has(name)) return false
  if (part === undefined || detail === undefined) return true
  switch (part) {
    case 'object':
      return (
        option === undefined &&
        (['success', 'fail', 'complete'].includes(detail) || Object.hasOwn(known.family[name]?.[0] ?? {}, detail) || has(alsoRead[name], detail))
      )
    case 'success':
    case 'callback':
      if (name === 'getSystemInfo' || name === 'getSystemInfoAsync') return memberOf(known.sync['getSystemInfoSync']?.(), detail)
      return option === undefined && has(answers[name], detail)
    case 'return':
      return option === undefined && /^get.*(Sync|Info|Setting|Rect)$/.test(name) && memberOf(known.sync[name]?.(), detail)
    default:
      return false
  }
}
