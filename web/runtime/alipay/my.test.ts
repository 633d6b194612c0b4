import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apiChunks } from '../../protocol/apichunks.js'
import { fakeEnv } from '../api/testing.js'
import { createOwn } from '../api/own.js'
import { calls as wxCalls, functions as wxFunctions } from '../api/names.js'
import type { Fields } from '../core/paths.js'
import { settled } from '../core/testing/program.js'
import { createMy, rows } from './my.js'
import { sheetRows } from './sheets.js'

type Call = (options?: unknown) => Promise<Fields>

/** What is asked of wx, and what wx gives back. */
interface Pair {
  readonly name: string
  readonly given?: Fields
  /** The member of wx that is asked, and with what; or a call of the host. */
  readonly asked?: readonly [name: string, options: Fields]
  readonly answer?: Fields
  readonly result: Fields
}

const pairs: readonly Pair[] = [
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
    name: 'getSetting',
    given: {},
    asked: ['getSetting', {}],
    answer: { authSetting: { 'scope.userLocation': true } },
    result: { authSetting: { location: true } },
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
function fakeWx(answer: Fields | { readonly errMsg: string }, failing = false): { wx: Fields; asked: [string, Fields][] } {
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

const of = (my: Fields, name: string): Call => my[name] as Call

for (const { name, given, asked: wanted, answer = {}, result } of pairs) {
  test(`my.${name} asks and answers in Alipay’s form`, async () => {
    const { wx, asked } = fakeWx(answer)
    const my = createMy(wx, fakeEnv().env)
    asked.length = 0
    const heard: unknown[] = []
    const got = await of(my, name)({ ...given, success: (r: unknown) => heard.push(r), complete: (r: unknown) => heard.push(r) })
    assert.deepEqual(asked, wanted === undefined ? [] : [wanted])
    assert.deepEqual(got, result)
    assert.deepEqual(heard, [result, result], 'success, then complete')
    if (wanted === undefined) return
    const failing = fakeWx({ errMsg: `${wanted[0]}:fail auth deny` }, true)
    await assert.rejects(of(createMy(failing.wx, fakeEnv().env), name)(given), { error: 2001, errorMessage: 'auth deny' })
  })
}

test('each row has a pair above or a test below, and stands on a member that there is', () => {
  const tested = new Set([
    ...pairs.map((each) => each.name),
    'alert',
    'confirm',
    'prompt',
    'showActionSheet',
    'getStorage',
    'getSystemInfo',
    'getTitleColor',
    'getServerTime',
    'tradePay',
  ])
  assert.deepEqual(
    Object.keys(rows).filter((name) => !tested.has(name) && !Object.hasOwn(sheetRows, name)),
    [],
  )
  // Of those with a sheet sheets.test.ts is.
  const known = new Set([...wxCalls, ...wxFunctions, ...Object.values(apiChunks).flatMap((names) => names.split(' '))])
  for (const { of: name } of Object.values(rows)) assert.ok(name === undefined || known.has(name), name)
})

function real(answers: Readonly<Record<string, unknown>> = {}, storage: Readonly<Record<string, string>> = {}) {
  const fake = fakeEnv(answers, storage)
  return { ...fake, my: createMy(createOwn(fake.env) as Fields, fake.env) }
}

test('tradePay says in Alipay’s numbers how the host’s sheet ended, and always succeeds', async () => {
  for (const [outcome, resultCode, memo] of [
    [{ kind: 'paid' }, '9000', ''],
    [{ kind: 'cancelled' }, '6001', ''],
    [{ kind: 'refused', text: 'no' }, '4000', 'no'],
    [{ kind: 'unknown' }, '6004', ''],
    ['the program has no page yet', '4000', 'the program has no page yet'],
  ] as const) {
    const { my, asked } = real({ tradePay: outcome })
    assert.deepEqual(await of(my, 'tradePay')({ tradeNO: 'ord_1' }), { resultCode, memo, result: '' })
    await of(my, 'tradePay')({ orderStr: 'a=b', tradeNO: '' })
    assert.deepEqual(
      asked.map(({ name, args }) => [name, args]),
      [
        ['tradePay', { tradeNo: 'ord_1' }],
        ['tradePay', { orderText: 'a=b' }],
      ],
    )
  }
})

test('getAuthCode has the person asked for their profile if the program wants it', async () => {
  const { my, asked } = real({ login: { code: 'a' } })
  const scopes = ['auth_user']
  assert.deepEqual(await of(my, 'getAuthCode')({ scopes }), { authCode: 'a', authSuccessScopes: scopes, authErrorScopes: {} })
  assert.deepEqual(asked[0]?.args, { profile: true })
  await assert.rejects(of(real({ login: 'auth deny' }).my, 'getAuthCode')({ scopes }), { error: 2001, errorMessage: 'auth deny' })
})

test('alert, confirm and prompt are the host’s dialog', async () => {
  const { my, asked } = real({ showModal: { confirm: true, cancel: false, content: 'typed' } })
  assert.deepEqual(await of(my, 'alert')({ title: 'a', content: 'b', buttonText: 'five words that are long' }), {})
  assert.deepEqual(await of(my, 'confirm')({ content: 'b', cancelButtonText: 'no' }), { confirm: true })
  assert.deepEqual(await of(my, 'prompt')({ title: 'a', message: 'b', placeholder: 'c' }), { ok: true, inputValue: 'typed' })
  const words = asked.map(({ args }) => JSON.parse(JSON.stringify(args)) as unknown)
  assert.deepEqual(words, [
    { showCancel: false, editable: false, title: 'a', content: 'b', confirmText: 'five words that are long' },
    { showCancel: true, editable: false, content: 'b', cancelText: 'no' },
    { showCancel: true, editable: true, title: 'a', message: 'b', align: 'left', placeholderText: 'c' },
  ])
})

test('an action sheet takes many items, and no choice is an answer', async () => {
  const items = Array.from({ length: 9 }, (_, at) => `item ${at}`)
  const { my, asked } = real({ showActionSheet: { tapIndex: 8 } })
  assert.deepEqual(await of(my, 'showActionSheet')({ items, title: 't' }), { index: 8 })
  assert.deepEqual(asked[0]?.args, { itemList: items, alertText: 't' })
  assert.deepEqual(await of(real({ showActionSheet: 'cancel' }).my, 'showActionSheet')({ items }), { index: -1 })
  await assert.rejects(of(real({ showActionSheet: 'broken' }).my, 'showActionSheet')({ items }), { error: 3, errorMessage: 'broken' })
})

test('storage, at once and later, has Alipay’s shapes', async () => {
  const { my, stored } = real({}, { old: '{"n":1}' })
  const sync = (name: string, given?: unknown): unknown => (my[name] as (given?: unknown) => unknown)(given)
  assert.deepEqual(sync('getStorageSync', { key: 'old' }), { data: { n: 1 }, success: true })
  assert.deepEqual(sync('getStorageSync', { key: 'none' }), { data: null, success: true })
  assert.deepEqual(sync('setStorageSync', { key: 'a', data: [1] }), { success: true })
  assert.deepEqual(await of(my, 'getStorage')({ key: 'a' }), { data: [1] })
  assert.deepEqual(await of(my, 'getStorage')({ key: 'none' }), { data: null })
  assert.deepEqual(sync('getStorageInfoSync'), { keys: ['old', 'a'], currentSize: 1, limitSize: 10_240, success: true })
  assert.deepEqual(sync('removeStorageSync', { key: 'old' }), { success: true })
  assert.deepEqual(sync('setStorageSync', { key: '', data: 1 }), {
    success: false,
    error: 14,
    errorMessage: 'parameter error: parameter.key should not be empty;',
  })
  assert.deepEqual(sync('clearStorageSync'), { success: true })
  await settled()
  assert.ok(stored.length > 0)
})

test('the system is told of in Alipay’s words', async () => {
  const { my } = real()
  const info = (my['getSystemInfoSync'] as () => Fields)()
  assert.deepEqual([info['app'], info['language'], info['titleBarHeight'], info['windowWidth']], ['alipay', 'zh-Hans', 44, 390])
  assert.deepEqual(await of(my, 'getSystemInfo')(), info)
  assert.equal((await of(my, 'getTitleColor')())['color'], '#ffffff')
  assert.equal(typeof (await of(my, 'getServerTime')())['time'], 'number')
})

test('an answer with a bad status, and one that is no JSON, are failures', async () => {
  const answered = (answer: Fields) => of(createMy(fakeWx(answer).wx, fakeEnv().env), 'request')({ url: 'https://a' })
  await assert.rejects(answered({ data: '{}', statusCode: 404, header: {} }), { error: 19, errorMessage: 'http status error', status: 404 })
  await assert.rejects(answered({ data: '<', statusCode: 200, header: {} }), { error: 14, errorMessage: 'JSON parse data error' })
})

test('a colour of the bar brings letters that can be read', async () => {
  const { wx, asked } = fakeWx({})
  await of(createMy(wx, fakeEnv().env), 'setNavigationBar')({ backgroundColor: '#ffffff' })
  assert.deepEqual(asked.at(-1), ['setNavigationBarColor', { backgroundColor: '#ffffff', frontColor: '#000000' }])
})

test('every documented member is there, and what nothing carries out fails', async () => {
  const { my } = real()
  await assert.rejects(of(my, 'startIfaaAuthentication')({}), { error: 1, errorMessage: 'my.startIfaaAuthentication is not supported' })
  const heard: unknown[] = []
  await of(my, 'openCardList')({ fail: (error: unknown) => heard.push(error) }).catch(() => undefined)
  assert.deepEqual(heard, [{ error: 1, errorMessage: 'my.openCardList is not supported' }])
})

test('a network that goes is told in Alipay’s words, until nobody listens', () => {
  const { my, happen } = real()
  const heard: unknown[] = []
  const listener = (result: unknown): void => void heard.push(result)
  of(my, 'onNetworkStatusChange')(listener)
  happen('networkStatusChange', { isConnected: false, networkType: 'none' })
  of(my, 'offNetworkStatusChange')(listener)
  happen('networkStatusChange', { isConnected: true, networkType: 'wifi' })
  assert.deepEqual(heard, [{ networkType: 'NOTREACHABLE', networkAvailable: false }])
})

test('selectors reach into components', () => {
  const asked: unknown[] = []
  const query = { select: (selector: unknown) => asked.push(selector), selectAll: (selector: unknown) => asked.push(selector) }
  const { env } = fakeEnv()
  const my = createMy(createOwn({ ...env, createSelectorQuery: () => ({ ...query }) }) as Fields, env)
  const made = (my['createSelectorQuery'] as () => typeof query)()
  made.select('#a .b > .c')
  made.selectAll('.d,.e')
  assert.deepEqual(asked, ['>>> #a >>> .b>.c', '>>> .d, >>> .e'])
})

test('my.canIUse knows what components can, and what members here do', () => {
  const { my } = real()
  const can = my['canIUse'] as (schema: string) => boolean
  assert.deepEqual(['component2', 'getStorageSync', 'alert', 'tradePay', 'startIfaaAuthentication'].map(can), [true, true, true, true, false])
})

test('a refusal of the host has a number', async () => {
  const { my } = real({ getNetworkType: 'timeout' })
  await assert.rejects(of(my, 'getNetworkType')(), { error: 13, errorMessage: 'timeout' })
})

test('a member is called, and an event listened to, by its name', async () => {
  const { my, happen } = real({ getClipboardData: { data: 'a' } })
  const call = my['call'] as (name: string, ...given: unknown[]) => Promise<unknown> | undefined
  await assert.rejects(call('nothing') ?? Promise.resolve(), { error: 1, errorMessage: 'my.nothing is not supported' })
  await assert.rejects(call('constructor') ?? Promise.resolve(), { error: 1 })
  const told: unknown[] = []
  assert.equal(
    call('getServerTime', {}, (result: Fields) => told.push(typeof result['time'])),
    undefined,
  )
  assert.equal(
    call('nothing', (result: Fields) => told.push(result['error'])),
    undefined,
  )
  await settled()
  assert.deepEqual(told.toSorted(), [1, 'number'])
  const heard: unknown[] = []
  const on = my['on'] as (name: string, listener: unknown) => { remove(): void }
  const held = on('networkStatusChange', (result: Fields) => heard.push(result['networkAvailable']))
  happen('networkStatusChange', { isConnected: false, networkType: 'none' })
  held.remove()
  happen('networkStatusChange', { isConnected: true, networkType: 'wifi' })
  on('nothing', () => undefined).remove()
  assert.deepEqual(heard, [false])
})
