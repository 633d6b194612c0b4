/** What a program asks about the phone and itself, what is told to it, storage, and tools of the language. */
import assert from 'node:assert/strict'
import { call, failure, until, type Row } from './row.js'
import type { Fn, Result, Stage } from './stage.js'

const said = async (t: Stage, name: string, options?: object): Promise<unknown> => (await failure(t, name, options))['errMsg']
const ok = async (t: Stage, name: string, options?: object): Promise<void> => void assert.deepEqual(await call(t, name, options), { errMsg: `${name}:ok` })
const now = (t: Stage, name: string, ...args: unknown[]): unknown => t.wx[name]!(...args)

const base = {
  SDKVersion: '3.7.0',
  enableDebug: false,
  host: { appId: 'wx0123456789abcdef' },
  language: 'zh_CN',
  version: '8.0.50',
  theme: 'light',
  fontSizeScaleFactor: 1,
  fontSizeSetting: 16,
  mode: 'default',
}
const setting = { bluetoothEnabled: false, locationEnabled: false, wifiEnabled: true, deviceOrientation: 'portrait' }
const skyline = { isSupported: false, version: '', reason: 'client not supported' }
const launch = { path: 'pages/a/a', query: { id: '1' }, referrerInfo: {}, shareTicket: undefined, apiCategory: 'default' }

const askedRows: readonly Row[] = [
  ['getAppBaseInfo', 'answer of each field', (t) => assert.deepEqual(now(t, 'getAppBaseInfo'), base)],
  [
    'getAppBaseInfo',
    'answer theme: the one in view, as it changes',
    (t) => {
      t.fake.happen('themeChange', { theme: 'dark' })
      assert.equal((now(t, 'getAppBaseInfo') as Result)['theme'], 'dark')
    },
  ],
  ['getSystemSetting', 'answer of each field', (t) => assert.deepEqual(now(t, 'getSystemSetting'), setting)],
  [
    'getAppAuthorizeSetting',
    'answer of each field: a browser asks when it comes to it',
    (t) => {
      const { locationReducedAccuracy, ...others } = now(t, 'getAppAuthorizeSetting') as Result
      assert.deepEqual([locationReducedAccuracy, [...new Set(Object.values(others))], Object.keys(others).length], [false, ['not determined'], 7])
    },
  ],
  [
    'getSystemInfoAsync',
    'answer of each field: those of getSystemInfoSync',
    async (t) => {
      const { errMsg, ...told } = await call(t, 'getSystemInfoAsync')
      const { errMsg: _, ...want } = now(t, 'getSystemInfoSync') as Result
      assert.deepEqual([errMsg, told], ['getSystemInfoAsync:ok', want])
    },
  ],
  [
    'getLaunchOptionsSync',
    'answer of each field: how the program was started',
    (t) => assert.deepEqual(now(t, 'getLaunchOptionsSync'), { ...launch, scene: 1007 }),
  ],
  ['getEnterOptionsSync', 'answer of each field: how it was opened last', (t) => assert.deepEqual(now(t, 'getEnterOptionsSync'), { ...launch, scene: 1001 })],
  [
    'getApiCategory',
    'it says how the program is shown',
    (t) => {
      assert.equal(now(t, 'getApiCategory'), 'default')
      const { enter } = t.env
      Object.assign(t.env, { enter: () => ({ ...enter(), apiCategory: 'embedded' }) })
      assert.equal(now(t, 'getApiCategory'), 'embedded')
    },
  ],
  [
    'getSkylineInfo',
    'answer of each field: there is none',
    async (t) => assert.deepEqual(await call(t, 'getSkylineInfo'), { ...skyline, errMsg: 'getSkylineInfo:ok' }),
  ],
  ['getSkylineInfoSync', 'answer of each field: there is none', (t) => assert.deepEqual(now(t, 'getSkylineInfoSync'), skyline)],
  [
    'getExtConfig',
    'answer extConfig: no other one publishes for it',
    async (t) => assert.deepEqual(await call(t, 'getExtConfig'), { extConfig: {}, errMsg: 'getExtConfig:ok' }),
  ],
  ['getExtConfigSync', 'no other one publishes for it', (t) => assert.deepEqual(now(t, 'getExtConfigSync'), {})],
  [
    'vibrateShort',
    'option type: how long the device shakes',
    async (t) => {
      for (const type of ['heavy', 'medium', 'light']) await ok(t, 'vibrateShort', { type })
      assert.deepEqual(t.device.shaken, [30, 20, 15])
    },
  ],
  [
    'vibrateLong',
    'the device shakes for 400 ms',
    async (t) => {
      await ok(t, 'vibrateLong')
      assert.deepEqual(t.device.shaken, [400])
    },
  ],
  [
    'getRandomValues',
    'option length and answer randomValues',
    async (t) => {
      const { randomValues } = await call(t, 'getRandomValues', { length: 70_000 })
      const bytes = new Uint8Array(randomValues as ArrayBuffer)
      assert.equal(bytes.length, 70_000)
      // Each part is as random as any other.
      for (const part of [bytes.subarray(0, 1000), bytes.subarray(-1000)]) assert.ok(new Set(part).size > 200)
    },
  ],
  [
    'getRandomValues',
    'fail: a length that cannot be',
    async (t) => {
      for (const length of [0, 1_048_577]) assert.equal(await said(t, 'getRandomValues', { length }), 'getRandomValues:fail invalid length')
    },
  ],
]

const error = { message: 'no tea', stack: 'at brew' }
/** event → what the host tells, and what the program hears of it. */
const events: Readonly<Record<string, readonly [name: string, detail: unknown, heard: unknown]>> = {
  AppShow: ['appShow', { path: 'a', scene: 1001 }, { path: 'a', scene: 1001 }],
  AppHide: ['appHide', {}, undefined],
  Error: ['error', error, 'no tea\nat brew'],
  UnhandledRejection: ['unhandledRejection', { reason: 'no tea' }, { reason: 'no tea' }],
  PageNotFound: ['pageNotFound', { path: 'no' }, { path: 'no' }],
  ThemeChange: ['themeChange', { theme: 'dark' }, { theme: 'dark' }],
  WindowResize: ['resize', { size: { windowWidth: 1, windowHeight: 2 } }, { size: { windowWidth: 1, windowHeight: 2 } }],
  KeyboardHeightChange: ['keyboardHeightChange', { height: 280, duration: 0 }, { height: 280, duration: 0 }],
  NetworkStatusChange: ['networkStatusChange', { isConnected: false, networkType: 'none' }, { isConnected: false, networkType: 'none' }],
}
const eventRows: readonly Row[] = Object.entries(events).flatMap(([title, [name, detail, want]]): readonly Row[] => [
  [
    `on${title}`,
    'each listener hears of it once, in their order; what is no function is left',
    (t) => {
      const heard: unknown[] = []
      const listener = (...args: unknown[]): unknown => heard.push(['first', ...args])
      for (const each of [listener, listener, 'no function', (given: unknown) => heard.push(['second', given])])
        assert.equal(now(t, `on${title}`, each), undefined)
      t.fake.happen(name, detail)
      assert.deepEqual(heard, [
        ['first', want],
        ['second', want],
      ])
    },
  ],
  [
    `off${title}`,
    'one listener is taken away, or all',
    (t) => {
      const heard: string[] = []
      const [first, second, third] = ['first', 'second', 'third'].map((word) => () => heard.push(word))
      for (const each of [first, second, third]) now(t, `on${title}`, each)
      now(t, `off${title}`, second)
      t.fake.happen(name, detail)
      now(t, `off${title}`)
      t.fake.happen(name, detail)
      assert.deepEqual(heard, ['first', 'third'])
    },
  ],
])

const kb = (text: string): number => Math.ceil(text.length / 1024)
const fill = (t: Stage): void => {
  for (const [key, value] of Object.entries({ tea: { cups: 2 }, milk: true })) now(t, 'setStorageSync', key, value)
}
const empty = 'parameter error: parameter.key should not be empty;'
const storageRows: readonly Row[] = [
  [
    'getStorage',
    'option key and answer data: of the type that was kept',
    async (t) => {
      fill(t)
      assert.deepEqual(await call(t, 'getStorage', { key: 'tea' }), { data: { cups: 2 }, errMsg: 'getStorage:ok' })
      assert.equal((await call(t, 'getStorage', { key: 'kept' }))['data'], 'before')
    },
  ],
  [
    'getStorage',
    'fail: nothing is kept there, or no key is given',
    async (t) => {
      assert.equal(await said(t, 'getStorage', { key: 'no' }), 'getStorage:fail data not found')
      assert.equal(await said(t, 'getStorage', { key: '' }), `getStorage:fail ${empty}`)
    },
  ],
  [
    'removeStorage',
    'option key: it is gone, also at the host; one that is not there is no failure',
    async (t) => {
      await ok(t, 'removeStorage', { key: 'kept' })
      assert.equal(now(t, 'getStorageSync', 'kept'), '')
      assert.deepEqual(t.fake.stored, [[{ key: 'kept', value: null }]])
      await ok(t, 'removeStorage', { key: 'no' })
      assert.equal(await said(t, 'removeStorage', { key: '' }), `removeStorage:fail ${empty}`)
    },
  ],
  [
    'removeStorageSync',
    'it is gone, also at the host',
    async (t) => {
      assert.equal(now(t, 'removeStorageSync', 'kept'), undefined)
      assert.equal(now(t, 'getStorageSync', 'kept'), '')
      await until(() => t.fake.stored.length > 0)
      assert.deepEqual(t.fake.stored, [[{ key: 'kept', value: null }]])
      assert.throws(() => now(t, 'removeStorageSync', 1), { message: 'removeStorageSync:fail parameter error: parameter should be String instead of Number;' })
    },
  ],
  [
    'clearStorage',
    'all of it is gone, also at the host',
    async (t) => {
      fill(t)
      await ok(t, 'clearStorage')
      assert.deepEqual((now(t, 'getStorageInfoSync') as Result)['keys'], [])
      assert.deepEqual(
        t.fake.stored.flat().find(({ key }) => key === 'kept'),
        { key: 'kept', value: null },
      )
    },
  ],
  [
    'getStorageInfo',
    'answer keys, currentSize and limitSize: in kilobytes',
    async (t) => {
      now(t, 'setStorageSync', 'tea', 'x'.repeat(3000))
      const want = { keys: ['kept', 'tea'], currentSize: kb(`kept"before"tea"${'x'.repeat(3000)}"`), limitSize: 10_240 }
      assert.deepEqual(await call(t, 'getStorageInfo'), { ...want, errMsg: 'getStorageInfo:ok' })
    },
  ],
  [
    'getStorageInfoSync',
    'answer keys, currentSize and limitSize: in kilobytes',
    (t) => {
      assert.deepEqual(now(t, 'getStorageInfoSync'), { keys: ['kept'], currentSize: 1, limitSize: 10_240 })
      now(t, 'clearStorageSync')
      assert.deepEqual(now(t, 'getStorageInfoSync'), { keys: [], currentSize: 0, limitSize: 10_240 })
    },
  ],
  [
    'batchSetStorage',
    'option kvList',
    async (t) => {
      await ok(t, 'batchSetStorage', {
        kvList: [
          { key: 'tea', value: 2 },
          { key: 'milk', value: null },
        ],
      })
      assert.deepEqual([now(t, 'getStorageSync', 'tea'), now(t, 'getStorageSync', 'milk')], [2, null])
      assert.equal(
        await said(t, 'batchSetStorage', { kvList: [{ value: 2 }] }),
        'batchSetStorage:fail parameter error: parameter.key should be String instead of Undefined;',
      )
    },
  ],
  [
    'batchGetStorage',
    'option keyList and answer dataList: in the order of the keys',
    async (t) => {
      fill(t)
      assert.deepEqual(await call(t, 'batchGetStorage', { keyList: ['milk', 'no', 'tea'] }), {
        dataList: [true, '', { cups: 2 }],
        errMsg: 'batchGetStorage:ok',
      })
    },
  ],
  [
    'batchSetStorageSync',
    'each pair is kept; what is no list is an error',
    (t) => {
      assert.equal(now(t, 'batchSetStorageSync', [{ key: 'tea', value: [1] }]), undefined)
      assert.deepEqual(now(t, 'getStorageSync', 'tea'), [1])
      assert.throws(() => now(t, 'batchSetStorageSync', 'tea'), { message: 'batchSetStorageSync:fail parameter error: parameter.kvList should be Array;' })
    },
  ],
  [
    'batchGetStorageSync',
    'in the order of the keys; what is no list is an error',
    (t) => {
      fill(t)
      assert.deepEqual(now(t, 'batchGetStorageSync', ['tea', 'no']), [{ cups: 2 }, ''])
      assert.throws(() => now(t, 'batchGetStorageSync', 'tea'), { message: 'batchGetStorageSync:fail parameter error: parameter.keyList should be Array;' })
    },
  ],
]

type Manager = Record<string, Fn>
const levels = (name: string, own: readonly string[]): Row => [
  name,
  `method ${own.join(', method ')}: into the author’s console`,
  (t) => {
    const log = now(t, name) as Manager
    for (const level of own) log[level]!('tea', 2)
    assert.deepEqual(
      t.fake.logged,
      own.map((level) => `${level} tea 2`),
    )
  },
]
const toolRows: readonly Row[] = [
  levels('getLogManager', ['debug', 'info', 'log', 'warn']),
  levels('getRealtimeLogManager', ['info', 'warn', 'error']),
  [
    'getRealtimeLogManager',
    'method setFilterMsg, method addFilterMsg, method in, method tag and method getCurrentState',
    (t) => {
      const log = now(t, 'getRealtimeLogManager') as Manager
      for (const each of ['setFilterMsg', 'addFilterMsg', 'in']) assert.equal(log[each]!('order'), undefined)
      ;(log['tag']!('order') as Manager)['warn']!('late')
      assert.deepEqual(t.fake.logged, ['warn late'])
      assert.deepEqual(log['getCurrentState']!(), { size: 0, maxSize: 5120, logCount: 0, maxLogCount: 200 })
    },
  ],
  [
    'getUpdateManager',
    'method onCheckForUpdate, method onUpdateReady and method applyUpdate',
    async (t) => {
      const heard: unknown[] = []
      Object.assign(t.session, { end: () => void heard.push('ended') })
      const manager = now(t, 'getUpdateManager') as Manager
      manager['onCheckForUpdate']!((told: unknown) => heard.push(told))
      manager['onUpdateReady']!(() => heard.push('ready'))
      manager['onUpdateFailed']!(() => heard.push('failed'))
      await until(() => heard.length > 0)
      t.fake.happen('updateReady', {})
      manager['applyUpdate']!()
      await until(() => t.opened.length > 0)
      assert.deepEqual([heard, t.opened], [[{ hasUpdate: false }, 'ready', 'ended'], [{ appId: 'wx0123456789abcdef', scene: 1001 }]])
    },
  ],
  ['arrayBufferToBase64', 'each byte', (t) => assert.equal(now(t, 'arrayBufferToBase64', Uint8Array.from([0, 255, 116, 101]).buffer), 'AP90ZQ==')],
  [
    'base64ToArrayBuffer',
    'each byte; what is none is an error',
    (t) => {
      assert.deepEqual(new Uint8Array(now(t, 'base64ToArrayBuffer', 'AP90ZQ==') as ArrayBuffer), Uint8Array.from([0, 255, 116, 101]))
      assert.throws(() => now(t, 'base64ToArrayBuffer', '%'))
    },
  ],
  [
    'requestIdleCallback',
    'it is called with the time that it may take',
    async (t) => {
      const given = await new Promise<Result>((resolve) => now(t, 'requestIdleCallback', resolve))
      assert.deepEqual([given['didTimeout'], (given['timeRemaining'] as Fn)()], [false, 50])
    },
  ],
  [
    'cancelIdleCallback',
    'it is not called',
    async (t) => {
      const called: string[] = []
      now(
        t,
        'cancelIdleCallback',
        now(t, 'requestIdleCallback', () => called.push('cancelled')),
      )
      await new Promise((resolve) => now(t, 'requestIdleCallback', resolve))
      assert.deepEqual(called, [])
    },
  ],
  [
    'createIntersectionObserver',
    'method relativeToViewport, method observe and method disconnect',
    async (t) => {
      const { wx, view } = await t.page()
      const observer = wx['createIntersectionObserver']!(undefined, { thresholds: [0, 0.5] }) as Manager
      ;(observer['relativeToViewport']!({ bottom: 20 }) as Manager)['observe']!('#box', () => undefined)
      await until(() => view.messages.some(({ kind }) => kind === 'observe'))
      const asked = view.messages.find(({ kind }) => kind === 'observe') as unknown as Result & { readonly nodes: unknown[] }
      assert.deepEqual([asked['thresholds'], asked['margins'], asked.nodes.length], [[0, 0.5], [0, 0, 20, 0], 1])
      observer['disconnect']!()
      await until(() => view.messages.some(({ kind }) => kind === 'unobserve'))
    },
  ],
]

export const systemRows: readonly Row[] = [...askedRows, ...eventRows, ...storageRows, ...toolRows]
