/** Members of my that do more than to ask one of wx, each with the proof of what it does. */
import assert from 'node:assert/strict'
import { createOwn } from '../api/own.js'
import { fakeEnv, type FakeEnv } from '../api/testing.js'
import type { Fields } from '../core/paths.js'
import { settled } from '../core/testing/program.js'
import type { Env } from '../core/env.js'
import { fakeWx } from './my.cases.js'

export type Call = (options?: unknown) => Promise<Fields>
export const of = (my: Fields, name: string): Call => my[name] as Call

export interface Tools {
  /** my over a wx. */
  create(wx: Fields, env: Env): Fields
  /** my over the runtime's own wx and a host that answers so. */
  real(
    answers?: Readonly<Record<string, unknown>>,
    storage?: Readonly<Record<string, string>>,
  ): FakeEnv & { readonly my: Fields; call: (name: string, options?: Fields) => Promise<Fields> }
}
/** The members that it is about: without any of them it fails. */
export type Case = readonly [members: readonly string[], title: string, proof: (tools: Tools) => void | Promise<void>]

export const cases: readonly Case[] = [
  [
    ['tradePay'],
    'tradePay says in Alipay’s numbers how the host’s sheet ended, and always succeeds',
    async ({ real }) => {
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
    },
  ],
  [
    ['getAuthCode'],
    'getAuthCode has the person asked for their profile if the program wants it',
    async ({ real }) => {
      const { my, asked } = real({ login: { code: 'a' } })
      const scopes = ['auth_user']
      assert.deepEqual(await of(my, 'getAuthCode')({ scopes }), { authCode: 'a', authSuccessScopes: scopes, authErrorScopes: {} })
      assert.deepEqual(asked[0]?.args, { profile: true })
      await assert.rejects(of(real({ login: 'auth deny' }).my, 'getAuthCode')({ scopes }), { error: 2001, errorMessage: 'auth deny' })
    },
  ],
  [
    ['alert', 'confirm', 'prompt'],
    'alert, confirm and prompt are the host’s dialog',
    async ({ real }) => {
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
    },
  ],
  [
    ['showActionSheet'],
    'an action sheet takes many items, and no choice is an answer',
    async ({ real }) => {
      const items = Array.from({ length: 9 }, (_, at) => `item ${at}`)
      const { my, asked } = real({ showActionSheet: { tapIndex: 8 } })
      assert.deepEqual(await of(my, 'showActionSheet')({ items, title: 't' }), { index: 8 })
      assert.deepEqual(asked[0]?.args, { itemList: items, alertText: 't' })
      assert.deepEqual(await of(real({ showActionSheet: 'cancel' }).my, 'showActionSheet')({ items }), { index: -1 })
      await assert.rejects(of(real({ showActionSheet: 'broken' }).my, 'showActionSheet')({ items }), { error: 3, errorMessage: 'broken' })
    },
  ],
  [
    ['getStorageSync', 'setStorageSync', 'getStorage', 'getStorageInfoSync', 'removeStorageSync', 'clearStorageSync'],
    'storage, at once and later, has Alipay’s shapes',
    async ({ real }) => {
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
    },
  ],
  [
    ['getSystemInfoSync', 'getSystemInfo', 'getServerTime'],
    'the system is told of in Alipay’s words',
    async ({ real }) => {
      const { my } = real()
      const info = (my['getSystemInfoSync'] as () => Fields)()
      assert.deepEqual([info['app'], info['language'], info['titleBarHeight'], info['windowWidth']], ['alipay', 'zh-Hans', 44, 390])
      assert.deepEqual(await of(my, 'getSystemInfo')(), info)
      assert.equal(typeof (await of(my, 'getServerTime')())['time'], 'number')
    },
  ],
  [
    ['request'],
    'an answer with a bad status, and one that is no JSON, are failures',
    async ({ create }) => {
      const answered = (answer: Fields) => of(create(fakeWx(answer).wx, fakeEnv().env), 'request')({ url: 'https://a' })
      await assert.rejects(answered({ data: '{}', statusCode: 404, header: {} }), { error: 19, errorMessage: 'http status error', status: 404 })
      await assert.rejects(answered({ data: '<', statusCode: 200, header: {} }), { error: 14, errorMessage: 'JSON parse data error' })
    },
  ],
  [
    ['setNavigationBar'],
    'a colour of the bar brings letters that can be read',
    async ({ create }) => {
      const { wx, asked } = fakeWx({})
      await of(create(wx, fakeEnv().env), 'setNavigationBar')({ backgroundColor: '#ffffff' })
      assert.deepEqual(asked.at(-1), ['setNavigationBarColor', { backgroundColor: '#ffffff', frontColor: '#000000' }])
    },
  ],
  [
    ['onNetworkStatusChange', 'offNetworkStatusChange'],
    'a network that goes is told in Alipay’s words, until nobody listens',
    ({ real }) => {
      const { my, happen } = real()
      const heard: unknown[] = []
      const listener = (result: unknown): void => void heard.push(result)
      of(my, 'onNetworkStatusChange')(listener)
      happen('networkStatusChange', { isConnected: false, networkType: 'none' })
      of(my, 'offNetworkStatusChange')(listener)
      happen('networkStatusChange', { isConnected: true, networkType: 'wifi' })
      assert.deepEqual(heard, [{ networkType: 'NOTREACHABLE', networkAvailable: false }])
    },
  ],
  [
    ['createSelectorQuery'],
    'selectors reach into components',
    ({ create }) => {
      const asked: unknown[] = []
      const query = { select: (selector: unknown) => asked.push(selector), selectAll: (selector: unknown) => asked.push(selector) }
      const { env } = fakeEnv()
      const my = create(createOwn({ ...env, createSelectorQuery: () => ({ ...query }) }) as Fields, env)
      const made = (my['createSelectorQuery'] as () => typeof query)()
      made.select('#a .b > .c')
      made.selectAll('.d,.e')
      assert.deepEqual(asked, ['>>> #a >>> .b>.c', '>>> .d, >>> .e'])
    },
  ],
  [
    ['canIUse'],
    'my.canIUse knows what components can, and what members here do',
    ({ real }) => {
      const { my } = real()
      const can = my['canIUse'] as (schema: string) => boolean
      assert.deepEqual(['component2', 'getStorageSync', 'alert', 'tradePay', 'startIfaaAuthentication'].map(can), [true, true, true, true, false])
    },
  ],
  [
    ['getNetworkType'],
    'a refusal of the host has a number',
    async ({ real }) => {
      const { my } = real({ getNetworkType: 'timeout' })
      await assert.rejects(of(my, 'getNetworkType')(), { error: 13, errorMessage: 'timeout' })
    },
  ],
  [
    ['call', 'on'],
    'a member is called, and an event listened to, by its name',
    async ({ real }) => {
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
    },
  ],
  [
    ['createIntersectionObserver'],
    'what is observed may be in components',
    ({ create }) => {
      const asked: unknown[] = []
      const { env } = fakeEnv()
      const observer = { observe: (selector: unknown) => asked.push(selector), relativeTo: (selector: unknown) => asked.push(selector) }
      const my = create({ ...createOwn(env), createIntersectionObserver: () => ({ ...observer }) }, env)
      const made = (my['createIntersectionObserver'] as () => typeof observer)()
      made.relativeTo('.a .b')
      made.observe('.c')
      assert.deepEqual(asked, ['>>> .a >>> .b', '>>> .c'])
    },
  ],
  [
    ['showAuthGuide'],
    'the settings are opened for whom has refused it, and nothing for all others',
    async ({ real }) => {
      const guided = async (authType: string, authSetting: Fields) => {
        const { call, asked } = real({ getSetting: { authSetting }, openSetting: { authSetting } })
        return [await call('showAuthGuide', { authType }), asked.map((each) => each.name)]
      }
      assert.deepEqual(await guided('LBS', { 'scope.userLocation': false }), [{ shown: true }, ['getSetting', 'openSetting']])
      assert.deepEqual(await guided('CAMERA', { 'scope.camera': true }), [{ shown: false }, ['getSetting']])
      assert.deepEqual(await guided('MICROPHONE', {}), [{ shown: false }, ['getSetting']])
      await assert.rejects(guided('SHORTCUT', {}), { error: 1, errorMessage: 'my.showAuthGuide is not supported for SHORTCUT' })
      await assert.rejects(guided('', {}), { error: 1 })
    },
  ],
  [
    ['getRunScene'],
    'a program knows whether it is in development',
    async ({ create }) => {
      const scene = (dev: boolean): Promise<Fields> => {
        const env = { ...fakeEnv().env, dev }
        return of(create(createOwn(env) as Fields, env), 'getRunScene')()
      }
      assert.deepEqual([await scene(false), await scene(true)], [{ envVersion: 'release' }, { envVersion: 'develop' }])
    },
  ],
  [
    ['getAppIdSync'],
    'it names the program',
    ({ real }) => {
      const { my, env } = real()
      assert.deepEqual((my['getAppIdSync'] as () => unknown)(), { appId: env.system.appId })
    },
  ],
  [
    ['onSocketMessage', 'offSocketMessage'],
    'bytes of a socket come as text, until nobody listens',
    ({ create }) => {
      const inner = new Set<(result: Fields) => void>()
      const { env } = fakeEnv()
      const onSocketMessage = (listener: (result: Fields) => void) => void inner.add(listener)
      const offSocketMessage = (listener: (result: Fields) => void) => void inner.delete(listener)
      const my = create({ ...createOwn(env), onSocketMessage, offSocketMessage }, env)
      const heard: unknown[] = []
      const listener = (result: unknown): void => void heard.push(result)
      const say = (data: unknown): void => inner.forEach((each) => void each({ data }))
      void of(my, 'onSocketMessage')(listener)
      say('a')
      say(new Uint8Array([1, 2]).buffer)
      void of(my, 'offSocketMessage')(listener)
      say('b')
      assert.deepEqual(heard, [
        { data: 'a', isBuffer: false },
        { data: 'AQI=', isBuffer: true },
      ])
    },
  ],
  [
    ['off'],
    'an event is not listened to any more, by its name',
    ({ real }) => {
      const { my, happen } = real()
      const heard: unknown[] = []
      const listener = (): void => void heard.push('heard')
      ;(my['on'] as (name: string, listener: unknown) => unknown)('networkStatusChange', listener)
      happen('networkStatusChange', { isConnected: true, networkType: 'wifi' })
      ;(my['off'] as (name: string, listener: unknown) => unknown)('networkStatusChange', listener)
      happen('networkStatusChange', { isConnected: true, networkType: 'wifi' })
      assert.deepEqual(heard, ['heard'])
    },
  ],
]
