import assert from 'node:assert/strict'
import { test } from 'node:test'
import { op } from '../../protocol/ops.js'
import { parseWorkerToHost } from '../../protocol/parse-host.js'
import { parse } from '../../protocol/parse.js'
import type { CreateWx, Env } from '../core/env.js'
import { settled, TestProgram } from '../core/testing/program.js'
import { routesExtension } from '../api/chunk-routes.js'
import { createOwn } from '../api/own.js'

/** A program of hand-written chunks; `log` collects what its code says. */
function program(text: string, createWx?: CreateWx): { test: TestProgram; log: string[] } {
  const running = new TestProgram(createWx)
  const log: string[] = []
  running.globals['log'] = (...parts: unknown[]) => log.push(parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '))
  running.run(`var field = (name) => ({ f: (d) => d[name], p: [[name]] });${text}`)
  return { test: running, log }
}

const empty = `$superette.template('a', { main: [] });`

test('app, page and components come to life in WeChat’s order', async () => {
  const { test: running, log } = program(`
    $superette.script('app.js', () => { App({ onLaunch(o) { log('launch', o.path, o.scene) }, onShow() { log('app show') }, onHide() { log('app hide') } }) })
    $superette.template('a', { main: [{ k: 'e', n: 'c' }] })
    $superette.component('a', { component: false, using: { c: 'c' } })
    $superette.script('a.js', () => { Page({ data: { n: 1 }, onLoad(q) { log('load', q, this.data.n, this.route) }, onShow() { log('show') }, onReady() { log('ready') }, onHide() { log('hide') }, onUnload() { log('unload') } }) })
    $superette.component('c', { component: true, using: {} })
    $superette.script('c.js', () => { Component({ lifetimes: { created() { log('c created') }, attached() { log('c attached') }, ready() { log('c ready') }, detached() { log('c detached') } }, pageLifetimes: { show() { log('c show') }, hide() { log('c hide') } } }) })`)
  running.start({}, { path: 'a', scene: 1007 })
  const view = await running.open('a', { id: '7' })
  assert.deepEqual(log.splice(0), ['launch a 1007', 'app show', 'c created', 'c attached', 'load {"id":"7"} 1 a', 'show', 'c show', 'c ready', 'ready'])
  running.tell({ kind: 'appHide' })
  running.tell({ kind: 'appShow', launch: { path: 'a', query: {}, scene: 1001, referrerInfo: {} } })
  assert.deepEqual(log.splice(0), ['hide', 'c hide', 'app hide', 'app show', 'show', 'c show'])
  running.tell({ kind: 'hidePage', page: 1 })
  running.tell({ kind: 'closePage', page: 1 })
  assert.deepEqual(log, ['hide', 'c hide', 'unload', 'c detached'])
  assert.deepEqual(running.errors, [])
  assert.equal(view.text, '')
})

test('a route is told of before the pages that it closes and makes, after them, and when its slide is over; the stack is as it is then', async () => {
  const { test: running, log } = program(
    `
    $superette.script('app.js', () => {
      const stack = () => getCurrentPages().map(({ route }) => route).join()
      for (const name of ['BeforeAppRoute', 'AppRoute', 'AppRouteDone', 'BeforePageLoad', 'AfterPageLoad', 'BeforePageUnload', 'AfterPageUnload'])
        wx['on' + name](({ path, openType = '', page }) => log(name, path, openType, '[' + stack() + ']', page && page.data ? page.data.of : ''))
      App({})
    })
    $superette.template('a', { main: [] })
    $superette.component('a', { component: false, using: {} })
    $superette.script('a.js', () => { Page({ data: { of: 'A' }, onUnload() { log('unload a') } }) })
    $superette.template('b', { main: [] })
    $superette.component('b', { component: false, using: {} })
    $superette.script('b.js', () => { Page({ data: { of: 'B' }, onLoad() { log('load b') }, onShow() { log('show b') } }) })`,
    (env) => createOwn(env, [routesExtension]),
  )
  running.start({ pages: Object.fromEntries(['a', 'b'].map((route) => [route, { chunk: 'main', styles: [], window: {} }])) })
  await running.open('a')
  log.length = 0
  const route = (name: string, detail: unknown = null): void => running.tell({ kind: 'happened', page: 2, name, detail })
  route('route', { openType: 'redirectTo', path: 'b', query: {} })
  running.tell({ kind: 'closePage', page: 1 })
  await running.open('b')
  route('routed')
  route('routeDone')
  assert.deepEqual(log, [
    'BeforeAppRoute b redirectTo [a] ',
    'BeforePageUnload a  [a] A',
    'unload a',
    'AfterPageUnload a  [] ',
    'BeforePageLoad b redirectTo [] ',
    'load b',
    'show b',
    'AfterPageLoad b redirectTo [b] B',
    'AppRoute b redirectTo [b] ',
    'AppRouteDone b redirectTo [b] ',
  ])
  assert.deepEqual(running.errors, [])
})

test('scripts of the components that a page names, and of those that they name, run before the page’s own, drawn or not; what a placeholder stands for waits', async () => {
  const { test: running, log } = program(`
    $superette.template('a', { main: [] })
    $superette.component('a', { component: false, using: { c: 'c', later: 'later', again: 'd' }, placeholders: { later: 'view' } })
    $superette.script('a.js', () => { log('a', Date.prototype.inChinese !== undefined); Page({}) })
    $superette.component('c', { component: true, using: { d: 'd', c: 'c' } })
    $superette.script('c.js', () => { log('c'); Component({}) })
    $superette.component('d', { component: true, using: { a: 'a' } })
    $superette.script('d.js', () => { log('d'); Date.prototype.inChinese = () => ''; Component({}) })
    $superette.component('later', { component: true, using: {} })
    $superette.script('later.js', () => { log('later'); Component({}) })`)
  running.start()
  await running.open('a')
  Reflect.deleteProperty(Date.prototype, 'inChinese')
  assert.deepEqual(log, ['d', 'c', 'a true'])
  assert.deepEqual(running.errors, [])
})

test('a component whose script throws is told once, and the page goes on', async () => {
  const { test: running, log } = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'c' }, { k: 'e', n: 'c' }, { k: 't', t: field('n') }] })
    $superette.component('a', { component: false, using: { c: 'c' } })
    $superette.script('a.js', () => { log('a'); Page({ data: { n: 'there' } }) })
    $superette.component('c', { component: true, using: {} })
    $superette.script('c.js', () => { log('c'); throw new Error('broken') })`)
  running.start()
  const view = await running.open('a')
  assert.deepEqual(log, ['c', 'a'])
  assert.deepEqual(
    running.errors.map((each) => each.split('\n')[0]),
    ['Error: broken (c.js)'],
  )
  assert.match(view.text, /there/)
})

test('__wxConfig, by which programs choose their server, says which version runs', async () => {
  const { test: running, log } = program(`
    $superette.script('app.js', () => { log(__wxConfig.envVersion, __wxConfig.accountInfo.appId, __wxConfig.pages); App({}) })
    ${empty}
    $superette.component('a', { component: false, using: {} })
    $superette.script('a.js', () => { Page({}) })`)
  running.start({ pages: { a: { chunk: 'main', styles: [], window: {} } } })
  assert.deepEqual(log, ['release app_test ["a"]'])
  assert.deepEqual(running.errors, [])
})

test('a page is loaded and shown in one turn, and is ready after its first drawing: what a lifecycle leaves to a promise comes between', async () => {
  const { test: running, log } = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'c' }, { k: 't', t: field('n') }] })
    $superette.component('a', { component: false, using: { c: 'c' } })
    $superette.script('a.js', () => { Page({ data: { n: 0 }, async onLoad() { log('load'); await null; log('after load'); this.setData({ n: 1 }) }, onShow() { log('show'); return { then(done) { log('asked'); done() } } }, async onReady() { log('ready'); await null; log('after ready') } }) })
    $superette.component('c', { component: true, using: {} })
    $superette.script('c.js', () => { Component({ lifetimes: { async attached() { log('attached'); await null; log('after attached') }, ready() { log('c ready') } }, pageLifetimes: { show() { log('c show') } } }) })`)
  running.start()
  const view = await running.open('a')
  assert.deepEqual(log, ['attached', 'load', 'show', 'c show', 'after attached', 'after load', 'c ready', 'ready', 'after ready'])
  assert.equal(view.text, '1')
})

test('an animation that is driven by scrolling names the scroll-view to the page, and none that is not there', async () => {
  const { test: running } = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'scroll-view', i: 's' }, { k: 'e', n: 'view', i: 'v' }] })
    $superette.component('a', { component: false, using: {} })
    $superette.script('a.js', () => { Page({
      onReady() { this.animate('#v', [{ opacity: 0 }, { opacity: 1 }], 500, { scrollSource: '#s', timeRange: 500 }) },
      onHide() { this.animate('#v', [], 500, { scrollSource: '#none' }) } }) })`)
  running.start()
  const view = await running.open('a')
  const [scroller] = view.all((node) => node.tag === 'wx-scroll-view')
  const told = () => view.all((node) => node.attributes.get('id') === 'v')[0]?.properties.get('animation') as { readonly timeline: unknown }
  await running.draw(view)
  assert.deepEqual(told().timeline, { scrollSource: '#s', timeRange: 500, scroller: scroller?.id })
  running.tell({ kind: 'hidePage', page: 1 })
  await running.draw(view)
  assert.deepEqual(told().timeline, { scrollSource: '#none', scroller: undefined })
})

test('the page learns what stands in scroll-view’s own slot, and nothing of the slots of components', async () => {
  const { test: running } = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'scroll-view', x: [{ k: 'e', n: 'view', l: 'refresher' }, { k: 'e', n: 'c', l: 'refresher' }, { k: 'e', n: 'view', l: 'other' }] }] })
    $superette.component('a', { component: false, using: { c: 'c' } })
    $superette.script('a.js', () => { Page({}) })
    $superette.template('c', { main: [] })
    $superette.component('c', { component: true, using: {} })
    $superette.script('c.js', () => { Component({}) })`)
  running.start()
  const view = await running.open('a')
  const [scroller] = view.all((node) => node.tag === 'wx-scroll-view')
  assert.deepEqual(
    scroller?.children.map((node) => node.attributes.get('slot')),
    ['refresher', 'refresher', undefined],
  )
})

test('whatever is thrown is reported, also what throws again when it is looked at, and the page goes on', async () => {
  const thrown = [
    `new Proxy({}, { get() { throw new Error('looked at') }, getPrototypeOf() { throw new Error('looked at') } })`,
    `Object.assign(new Error('x'), { name: Symbol('name'), stack: 5 })`,
    `Object.defineProperty(new Error('x'), 'message', { get() { throw 1 } })`,
    `Object.assign(() => {}, { name: 1 })`,
    `Object.defineProperty(() => {}, 'name', { get() { throw 1 } })`,
    `new Error('long'.repeat(1 << 20))`,
    `Object.create(null)`,
    `Symbol('s')`,
    `undefined`,
  ]
  const { test: running, log } = program(`${empty}
    $superette.template('a', { main: [{ k: 'e', n: 'view', i: 'v', e: [['tap', 0, 'tap']] }] })
    $superette.script('a.js', () => { let at = 0; const thrown = [${thrown.map((each) => `() => ${each}`).join(', ')}]; Page({ tap() { log('tap'); throw thrown[at++]() } }) })`)
  running.start()
  const view = await running.open('a')
  for (const _ of thrown)
    view.emit(
      view.find((node) => node.attributes.get('id') === 'v'),
      'tap',
    )
  assert.equal(log.length, thrown.length)
  const reports = running.said.filter((message) => message.kind === 'error')
  assert.equal(reports.length, thrown.length)
  for (const report of reports) assert.deepEqual(parse(parseWorkerToHost, report).ok, true)
})

test('components that hold each other without an end are reported with their page, and other pages open', async () => {
  const { test: running, log } = program(`${empty}
    $superette.script('a.js', () => { Page({ onLoad() { log('a opens') } }) })
    $superette.component('deep', { component: false, using: { c: 'c' } })
    $superette.template('deep', { main: [{ k: 'e', n: 'c' }] })
    $superette.script('deep.js', () => { Page({}) })
    $superette.component('c', { component: true, using: { c: 'c' } })
    $superette.template('c', { main: [{ k: 'e', n: 'c' }] })
    $superette.script('c.js', () => { Component({}) })`)
  running.start()
  await running.open('deep')
  const reported = running.said.flatMap((message) => (message.kind === 'error' ? [[message.message, message.page]] : []))
  assert.deepEqual(reported, [['RangeError: Maximum call stack size exceeded (uncaught)', 'deep']])
  await running.open('a')
  assert.deepEqual(log, ['a opens'])
})

test('a page written for Skyline goes on where it moves things by worklets', async () => {
  const { test: running, log } = program(`${empty}
    $superette.script('a.js', () => { Page({ onLoad() { this.applyAnimatedStyle('.sheet', () => ({ opacity: 0 })); this.clearAnimatedStyle('.sheet', []); log('goes on') } }) })`)
  running.start()
  await running.open('a')
  assert.deepEqual(log, ['goes on'])
  assert.deepEqual(running.errors, [])
})

test('onReady and the callback of setData wait for the frame', async () => {
  const { test: running, log } = program(`
    $superette.template('a', { main: [{ k: 't', t: field('n') }] })
    $superette.script('a.js', () => { Page({ data: { n: 1 }, onReady() { log('ready'); this.setData({ n: 2 }, () => log('set', this.data.n)) } }) })`)
  running.start()
  const opened = running.open('a')
  await settled()
  const view = running.views.get(1)
  assert.ok(view)
  await opened
  assert.deepEqual(log, ['ready', 'set 2'])
  assert.equal(view.text, '2')
})

test('a tap reaches the page, and one changed row is one operation', async () => {
  const { test: running, log } = program(`
    $superette.template('a', { main: [{ k: 'f', t: field('list'), y: 'id', s: 0, r: [], x: [{ k: 'e', n: 'view', i: { f: (d, s) => 'r' + s[0].id, p: [[0, 'id']] }, d: { at: { f: (d, s) => s[1], p: [[1]] } }, e: [['tap', 0, 'pick']], x: [{ k: 't', t: { f: (d, s) => s[0].name, p: [[0, 'name']] } }] }] }] })
    $superette.script('a.js', () => { Page({ data: { list: [{ id: 1, name: 'a' }, { id: 2, name: 'b' }] }, pick(e) { const at = e.currentTarget.dataset.at; log('pick', at); this.setData({ ['list[' + at + '].name']: 'B' }) } }) })`)
  running.start()
  const view = await running.open('a')
  view.forget()
  assert.ok(
    view.emit(
      view.find((node) => node.attributes.get('id') === 'r2'),
      'tap',
      { x: 1, y: 2 },
    ),
  )
  await running.draw(view)
  assert.deepEqual(log, ['pick 1'])
  assert.deepEqual(view.operations, [op.setText])
  assert.equal(view.text, 'aB')
})

test('a component hears of what its handler throws before the app does; what goes wrong in that the app does not hear', async () => {
  const { test: running, log } = program(`
    $superette.script('app.js', () => { App({ onError(text) { log('onError', text.split('\\n')[0]) } }) })
    $superette.template('a', { main: [{ k: 'e', n: 'c', e: [['up', 0, 'up']] }] })
    $superette.component('a', { component: false, using: { c: 'c' } })
    $superette.script('a.js', () => { Page({ error() { log('never') }, up() { throw new Error('of the page') } }) })
    $superette.component('c', { component: true, using: {} })
    $superette.template('c', { main: [{ k: 'e', n: 'view', i: 'v', e: [['tap', 0, 'tap']] }] })
    $superette.script('c.js', () => { Component({ lifetimes: { error(e) { log('error', e.message); throw new Error('of error') } }, methods: { tap() { this.triggerEvent('up'); throw new Error('of the handler') } } }) })`)
  running.start()
  const view = await running.open('a')
  view.emit(
    view.find((node) => node.attributes.get('id') === 'v'),
    'tap',
    {},
  )
  assert.deepEqual(log, ['onError Error: of the page', 'error of the handler', 'onError Error: of the handler'])
  assert.equal(running.errors.length, 3)
})

test('a handler that throws is reported with its page and breaks nothing else', async () => {
  const { test: running, log } = program(`
    $superette.script('app.js', () => { App({ onError(text) { log('onError', text.split('\\n')[0]) } }) })
    $superette.template('a', { main: [{ k: 'e', n: 'view', i: 'o', e: [['tap', 0, 'outer']], x: [{ k: 'e', n: 'view', i: 'i', e: [['tap', 0, 'inner']] }] }, { k: 't', t: { f: () => { throw new Error('in the template') }, p: [] } }] })
    $superette.script('a.js', () => { Page({ inner() { throw new Error('in the handler') }, outer() { log('outer') } }) })`)
  running.start()
  const view = await running.open('a')
  view.emit(
    view.find((node) => node.attributes.get('id') === 'i'),
    'tap',
  )
  assert.deepEqual(log, ['onError Error: in the template', 'onError Error: in the handler', 'outer'])
  const reported = running.said.flatMap((message) =>
    message.kind === 'error' ? [[message.message, message.page, message.stack.includes('in the handler')]] : [],
  )
  assert.deepEqual(reported, [
    ['Error: in the template (a template)', 'a', false],
    ['Error: in the handler (a inner)', 'a', true],
  ])
})

test('a handler that is missing is named as WeChat names it', async () => {
  const { test: running } = program(
    `$superette.template('a', { main: [{ k: 'e', n: 'view', i: 'o', e: [['tap', 0, 'gone']] }] }); $superette.script('a.js', () => { Page({}) })`,
  )
  running.start()
  const view = await running.open('a')
  view.emit(
    view.find((node) => node.attributes.get('id') === 'o'),
    'tap',
  )
  assert.deepEqual(running.warnings, ['Component "a" does not have a method "gone" to handle event "tap".'])
})

test('what a page shares has WeChat’s defaults', async () => {
  const { test: running } = program(`${empty}
    $superette.template('b', { main: [{ k: 'e', n: 'button', i: 'go', d: { tea: 'oolong' } }] })
    $superette.script('a.js', () => { Page({}) })
    $superette.script('b.js', () => { Page({ onShareAppMessage(o) { return { title: o.from + (o.target ? o.target.dataset.tea : ''), imageUrl: '/t.png', price: 1600, cardType: o.target ? 'groupOrder' : 'a car', promise: o.from === 'menu' ? { then(done) { done({ path: '/pages/x?y=1' }) } } : undefined } } }) })`)
  running.start({ name: 'Teahouse' })
  await running.open('a', { id: 'ü 1' })
  const view = await running.open('b')
  const button = view.find((node) => node.tag === 'wx-button').id
  running.tell({ kind: 'share', id: 1, page: 1, from: 'menu' })
  running.tell({ kind: 'share', id: 2, page: 2, from: 'menu' })
  running.tell({ kind: 'share', id: 3, page: 2, from: 'button', targetNode: button })
  await settled()
  const shared = running.said.flatMap((message) => (message.kind === 'shared' ? [[message.id, message.share]] : []))
  assert.deepEqual(
    new Map(shared as [number, unknown][]),
    new Map<number, unknown>([
      [1, { title: 'Teahouse', path: 'a?id=%C3%BC%201', imageUrl: '', price: 0, cardType: 'product' }],
      [2, { title: 'menu', path: 'pages/x?y=1', imageUrl: '/t.png', price: 1600, cardType: 'product' }],
      [3, { title: 'buttonoolong', path: 'b', imageUrl: '/t.png', price: 1600, cardType: 'groupOrder' }],
    ]),
  )
})

test('the host’s moments reach the page that they are for', async () => {
  const { test: running, log } =
    program(`${empty} $superette.script('app.js', () => { App({ onThemeChange(e) { log('theme', e.theme) }, onPageNotFound(e) { log('lost', e.path) } }) })
    $superette.script('a.js', () => { Page({ onPullDownRefresh() { log('pulled') }, onTabItemTap(e) { log('tab', e.index) }, onResize(e) { log('resize', e.size.windowWidth) }, onPageScroll(e) { log('scroll', e.scrollTop) } }) })
    $superette.script('b.js', () => { Page({ onReachBottom() { log('bottom') } }) })`)
  running.start()
  const first = await running.open('a')
  const second = await running.open('b')
  const happened = (name: string, detail: unknown, page: number): void => running.tell({ kind: 'happened', page, name, detail })
  happened('pullDownRefresh', {}, 1)
  happened('tabItemTap', { index: 2 }, 1)
  happened('resize', { size: { windowWidth: 300 } }, 1)
  happened('themeChange', { theme: 'dark' }, 0)
  happened('pageNotFound', { path: 'x' }, 0)
  assert.ok(first.emit(first.root, '$pageScroll', { scrollTop: 5 }))
  assert.ok(second.emit(second.root, '$reachBottom'))
  assert.equal(second.emit(second.root, '$pageScroll', { scrollTop: 5 }), false, 'a page without onPageScroll does not listen')
  assert.deepEqual(log, ['pulled', 'tab 2', 'resize 300', 'theme dark', 'lost x', 'scroll 5', 'bottom'])
  running.tell({ kind: 'ping', n: 4 })
  const pong = running.said.at(-1)
  assert.ok(pong?.kind === 'pong')
  assert.equal(pong.n, 4)
})

test('a step back that a program takes reaches the frame after what it has set, however far the frame is behind', async () => {
  const { test: running } = program(`
    $superette.template('a', { main: [{ k: 't', t: field('n') }] })
    $superette.component('a', { component: false, using: {} })
    $superette.script('a.js', () => { Page({ data: { n: 0 }, onResize() { this.setData({ n: this.data.n + 1 }) } }) })`)
  running.start()
  const view = await running.open('a')
  let texts = 0
  for (const n of [1, 2, 3, 4]) {
    running.tell({ kind: 'happened', page: 1, name: 'resize', detail: { size: {} } })
    await settled()
    if (view.text === String(n)) texts = n
  }
  assert.ok(texts < 4, 'the frame is behind')
  running.tell({ kind: 'happened', page: 1, name: 'stepBack', detail: null })
  assert.deepEqual([view.text, view.messages.at(-1)], ['4', { kind: 'back' }])
})

test('programs may replace Page for all their files', async () => {
  const { test: running, log } = program(`${empty}
    $superette.script('app.js', () => { const old = Page; Page = (options) => old({ ...options, mixed() { log('mixed') } }); App({ globalData: 5 }) })
    $superette.script('a.js', () => { const app = getApp(); Page({ list: [1], onLoad() { this.mixed(); log(app.globalData, this.list, getCurrentPages().length, getCurrentPages()[0] === this) } }) })`)
  running.start()
  await running.open('a')
  assert.deepEqual(log, ['mixed', '5 [1] 1 true'])
})

test('the answer of a call and its failure come back, and a channel joins two pages', async () => {
  let env: Env | undefined
  const { test: running, log } = program(
    `${empty} $superette.script('a.js', () => { Page({ onLoad() { this.getOpenerEventChannel().emit('hello', 'from b') } }) })`,
    (given) => {
      env = given
      return {}
    },
  )
  running.start()
  assert.ok(env)
  const { EventChannel } = await import('../core/channel.js')
  const channel = new EventChannel()
  channel.on('hello', (text) => log.push(String(text)))
  const call = env.call('navigateTo', { url: 'a' }, channel)
  const failing = env.call('other', {})
  running.tell({ kind: 'openPage', page: 9, route: 'a', query: {}, openerCall: 1 })
  running.tell({ kind: 'result', id: 1, ok: true, value: { fine: true }, message: '' })
  running.tell({ kind: 'result', id: 2, ok: false, value: null, message: 'not allowed' })
  assert.deepEqual(await call, { fine: true })
  await assert.rejects(failing, /not allowed/)
  assert.deepEqual(log, ['from b'])
})

test('classes of a component are scoped, external ones are the owner’s', async () => {
  const { test: running } = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'c', c: 'box', a: { myClass: { f: (d) => 'red ' + d.more, p: [['more']] } } }] })
    $superette.component('a', { component: false, using: { c: 'c' } }); $superette.script('a.js', () => { Page({ data: { more: 'big' } }) })
    $superette.template('c', { main: [{ k: 'e', n: 'view', c: 'my-class own', a: { hoverClass: 'pressed' } }] })
    $superette.component('c', { component: true, using: {}, scope: 's', host: 's--host' }); $superette.script('c.js', () => { Component({ externalClasses: ['my-class'] }) })
    $superette.template('d', { main: [{ k: 'e', n: 'view', c: 'x' }] }); $superette.component('d', { component: true, using: {}, scope: 't', styleIsolation: 'apply-shared' }); $superette.script('d.js', () => { Component({}) })
    $superette.template('b', { main: [{ k: 'e', n: 'd' }] }); $superette.component('b', { component: false, using: { d: 'd' } }); $superette.script('b.js', () => { Page({}) })`)
  running.start()
  const view = await running.open('a')
  assert.equal(view.html(), '<c-c class="s--host box"><wx-view class="red big s--own" .hoverClass="&#34;s--pressed&#34;"></wx-view></c-c>')
  const page = (running.globals['getCurrentPages'] as () => { setData(fields: object): void }[])()[0]
  page?.setData({ more: 'round' })
  await running.draw(view)
  assert.equal(view.find((node) => node.tag === 'wx-view').className, 'red round s--own')
  const shared = await running.open('b')
  assert.equal(shared.find((node) => node.tag === 'wx-view').className, 't--x x')
})

test('an input with model:value writes the owner’s data', async () => {
  const { test: running, log } = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'input', a: { value: field('v') }, o: { value: ['v'] } }, { k: 't', t: field('v') }] })
    $superette.script('a.js', () => { Page({ data: { v: 'a' }, observers: { v(v) { log('v', v) } } }) })`)
  running.start()
  const view = await running.open('a')
  assert.ok(
    view.emit(
      view.find((node) => node.tag === 'wx-input'),
      '$model',
      { name: 'value', value: 'typed' },
    ),
  )
  await running.draw(view)
  assert.equal(view.text, 'typed')
  assert.deepEqual(log, ['v typed'])
})

test('a query asks the frame for the nodes that match and adds what the Worker knows', async () => {
  const { test: running, log } = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'view', i: 'x', c: 'k', d: { n: '1' } }, { k: 'e', n: 'view', c: 'k' }] })
    $superette.script('a.js', () => { Page({ ask() { const q = this.createSelectorQuery(); q.select('#x').boundingClientRect((r) => log('one', r)); q.selectAll('.k').fields({ size: true, dataset: true }); q.select('.none').boundingClientRect(); q.selectViewport().scrollOffset(); q.exec((all) => log('all', all)) } }) })`)
  running.start()
  const view = await running.open('a')
  const page = (running.globals['getCurrentPages'] as () => { ask(): void }[])()[0]
  page?.ask()
  await settled()
  const asked = view.messages[0]
  assert.ok(asked?.kind === 'query')
  const [first, second] = view.all((node) => node.tag === 'wx-view')
  assert.deepEqual(
    asked.asks.map((ask) => ask.nodes),
    [[first?.id], [first?.id, second?.id], [], [0]],
  )
  view.answerQuery(asked.id, [[{ width: 5 }], [{ width: 5 }, { width: 6 }], [], [{ scrollTop: 3 }]])
  assert.deepEqual(log, [
    'one {"width":5,"id":"x","dataset":{"n":"1"}}',
    'all [{"width":5,"id":"x","dataset":{"n":"1"}},[{"width":5,"dataset":{"n":"1"}},{"width":6,"dataset":{}}],null,{"id":"","dataset":{},"scrollTop":3}]',
  ])
})

test('the node of a scroll-view scrolls it, and what is set of it reaches the element', async () => {
  const { test: running, log } = program(
    `
    $superette.template('a', { main: [{ k: 'e', n: 'scroll-view', i: 'list' }] })
    $superette.script('a.js', () => { Page({
      ask() { this.createSelectorQuery().select('#list').node().exec(([{ node }]) => {
        log(node.scrollEnabled, node.pagingEnabled)
        node.scrollTo({ top: 40 })
        node.scrollIntoView('#tea', { alignment: 'end' })
        node.scrollEnabled = false
        log(node.scrollEnabled)
      }) } }) })`,
    (env) => ({ env }),
  )
  running.start()
  const view = await running.open('a')
  ;(running.globals['getCurrentPages'] as () => { ask(): void }[])()[0]?.ask()
  await settled()
  const asked = view.messages[0]
  assert.ok(asked?.kind === 'query')
  view.answerQuery(asked.id, [[{}]])
  await settled()
  await running.draw(view)
  const list = view.find((node) => node.tag === 'wx-scroll-view')
  assert.deepEqual(
    view.calls.map(({ node, method }) => [node, method]),
    [
      [list, 'scrollTo'],
      [list, 'scrollIntoView'],
    ],
  )
  assert.equal(list.properties.get('scrollEnabled'), false)
  assert.deepEqual(log, ['true false', 'false'])
})

test('what of an animation is to be cleared reaches the page: what is named, else all', async () => {
  const { test: running } = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'view', i: 'box' }] })
    $superette.script('a.js', () => { Page({
      named() { this.clearAnimation('#box', { opacity: true, rotate: true }) },
      all() { this.clearAnimation('#box', () => {}) },
      null() { this.clearAnimation('#box', null) },
    }) })`)
  running.start()
  const view = await running.open('a')
  const page = (running.globals['getCurrentPages'] as () => Record<string, () => void>[])()[0]
  const asked = async (method: string): Promise<unknown> => {
    page?.[method]?.()
    await settled()
    return view.find((node) => node.tag === 'wx-view').properties.get('animation')
  }
  assert.deepEqual(await asked('named'), { clear: { opacity: true, rotate: true } })
  assert.deepEqual(await asked('all'), { clear: true })
  assert.deepEqual(await asked('null'), { clear: true })
})

test('a form says which of its buttons was tapped', async () => {
  const { test: running, log } = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'form', e: [['submit', 0, 'say'], ['reset', 0, 'say']], x: [{ k: 'e', n: 'button', i: 'pay', d: { to: '3' } }] }] })
    $superette.script('a.js', () => { Page({ say(e) { log(e.type, e.detail) } }) })`)
  running.start()
  const view = await running.open('a')
  const [form, button] = [view.find((node) => node.tag === 'wx-form'), view.find((node) => node.tag === 'wx-button')]
  view.send(form, 'submit', { value: { tea: 1 }, formId: '', target: [button.id, 5, 6] })
  view.send(form, 'reset', { target: [button.id, 5, 6] })
  const target = '{"id":"pay","dataset":{"to":"3"},"offsetLeft":5,"offsetTop":6}'
  assert.deepEqual(log, [`submit {"value":{"tea":1},"formId":"","target":${target}}`, `reset {"target":${target}}`])
})

test('a form sees into the components that let it in, however deep, and no others', async () => {
  const component = (name: string, behaviors: string, inside: string): string => `
    $superette.template('${name}', { main: [{ k: 'e', n: 'input' }, { k: 'e', n: 'button' }, { k: 'e', n: 'form' }, ${inside}] })
    $superette.component('${name}', { component: true, using: { inner: 'inner' }, scope: '${name}', host: '' })
    $superette.script('${name}.js', () => { Component({ behaviors: [${behaviors}] }) })`
  const { test: running, log } = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'form', e: [['submit', 0, 'say']], x: [{ k: 'e', n: 'open' }, { k: 'e', n: 'shut' }, { k: 'e', n: 'input' }] }] })
    $superette.component('a', { using: { open: 'open', shut: 'shut' } })
    $superette.template('inner', { main: [] })
    $superette.component('inner', { component: true, using: {}, scope: 'i', host: '' })
    $superette.script('inner.js', () => { Component({ behaviors: ['wx://form-field'], lifetimes: { attached() { const by = this.selectOwnerComponent().is; this.setData({ name: by, value: 1 }) } } }) })
    ${component('open', "'wx://form-field-group', 'wx://form-field-button'", "{ k: 'e', n: 'inner' }")}
    ${component('shut', '', "{ k: 'e', n: 'inner' }")}
    $superette.script('a.js', () => { Page({ say(e) { log(e.detail.value) } }) })`)
  running.start()
  const view = await running.open('a')
  const all = (tag: string): unknown[] => view.all((node) => node.tag === tag).map((node) => node.properties.get('trees'))
  const [[open], [shut]] = [all('wx-input')[0], all('wx-input')[1]] as [number[], number[]]
  assert.deepEqual(all('wx-input'), [[open, 0], [shut], undefined])
  assert.deepEqual(all('wx-button'), [[open, 0], [shut]])
  assert.equal(new Set([open, shut, 0]).size, 3)
  view.send(
    view.find((node) => node.tag === 'wx-form'),
    'submit',
    { value: { tea: 1 }, formId: '' },
  )
  assert.deepEqual(log, ['{"tea":1,"open":1}'])
})

test('a navigator goes by the program’s wx', async () => {
  const went: unknown[] = []
  const { test: running } = program(`$superette.template('a', { main: [{ k: 'e', n: 'navigator' }] }); $superette.script('a.js', () => { Page({}) })`, () => ({
    redirectTo: (options: { url: unknown }) => went.push(['redirectTo', options.url]),
    navigateBack: (options: { delta: unknown }) => went.push(['navigateBack', options.delta]),
  }))
  running.start()
  const view = await running.open('a')
  const node = view.find((each) => each.tag === 'wx-navigator')
  view.send(node, '$navigate', { url: '/b?x=1', openType: 'redirect' })
  view.send(node, '$navigate', { openType: 'navigateBack', delta: 2 })
  assert.deepEqual(went, [
    ['redirectTo', '/b?x=1'],
    ['navigateBack', 2],
  ])
})

test('a page that is closed says nothing more', async () => {
  const { test: running } = program(
    `$superette.template('a', { main: [{ k: 't', t: field('n') }] }); $superette.script('a.js', () => { Page({ data: { n: 1 } }) })`,
  )
  running.start()
  const view = await running.open('a')
  const page = (running.globals['getCurrentPages'] as () => { setData(fields: object): void; data: { n: number } }[])()[0]
  running.tell({ kind: 'closePage', page: 1 })
  view.forget()
  page?.setData({ n: 2 })
  await settled()
  assert.deepEqual(view.operations, [])
  assert.equal(page?.data.n, 2)
  assert.deepEqual(running.errors, [])
})

test('a query for a canvas’s node waits for its surface, which is asked for once', async () => {
  const { test: running, log } = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'canvas', i: 'c', a: { type: '2d' } }] })
    $superette.script('a.js', () => { Page({ ask() { this.createSelectorQuery().select('#c').fields({ node: true, size: true }).exec((all) => log(all[0].width, all[0].node.kind, typeof all[0].node.requestAnimationFrame)) } }) })`)
  running.start()
  const view = await running.open('a')
  const page = (running.globals['getCurrentPages'] as () => { ask(): void }[])()[0]
  for (let round = 0; round < 2; round++) {
    page?.ask()
    await settled()
    const asked = view.messages[round]
    assert.ok(asked?.kind === 'query')
    view.answerQuery(asked.id, [[{ width: 30 }]])
    await running.draw(view)
    if (round === 0) {
      assert.deepEqual(
        view.calls.map((call) => [call.node.tag, call.method]),
        [['wx-canvas', 'offscreen']],
      )
      assert.deepEqual(log, [])
      view.answerCall(view.calls[0]?.id ?? 0, { kind: 'surface' })
      await settled()
    }
  }
  assert.deepEqual(log, ['30 surface function', '30 surface function'])
  assert.equal(view.calls.length, 1)
})

test('a canvas is found by its canvas-id, static or bound, in its own component; else by its id', async () => {
  let find: Env['findCanvas'] = () => undefined
  const { test: running } = program(
    `
    $superette.template('a', { main: [{ k: 'e', n: 'c', i: 'inner' }, { k: 'e', n: 'canvas', i: 'two', a: { canvasId: 'one' } }, { k: 'e', n: 'canvas', i: 'one', a: { canvasId: field('name') } }] })
    $superette.component('a', { component: false, using: { c: 'c' } })
    $superette.script('a.js', () => { Page({ data: { name: 'bound' } }) })
    $superette.template('c', { main: [{ k: 'e', n: 'canvas', a: { canvasId: 'one' } }] })
    $superette.component('c', { component: true, using: {} })
    $superette.script('c.js', () => { Component({}) })`,
    (env) => {
      find = env.findCanvas
      return {}
    },
  )
  running.start()
  const view = await running.open('a')
  const page = (running.globals['getCurrentPages'] as () => { selectComponent(selector: string): unknown }[])()[0]
  const ids = [find(page?.selectComponent('#inner'), 'one'), find(page, 'one'), find(page, 'bound')].map((each) => each?.node)
  assert.equal(new Set(ids).size, 3)
  assert.equal(view.find((node) => node.attributes.get('id') === 'two').id, ids[1])
  assert.equal(view.find((node) => node.attributes.get('id') === 'one').id, ids[2])
  assert.equal(find(page, 'two')?.node, ids[1])
  assert.equal(find(page, 'none'), undefined)
  assert.deepEqual(running.errors, [])
})

test('what a handler of input gives back stands in the field; other handlers’ answers do not', async () => {
  for (const [answer, want] of [
    [`'TEA'`, { value: 'TEA' }],
    [`({ value: 'tea', cursor: 1 })`, { value: 'tea', cursor: 1 }],
    ['undefined', undefined],
    ['3', undefined],
  ] as const) {
    const { test: running } = program(`
      $superette.template('a', { main: [{ k: 'e', n: 'input', e: [['input', 0, 'typed'], ['blur', 0, 'typed']] }] })
      $superette.script('a.js', () => { Page({ typed() { return ${answer} } }) })`)
    running.start()
    const view = await running.open('a')
    const field = [...view.nodes.values()].find((each) => each.tag === 'wx-input')
    assert.ok(field)
    view.send(field, 'blur', { value: 'x' })
    await running.draw(view)
    assert.equal(field.properties.has('$replace'), false)
    view.send(field, 'input', { value: 'x', cursor: 1, keyCode: 120 })
    await running.draw(view)
    assert.deepEqual(field.properties.get('$replace'), want)
  }
})

test('a field is told its value whenever that is set, be it the same as before: what was typed is in no data', async () => {
  const { test: running } = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'input', a: { value: field('v') } }, { k: 'e', n: 'view', a: { title: field('v') }, e: [['tap', 0, 'sent'], ['longpress', 0, 'other']] }] })
    $superette.script('a.js', () => { Page({ data: { v: '', n: 0 }, sent() { this.setData({ v: '' }) }, other() { this.setData({ n: 1 }) } }) })`)
  running.start()
  const view = await running.open('a')
  const [input, button] = ['wx-input', 'wx-view'].map((tag) => view.find((node) => node.tag === tag))
  assert.ok(input && button)
  for (const node of [input, button]) node.properties.clear()
  view.send(button, 'longpress', {})
  await running.draw(view)
  assert.deepEqual([...input.properties], [], 'what was set is no value of the field')
  view.send(button, 'tap', {})
  await running.draw(view)
  assert.deepEqual([...input.properties], [['value', '']])
  assert.deepEqual([...button.properties], [], 'nothing else is told again')
})

test('an event says where its target and the listener stand', async () => {
  const { test: running, log } = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'view', i: 'out', e: [['tap', 0, 'tapped']], x: [{ k: 'e', n: 'text', i: 'in' }] }] })
    $superette.script('a.js', () => { Page({ tapped(e) { log([e.target, e.currentTarget].map((each) => [each.id, each.offsetLeft, each.offsetTop])) } }) })`)
  running.start()
  const view = await running.open('a')
  const [outer, inner] = ['wx-view', 'wx-text'].map((tag) => [...view.nodes.values()].find((each) => each.tag === tag))
  assert.ok(outer && inner)
  view.send(inner, 'tap', {}, [
    [inner.id, 3, 4],
    [outer.id, 10, 20],
  ])
  assert.deepEqual(log, ['[["in",3,4],["out",10,20]]'])
})

test('animation is what moves a built-in, and of a movable-view whether it moves bit by bit', async () => {
  const { test: running } = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'movable-view', a: { animation: field('bit') } }, { k: 'e', n: 'view', a: { animation: field('moves') } }] });
    $superette.script('a.js', () => { Page({ data: { bit: false, moves: { actions: [] } } }) })`)
  running.start()
  const view = await running.open('a')
  const given = (tag: string): unknown => [...view.nodes.values()].find((each) => each.tag === tag)?.properties.get('animation')
  assert.deepEqual([given('wx-movable-view'), given('wx-view'), running.errors], [false, { actions: [] }, []])
})
