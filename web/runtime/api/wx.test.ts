import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { EventChannel } from '../core/channel.js'
import { calls, events, functions, values } from './names.js'
import { caniuseExtension } from './chunk-caniuse.js'
import { filesExtension } from './chunk-files.js'
import { mediaExtension } from './chunk-media.js'
import { networkExtension } from './chunk-network.js'
import { rareExtension } from './chunk-rare.js'
import { requestExtension } from './chunk-request.js'
import { fakeEnv, system, type FakeEnv } from './testing.js'
import { createWx } from './wx.js'

type Callback = (result: Readonly<Record<string, unknown>>) => void
type Options = Record<string, unknown> & { success?: Callback; fail?: Callback; complete?: Callback }
type Wx = Readonly<Record<string, (...args: unknown[]) => unknown>>

function start(answers: Readonly<Record<string, unknown>> = {}, storage: Readonly<Record<string, string>> = {}): { readonly wx: Wx; readonly fake: FakeEnv } {
  const fake = fakeEnv(answers, storage)
  return { wx: createWx(fake.env, [caniuseExtension, rareExtension, requestExtension]) as Wx, fake }
}

/** Calls by callbacks and gives what they were called with, in order. */
function byCallbacks(
  wx: Wx,
  name: string,
  options: Options,
): Promise<{ readonly returned: unknown; readonly called: readonly (readonly [string, Readonly<Record<string, unknown>>])[] }> {
  return new Promise((resolve) => {
    const called: [string, Readonly<Record<string, unknown>>][] = []
    const returned = wx[name]!({
      ...options,
      success: (result: Readonly<Record<string, unknown>>) => called.push(['success', result]),
      fail: (result: Readonly<Record<string, unknown>>) => called.push(['fail', result]),
      complete: (result: Readonly<Record<string, unknown>>) => {
        called.push(['complete', result])
        resolve({ returned, called })
      },
    })
  })
}

async function failureOf(promise: unknown): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  return 'it did not fail'
}

test('with callbacks a member returns nothing and calls success, then complete, with errMsg', async () => {
  const { wx } = start({ showModal: { confirm: true, cancel: false, content: null } })
  const { returned, called } = await byCallbacks(wx, 'showModal', { title: 'x' })
  assert.equal(returned, undefined)
  const result = { confirm: true, cancel: false, content: null, errMsg: 'showModal:ok' }
  assert.deepEqual(called, [
    ['success', result],
    ['complete', result],
  ])
})

test('without callbacks a member gives a promise', async () => {
  const { wx } = start({ showModal: { confirm: true } })
  assert.deepEqual(await wx['showModal']!({ title: 'x' }), { confirm: true, errMsg: 'showModal:ok' })
})

test('a refusal reaches fail and complete, or rejects the promise with a plain object', async () => {
  const { wx } = start({ showActionSheet: 'cancel' })
  const { called } = await byCallbacks(wx, 'showActionSheet', { itemList: ['a'] })
  assert.deepEqual(
    called.map(([name]) => name),
    ['fail', 'complete'],
  )
  assert.deepEqual(called[0]![1], { errMsg: 'showActionSheet:fail cancel' })
  assert.deepEqual(await failureOf(wx['showActionSheet']!({ itemList: ['a'] })), { errMsg: 'showActionSheet:fail cancel' })
})

test('a callback that throws is reported and does not keep complete from running', async () => {
  const { wx, fake } = start()
  await new Promise<void>((resolve) => {
    wx['hideToast']!({
      success: () => {
        throw new Error('in success')
      },
      complete: () => resolve(),
    })
  })
  assert.deepEqual(fake.thrown, ['success of wx.hideToast: Error: in success'])
})

const wrongArguments: readonly (readonly [name: string, options: unknown, errMsg: string])[] = [
  ['showToast', {}, 'showToast:fail parameter error: parameter.title should be String instead of Undefined;'],
  ['showToast', { title: 3 }, 'showToast:fail parameter error: parameter.title should be String instead of Number;'],
  ['showToast', 'hello', 'showToast:fail parameter error: parameter should be Object instead of String;'],
  ['navigateTo', {}, 'navigateTo:fail parameter error: parameter.url should be String instead of Undefined;'],
  ['setStorage', { key: 1, data: 2 }, 'setStorage:fail parameter error: parameter.key should be String instead of Number;'],
  ['getStorage', { key: 'nothing' }, 'getStorage:fail data not found'],
  ['showActionSheet', { itemList: [] }, 'showActionSheet:fail parameter error: parameter.itemList should have at least 1 item;'],
  ['showActionSheet', { itemList: [1, 2, 3, 4, 5, 6, 7] }, 'showActionSheet:fail parameter error: itemList should not be large than 6'],
  ['setNavigationBarColor', { frontColor: 'red', backgroundColor: '#fff' }, 'setNavigationBarColor:fail invalid frontColor "red"'],
]

for (const [name, options, errMsg] of wrongArguments) {
  test(`wx.${name}(${JSON.stringify(options)}) fails with the vendor's text and asks nothing of the host`, async () => {
    const { wx, fake } = start()
    assert.deepEqual(await failureOf(wx[name]!(options)), errMsg.includes('fail parameter error') ? { errMsg, errno: 1001 } : { errMsg })
    assert.deepEqual(fake.asked, [])
  })
}

test('setNavigationBarColor hands on how the colour changes, whatever a program calls an animation', async () => {
  const { wx, fake } = start()
  for (const animation of [{ duration: 400, timingFunc: 'easeIn' }, undefined, 'slow']) {
    await Promise.resolve(wx['setNavigationBarColor']!({ frontColor: '#ffffff', backgroundColor: '#000', animation })).catch(() => undefined)
  }
  const said = fake.asked.map(({ args }) => args as { readonly durationMs?: unknown; readonly timing?: unknown })
  assert.deepEqual(
    said.map(({ durationMs, timing }) => [durationMs, timing]),
    [
      [400, 'easeIn'],
      [undefined, ''],
    ],
  )
})

test('navigateTo hands its event channel to the page it opens', async () => {
  const { wx, fake } = start()
  const heard: unknown[] = []
  const result = (await wx['navigateTo']!({ url: '/pages/b/b', events: { picked: (data: unknown) => heard.push(data) } })) as {
    eventChannel: EventChannel
    errMsg: string
  }
  assert.equal(result.errMsg, 'navigateTo:ok')
  assert.equal(fake.asked[0]!.channel, result.eventChannel)
  fake.asked[0]!.channel!.emit('picked', { id: 3 })
  assert.deepEqual(heard, [{ id: 3 }])
})

test('storage is read and written at once, and told to the host as one message', async () => {
  const { wx, fake } = start({}, { old: '{"n":1}' })
  assert.deepEqual(wx['getStorageSync']!('old'), { n: 1 })
  assert.equal(wx['getStorageSync']!('none'), '')
  wx['setStorageSync']!('a', [1, 2])
  wx['setStorageSync']!('b', undefined)
  wx['removeStorageSync']!('old')
  assert.deepEqual(wx['getStorageSync']!('a'), [1, 2])
  assert.equal(wx['getStorageSync']!('b'), '')
  assert.deepEqual((wx['getStorageInfoSync']!() as { keys: string[] }).keys, ['a', 'b'])
  await Promise.resolve()
  assert.deepEqual(
    fake.stored,
    [
      [
        { key: 'old', value: null },
        { key: 'a', value: '[1,2]' },
        { key: 'b', value: '""' },
      ],
    ],
    'what makes room goes first',
  )
  wx['clearStorageSync']!()
  await Promise.resolve()
  assert.deepEqual(fake.stored[1], [
    { key: 'a', value: null },
    { key: 'b', value: null },
  ])
  assert.deepEqual(await wx['getStorageInfo']!(), { keys: [], currentSize: 0, limitSize: 10_240, errMsg: 'getStorageInfo:ok' })
})

test('a flood of writes is held back to what the host can take, and nothing that stands at its end is lost', async () => {
  const { wx, fake } = start()
  const rounds = 40
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < 500; i++) wx['setStorageSync']!(`k${i}`, `${round}${'y'.repeat(4000)}`)
    wx['setStorageSync']!(`r${round}`, round)
    await new Promise((resolve) => setImmediate(resolve))
  }
  const told = (): number => fake.stored.flat().reduce((sum, { key, value }) => sum + key.length + (value?.length ?? 0), 0)
  assert.ok(told() < 20 << 20, `${told()} of ${rounds * 500 * 4000} characters were told`)
  assert.ok(fake.stored.every((changes) => changes.length < 1000))
  wx['removeStorageSync']!('k0')
  fake.happen('appHide', {})
  const host = new Map<string, string>()
  for (const { key, value } of fake.stored.flat()) {
    if (value === null) host.delete(key)
    else host.set(key, value)
  }
  assert.equal(host.size, 499 + rounds)
  assert.equal(host.get('k499'), JSON.stringify(`${rounds - 1}${'y'.repeat(4000)}`))
})

test('the host is at no time asked to hold more than a program may keep', async () => {
  const { wx, fake } = start()
  const large = 'x'.repeat((1 << 20) - 10)
  for (let i = 0; i < 9; i++) wx['setStorageSync']!(`old${i}`, large)
  fake.happen('appHide', {})
  for (let i = 0; i < 9; i++) {
    wx['setStorageSync']!(`new${i}`, 'x')
    wx['removeStorageSync']!(`old${i}`)
    wx['setStorageSync']!(`new${i}`, large)
  }
  wx['setStorageSync']!('old0', 'small')
  fake.happen('appHide', {})
  const host = new Map<string, number>()
  for (const { key, value } of fake.stored.flat()) {
    host.set(key, value?.length ?? 0)
    assert.ok([...host.values()].reduce((sum, each) => sum + each, 0) <= 10 << 20)
  }
})

test('storage keeps native types and dates, for the next start as well; what stands inside is as JSON has it', async () => {
  const { wx, fake } = start()
  const day = new Date(Date.UTC(2024, 1, 29))
  const values = [day, Number.NaN, Number.NEGATIVE_INFINITY, 0, '', ' 1', true, null, [1, null]]
  for (const [at, value] of values.entries()) wx['setStorageSync']!(`v${at}`, value)
  wx['setStorageSync']!('inside', { day, n: Number.NaN })
  wx['setStorageSync']!('never', new Date(Number.NaN))
  await Promise.resolve()
  const kept = Object.fromEntries(fake.stored.flat().map(({ key, value }) => [key, value ?? '']))
  const again = start({}, kept).wx
  for (const each of [wx, again]) {
    for (const [at, value] of values.entries()) assert.deepEqual(each['getStorageSync']!(`v${at}`), value)
    assert.equal(String(each['getStorageSync']!('never')), 'Invalid Date')
    assert.deepEqual(each['getStorageSync']!('inside'), { day: '2024-02-29T00:00:00.000Z', n: null })
  }
})

test('what was read from storage is a copy', () => {
  const { wx } = start({}, { cart: '{"items":[1]}' })
  ;(wx['getStorageSync']!('cart') as { items: number[] }).items.push(2)
  assert.deepEqual(wx['getStorageSync']!('cart'), { items: [1] })
})

test('values past the limits of storage are refused with the vendor’s words', () => {
  const { wx } = start()
  assert.throws(() => wx['setStorageSync']!('large', 'x'.repeat(1 << 20)), { message: 'setStorageSync:fail entry size limit reached' })
  const fill = (): void => {
    for (let i = 0; i < 11; i++) wx['setStorageSync']!(`k${i}`, 'x'.repeat((1 << 20) - 10))
  }
  assert.throws(fill, { message: 'setStorageSync:fail exceed storage max size 10Mb' })
  wx['clearStorageSync']!()
  wx['setStorageSync']!('a', 'fits again')
})

test('system values come from the host and follow a change of size', () => {
  const { wx, fake } = start()
  assert.equal((wx['getSystemInfoSync']!() as { windowHeight: number }).windowHeight, 800)
  assert.deepEqual(wx['getMenuButtonBoundingClientRect']!(), system.menuButton)
  fake.happen('resize', { size: {}, system: { ...system, windowHeight: 500 } })
  assert.equal((wx['getWindowInfo']!() as { windowHeight: number }).windowHeight, 500)
  assert.deepEqual(wx['getAccountInfoSync']!(), { miniProgram: { appId: system.appId, envVersion: 'release', version: '1.2.3' }, plugin: {} })
  assert.equal((wx['getLaunchOptionsSync']!() as { scene: number }).scene, 1007)
  assert.equal((wx['getEnterOptionsSync']!() as { scene: number }).scene, 1001)
})

test('listeners are called until they are taken off', () => {
  const { wx, fake } = start()
  const heard: string[] = []
  const one = (): void => void heard.push('one')
  const two = (): void => void heard.push('two')
  wx['onNetworkStatusChange']!(one)
  wx['onNetworkStatusChange']!(one)
  wx['onNetworkStatusChange']!(two)
  fake.happen('networkStatusChange', { isConnected: false, networkType: 'none' })
  wx['offNetworkStatusChange']!(one)
  fake.happen('networkStatusChange', { isConnected: true, networkType: 'wifi' })
  wx['offNetworkStatusChange']!()
  fake.happen('networkStatusChange', { isConnected: true, networkType: 'wifi' })
  assert.deepEqual(heard, ['one', 'two', 'two'])
})

test('every documented member exists; those that are not carried out fail in the vendor’s form', async () => {
  const { wx, fake } = start()
  for (const name of [...calls, ...functions, ...events]) assert.equal(typeof wx[name], 'function', name)
  for (const name of values) assert.equal(typeof wx[name], 'object', name)
  const canIUse = wx['canIUse'] as unknown as (schema: string) => boolean
  const absent = calls.filter((name) => !canIUse(name))
  assert.ok(absent.length > 100)
  for (const name of absent) {
    const { called } = await byCallbacks(wx, name, {})
    assert.deepEqual(called[0], ['fail', { errMsg: `${name}:fail not supported` }])
  }
  assert.deepEqual(fake.asked, [], 'none of them asks the host')
})

test('what is made in place of what cannot be fails as a promise too, and along a chain of calls', async () => {
  const { wx } = start()
  interface Ad {
    onLoad(listener: () => void): unknown
    onError(listener: (error: unknown) => void): unknown
    load(): Promise<unknown>
    show(): Promise<unknown>
  }
  const ad = wx['createRewardedVideoAd']!({ adUnitId: 'a' }) as Ad
  const failed = { errMsg: 'createRewardedVideoAd:fail not supported' }
  assert.equal(
    ad.onLoad(() => undefined),
    undefined,
  )
  assert.deepEqual(await new Promise((resolve) => ad.onError(resolve)), failed)
  assert.deepEqual(await ad.show().catch((error: unknown) => error), failed)
  assert.deepEqual(
    await ad
      .load()
      .then(() => ad.show())
      .catch((error: unknown) => error),
    failed,
  )
  assert.equal(typeof String(ad), 'string')

  interface Query extends Promise<unknown> {
    where(condition: unknown): Query
    get(options?: object): Query
  }
  const database = (wx['cloud'] as unknown as { database(): { collection(name: string): Query; command: { gt(value: number): unknown } } }).database()
  const absent = { errMsg: 'cloud.database:fail not supported' }
  const teas = database.collection('teas').where({ price: database.command.gt(3) })
  assert.deepEqual(await teas.get().catch((error: unknown) => error), absent)
  assert.deepEqual(await new Promise((resolve) => teas.get({ fail: resolve })), absent)
  await assert.rejects(async () => teas.get(), absent)
})

test('a member whose chunk a program does not name fails by its callbacks and gives an object that does nothing', async () => {
  const { wx } = start()
  const failed = await new Promise((resolve) => {
    const task = wx['connectSocket']!({ url: 'wss://example.com', fail: resolve }) as {
      abort(): void
      onHeadersReceived(listener: () => void): void
      then?: unknown
    }
    task.onHeadersReceived(() => undefined)
    task.abort()
    assert.equal(task.then, undefined, 'awaiting it does not hang')
  })
  assert.deepEqual(failed, { errMsg: 'connectSocket:fail not supported' })
})

test('canIUse says what is true', () => {
  const { wx } = start()
  const expected: Readonly<Record<string, boolean>> = {
    showToast: true,
    'showToast.object.icon': true,
    'showToast.object.nothing': false,
    'showModal.success.confirm': true,
    'showModal.object.editable': true,
    'getSystemInfoSync.return.safeArea': true,
    'getSystemInfoSync.return.nothing': false,
    'getSystemInfo.success.screenWidth': true,
    onThemeChange: true,
    login: true,
    'login.success.code': true,
    request: true,
    'request.object.timeout': true,
    'request.object.forceCellularNetwork': false,
    connectSocket: false,
    getFileSystemManager: false,
    createVKSession: false,
    nothing: false,
    toString: false,
    '': false,
    button: true,
    'button.open-type.share': true,
    'button.open-type.contact': false,
    'button.open-type.share.more': false,
    'button.nothing': false,
    'image.mode.widthFix': true,
    'scroll-view.scroll-top': true,
    'scroll-view.scrollTop': true,
    'scroll-view.bindrefresherrefresh': true,
    'scroll-view.reverse': false,
    'showToast.nothing.icon': false,
    video: true,
    'live-player': false,
    'console.log': true,
    'console.nothing': false,
    'Image.src': true,
    'request.object.method.GET': true,
    'request.object.method.PATCH': false,
    'request.object.timeout.1': false,
    'showToast.object.icon.error': true,
    'getSystemInfoSync.return.safeArea.left': true,
    'getSystemInfoSync.return.safeArea.nothing': false,
    'getSystemInfo.success.safeArea.left': true,
    'RequestTask.abort': true,
    'RequestTask.abort.nothing': false,
    'SelectorQuery.select': true,
    'NodesRef.boundingClientRect': true,
    'UpdateManager.onUpdateReady': true,
    'FileSystemManager.readFile': false,
    'CameraContext.onCameraFrame': false,
    'Animation.rotate': true,
  }
  const got = Object.fromEntries(Object.keys(expected).map((schema) => [schema, wx['canIUse']!(schema)]))
  assert.deepEqual(got, expected)
})

test('an animation is exported step by step and keeps what was set', () => {
  const { wx } = start()
  const animation = wx['createAnimation']!({ duration: 300, timingFunction: 'ease' }) as Record<string, (...args: unknown[]) => typeof animation>
  animation['rotate']!(45)['opacity']!(0.5)['step']!()['translateX']!(10)['step']!({ duration: 100 })
  const { actions } = animation['export']!() as unknown as {
    actions: { animates: { type: string; args: unknown[] }[]; option: { transition: { duration: number } } }[]
  }
  assert.deepEqual(
    actions.map((each) => each.animates.map(({ type, args }) => `${type} ${args.join()}`)),
    [
      ['rotate 45', 'style opacity,0.5'],
      ['rotate 45', 'style opacity,0.5', 'translateX 10'],
    ],
  )
  assert.deepEqual(
    actions.map((each) => each.option.transition.duration),
    [300, 100],
  )
  assert.deepEqual(animation['export']!(), { actions: [] })
})

test('the times of an animation may be changed by the option that WeChat leaves open', () => {
  const { wx } = start()
  const animation = wx['createAnimation']!({ duration: 300 }) as {
    option: { transition: { duration: number } }
    opacity(to: number): { step(): { export(): { actions: { option: { transition: { duration: number } } }[] } } }
  }
  const before = animation.option.transition.duration
  animation.option.transition.duration = 0
  assert.deepEqual([before, animation.opacity(1).step().export().actions[0]?.option.transition.duration], [300, 0])
})

test('a program may add members of its own and replace ours', () => {
  const { wx } = start()
  const open = wx as Record<string, unknown>
  open['showToast'] = () => 'mine'
  open['$router'] = 1
  assert.equal(wx['showToast']!({}), 'mine')
})

test('what programs make of worklets before their first page does not stop them', () => {
  const { wx } = start()
  const { Easing, shared, derived } = (wx as Record<string, unknown>)['worklet'] as Record<string, (value: unknown) => { value: unknown }> & {
    readonly Easing: Record<string, (...points: number[]) => { factory(): (at: number) => number } & ((at: number) => number)>
  }
  assert.equal(Easing['bezier']!(0.4, 0, 0.2, 1).factory()(0.5), 0.5)
  assert.equal(Easing['ease']!(0)(0.5), 0.5)
  const place = shared!(3)
  assert.equal(derived!(() => Number(place.value) + 1).value, 4)
})

test('the names are those of the vendor’s typings', async () => {
  const { generate } = (await import('../../../tools/wxnames/main.mjs' as string)) as { generate(): string }
  assert.equal(readFileSync(new URL('names.ts', import.meta.url), 'utf8'), generate(), 'run node tools/wxnames/main.mjs')
})

test('the lists of what works are those of the registries', async () => {
  const { generate } = (await import('../../../tools/compat/main.mjs' as string)) as { generate(): Readonly<Record<string, string>> }
  for (const [path, text] of Object.entries(generate()))
    assert.equal(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'), text, `${path} is old: run node --import tsx tools/compat/main.mjs`)
})

test('the report knows every member that a program finds in wx', () => {
  const { members } = JSON.parse(readFileSync(new URL('../../protocol/compat/wx.json', import.meta.url), 'utf8')) as {
    members: Readonly<Record<string, unknown>>
  }
  const wx = createWx(fakeEnv().env, [caniuseExtension, filesExtension, mediaExtension, networkExtension, rareExtension, requestExtension])
  assert.deepEqual(
    Object.keys(wx).filter((name) => !Object.hasOwn(members, name)),
    [],
  )
})

test('whoever shows no picture has the grey one, as an address that any page can show', async () => {
  const wx = createWx(fakeEnv({ getUserProfile: { nickName: 'Ling', avatarUrl: '' } }).env) as Readonly<Record<string, (options: object) => Promise<unknown>>>
  for (const asked of [wx['getUserInfo']!({}), wx['getUserProfile']!({ desc: 'a' })]) {
    const { userInfo } = (await asked) as { readonly userInfo: { readonly avatarUrl: string } }
    assert.match(userInfo.avatarUrl, /^data:image\/svg\+xml,<svg [^#]*<\/svg>$/)
  }
})
