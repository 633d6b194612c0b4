import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOwn } from '../api/own.js'
import { settled, TestProgram } from '../core/testing/program.js'
import type { FakeNode, FakeView } from '../core/testing/dom.js'
import { alipay } from './front.js'

/** A program of hand-written chunks; `log` collects what its code says. */
function program(text: string): { test: TestProgram; log: string[] } {
  const running = new TestProgram((env) => createOwn(env), alipay)
  const log: string[] = []
  running.globals['log'] = (...parts: unknown[]) => log.push(parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '))
  running.run(`var field = (...path) => ({ f: (d) => path.reduce((at, key) => at?.[key], d), p: [path] });${text}`)
  return { test: running, log }
}

function clean({ test: running }: { readonly test: TestProgram }): void {
  assert.deepEqual([running.errors, running.warnings], [[], []])
}

const tapAt = (view: FakeView, which: string | ((node: FakeNode) => boolean)): void => {
  const node = view.find(typeof which === 'string' ? (each) => each.tag === which : which)
  const at = { identifier: 0, clientX: 10, clientY: 20, pageX: 10, pageY: 120 }
  view.answer({ kind: 'event', node: node.id, type: 'tap', detail: { x: 10, y: 120 }, timeStamp: 5, touches: [at], changedTouches: [at] })
}

const own = `$superette.template('a', { main: [{ k: 'e', n: 'c', a: { value: field('n') } }] })
  $superette.component('a', { component: false, using: { c: 'c' } });`

test('app, page and components come to life in Alipay’s order', async () => {
  const got = program(`${own}
    $superette.script('app.js', () => { App({ onLaunch(o) { log('launch', o.path) }, onShow() { log('app show') } }) })
    $superette.script('a.js', () => { Page({ data: () => ({ n: 1 }), onLoad(q) { log('load', q, this.data.n, this.route); this.setData({ n: 2 }) }, onShow() { log('show') }, onReady() { log('ready') }, onHide() { log('hide') }, onUnload() { log('unload') } }) })
    $superette.template('c', { main: [{ k: 't', t: field('value') }] })
    $superette.script('c.js', () => { Component({ props: { value: 0, other: 'x' }, data: { d: 1 }, onInit() { log('init', this.props) }, deriveDataFromProps(next) { log('derive', next) }, didMount() { log('mount') }, didUpdate(p, d) { log('update', p.value, d, this.props.value, this.data.d) }, didUnmount() { log('unmount') } }) })`)
  const { test: running, log } = got
  running.start({}, { path: 'a' })
  const view = await running.open('a', { id: '7' })
  assert.deepEqual(log.splice(0), [
    'launch a',
    'app show',
    'load {"id":"7"} 1 a',
    'init {"value":2,"other":"x"}',
    'derive {"value":2,"other":"x"}',
    'show',
    'mount',
    'ready',
  ])
  const page = (running.globals['getCurrentPages'] as () => { setData(fields: object, done?: () => void): void }[])()[0]
  page?.setData({ n: 3 }, () => log.push('drawn'))
  await running.draw(view)
  assert.deepEqual(log.splice(0), ['derive {"value":3,"other":"x"}', 'update 2 {"d":1} 3 1', 'drawn'])
  assert.equal(view.text, '3')
  running.tell({ kind: 'hidePage', page: 1 })
  running.close(view)
  assert.deepEqual(log.splice(0), ['hide', 'unload', 'unmount'])
  clean(got)
})

test('a function that is a prop calls the owner at once and gives what it returns', async () => {
  const got = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'c', d: { id: '5' }, e: [['change', 0, 'changed'], ['tap', 1, 'taken']] }] })
    $superette.component('a', { component: false, using: { c: 'c' } })
    $superette.script('a.js', () => { Page({ data: { n: 0 }, changed(...args) { log('changed', args); return args[0] * 2 }, taken() { return 'taken' } }) })
    $superette.template('c', { main: [{ k: 'e', n: 'view', e: [['tap', 0, 'tapped']] }] })
    $superette.script('c.js', () => { Component({ props: { onChange() {}, onOther: () => 'own' }, methods: { tapped(e) { log(this.props.onChange(21, 'x'), this.props.catchTap(), this.props.onOther(), this.props['data-id']) } } }) })`)
  const { test: running, log } = got
  running.start()
  const view = await running.open('a')
  tapAt(view, 'wx-view')
  assert.deepEqual(log, ['changed [21,"x"]', '42 taken own 5'])
  clean(got)
})

test('an event has Alipay’s form', async () => {
  const got = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'view', i: 'box', d: { itemId: '3' }, e: [['tap', 0, 'tapped'], ['touchstart', 0, 'tapped']], x: [{ k: 'e', n: 'text', d: { inner: '1' } }] }] })
    $superette.script('a.js', () => { Page({ tapped(e) { log(e) } }) })`)
  const { test: running, log } = got
  running.start()
  const view = await running.open('a')
  tapAt(view, 'wx-text')
  const event = JSON.parse(log.splice(0)[0] ?? '') as Record<string, unknown>
  const at = { identifier: 0, clientX: 10, clientY: 20, pageX: 10, pageY: 120 }
  assert.deepEqual(event, {
    type: 'tap',
    timeStamp: event['timeStamp'],
    target: { id: '', offsetLeft: 0, offsetTop: 0, dataset: { inner: '1' }, targetDataset: { inner: '1' } },
    currentTarget: { id: 'box', offsetLeft: 0, offsetTop: 0, dataset: { itemId: '3' } },
    detail: { x: 10, y: 120, clientX: 10, clientY: 20, pageX: 10, pageY: 120 },
    touches: [at],
    changedTouches: [at],
  })
  await settled()
  clean(got)
})

test('content with slot-scope is made for each slot, sees what it gives, and its owner’s own data', async () => {
  const got = program(`
    const scope = (name) => ({ f: (d, s) => s[0]?.[name], p: [[0, name]] })
    $superette.template('a', { main: [{ k: 'e', n: 'c', a: { list: field('list') }, x: [{ k: 'p', s: 0, r: ['mark'], x: [{ k: 'e', n: 'view', l: 'row', e: [['tap', 0, 'tapped']], x: [{ k: 't', t: scope('item') }, { k: 't', t: field('mark') }] }] }] }] })
    $superette.component('a', { component: false, using: { c: 'c' } })
    $superette.script('a.js', () => { Page({ data: { list: ['x', 'y'], mark: '!' }, tapped() { log('tapped') } }) })
    $superette.template('c', { main: [{ k: 'f', s: 0, r: [], t: field('list'), y: '*this', x: [{ k: 'e', n: 'view', x: [{ k: 's', n: 'row', v: { item: { f: (d, s) => s[0], p: [[0]] }, fixed: '1' }, x: ['none'] }] }] }] })
    $superette.script('c.js', () => { Component({ props: { list: [] } }) })`)
  const { test: running, log } = got
  running.start()
  const view = await running.open('a')
  const shows = async (wanted: string, fields?: object): Promise<void> => {
    const page = (running.globals['getCurrentPages'] as () => { setData(fields: object): void }[])()[0]
    if (fields !== undefined) page?.setData(fields)
    await running.draw(view)
    assert.equal(
      view
        .html()
        .replace(/ \w+="[^"]*"/g, '')
        .replaceAll('wx-view', 'v'),
      wanted,
    )
  }
  const row = (text: string): string => `<v><v>${text}!</v></v>`
  await shows(row('x') + row('y'))
  await shows((row('x') + row('y')).replaceAll('!', '?'), { mark: '?' })
  await shows((row('x') + row('z') + row('y')).replaceAll('!', '?'), { list: ['x', 'z', 'y'] })
  await shows(row('y').replaceAll('!', '?'), { list: ['y'] })
  await shows('', { list: [] })
  await shows(row('n').replaceAll('!', '?'), { list: ['n'] })
  tapAt(view, (node) => node.parent?.tag === 'wx-view')
  assert.deepEqual(log, ['tapped'])
  clean(got)
})

test('what is set to what it was is no update, and didUpdate comes once for all changes of a turn, inner components first', async () => {
  const got = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'outer', a: { value: field('n'), other: { f: (d) => d.n > 0, p: [['n']] } } }] })
    $superette.component('a', { component: false, using: { outer: 'outer', inner: 'inner' } })
    $superette.script('a.js', () => { Page({ data: { n: 1 } }) })
    $superette.template('outer', { main: [{ k: 'e', n: 'inner', a: { value: field('value') } }] })
    $superette.component('outer', { component: true, using: { inner: 'inner' } })
    $superette.script('outer.js', () => { Component({ data: { unit: '', deep: { x: [1] } }, didUpdate(p, d) { log('outer', p.value, d.deep.x, this.data.deep.x); this.setData({ unit: '' }) } }) })
    $superette.template('inner', { main: [] })
    $superette.script('inner.js', () => { Component({ data: { seen: 0 }, deriveDataFromProps(next) { if (next.value !== this.props.value) this.setData({ seen: this.data.seen + 1 }) }, didUpdate(p) { log('inner', p.value, this.props.value, this.data.seen) } }) })`)
  const { test: running, log } = got
  running.start()
  const view = await running.open('a')
  const page = (
    running.globals['getCurrentPages'] as () => { setData(fields: object): void; $selectComponent(selector: string): { setData(fields: object): void } }[]
  )()[0]
  page?.setData({ n: 2 })
  page?.setData({ n: 3 })
  page?.$selectComponent('outer').setData({ 'deep.x[0]': 2 })
  assert.deepEqual(log, [], 'nothing is told before the turn is over')
  await running.draw(view)
  assert.deepEqual(log.splice(0), ['inner 1 3 2', 'outer 1 [1] [2]'])
  page?.setData({ n: 3 })
  await running.draw(view)
  assert.deepEqual(log, [])
  clean(got)
})

test('mixins give data, props, methods and lifecycles, the nearer ones counting, each once', async () => {
  const got = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'c', a: { ref: 'save' } }, { k: 'e', n: 'c' }] })
    $superette.component('a', { component: false, using: { c: 'c' } })
    $superette.script('a.js', () => { Page({ save(c) { this.saved = c; log('ref', c.data.own.length, c.$page === this, typeof c.$id) }, onReady() { log('ready', this.saved.both(), this.saved.props.p) } }) })
    $superette.template('c', { main: [] })
    $superette.script('c.js', () => {
      const inner = Mixin({ data: { a: 1, b: 1 }, methods: { both() { return 'mixin' }, only() { return 'only' } }, onInit() { log('mixin init') }, didMount() { log('mixin mount') } })
      let made = 0
      Component({ mixins: [inner, { mixins: [inner], props: { p: 'q', r: 's' } }], extra: { kept: true }, props: { r: 't' },
        data: () => ({ b: 2, own: [++made] }),
        onInit() { log('init', this.data, this.props, this.extra.kept, this.hasMixin(inner), typeof this.triggerEvent) },
        didMount() { log('mount') },
        methods: { both() { return this.only() } } })
    })`)
  const { test: running, log } = got
  running.start()
  await running.open('a')
  const own = (n: number, ref: string): string[] => ['mixin init', `init {"a":1,"b":2,"own":[${n}]} {"p":"q","r":"t"${ref}} true true undefined`]
  assert.deepEqual(log, [...own(1, ',"ref":"save"'), ...own(2, ''), 'ref 1 true number', 'mixin mount', 'mount', 'mixin mount', 'mount', 'ready only q'])
  clean(got)
})

test('pages hear of what happens by their handlers and by those in events', async () => {
  const got = program(`
    $superette.template('a', { main: [{ k: 't', t: field('list') }] })
    $superette.script('a.js', () => { Page({ data: { list: [1, 2, 3] }, onTitleClick() { log('title') }, onOptionMenuClick() { log('option') }, onPullDownRefresh(e) { log('pull', e) }, onReachBottom() { log('bottom') },
      onBack() { log('a method that is the page’s own') },
      events: { onPullDownRefresh() { log('events pull', this.data.list.length) }, onTabItemTap(item) { log('tab', item) }, onBack() { log('back', this.data.list.length) },
        beforeTabItemTap() { log('before') }, onSelectedTabItemTap(item) { log('selected', item) }, onKeyboardHeight(e) { log('keyboard', e) }, onPageScroll(e) { log('scrolled', e) } },
      onLoad() { this.$batchedUpdates(() => { this.$spliceData({ list: [1, 1, 'x', 'y'] }) }) } }) })`)
  const { test: running, log } = got
  running.start()
  const view = await running.open('a')
  assert.equal(view.text, '1,x,y,3')
  const happened = (name: string, detail: unknown = {}): void => running.tell({ kind: 'happened', page: 1, name, detail })
  happened('titleClick')
  happened('optionMenuClick')
  happened('pullDownRefresh', { from: 'code' })
  happened('beforeTabItemTap')
  happened('tabItemTap', { index: 1 })
  happened('selectedTabItemTap', { index: 1 })
  happened('keyboardHeightChange', { height: 300, duration: 0 })
  happened('back')
  assert.ok(view.emit(view.root, '$pageScroll', { scrollTop: 5 }), 'the page’s frame is told that somebody hears of it')
  view.answer({ kind: 'event', node: 1, type: '$reachBottom', detail: {}, timeStamp: 1 })
  assert.deepEqual(log, [
    'title',
    'option',
    'events pull 4',
    'pull {"from":"code"}',
    'before',
    'tab {"from":"user","index":1}',
    'selected {"index":1}',
    'keyboard {"height":300}',
    'back 4',
    'scrolled {"scrollTop":5}',
    'bottom',
  ])
  clean(got)
})

test('what a component does to its props does not hide what its owner gives', async () => {
  const got = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'c', a: { show: field('show') }, e: [['close', 0, 'closed']] }] })
    $superette.component('a', { component: false, using: { c: 'c' } })
    $superette.script('a.js', () => { Page({ data: { show: true }, closed() { this.setData({ show: false }) } }) })
    $superette.template('c', { main: [{ k: 'i', r: ['show'], b: [[field('show'), [{ k: 'e', n: 'view', e: [['tap', 0, 'tapped']], x: ['shown'] }]]] }] })
    $superette.script('c.js', () => { Component({ methods: { tapped() { this.props.show = false; this.props.onClose() } } }) })`)
  const { test: running } = got
  running.start()
  const view = await running.open('a')
  assert.equal(view.text, 'shown')
  tapAt(view, 'wx-view')
  await running.draw(view)
  assert.equal(view.text, '')
  clean(got)
})

test('a program without component2 has neither onInit nor deriveDataFromProps', async () => {
  const got = program(`${own}
    $superette.script('a.js', () => { Page({ data: { n: 1 }, onReady() { this.setData({ n: 2 }) } }) })
    $superette.template('c', { main: [{ k: 't', t: field('$id') }] })
    $superette.script('c.js', () => { Component({ onInit() { log('init') }, deriveDataFromProps() { log('derive') }, didMount() { log('mount', this.props.value) }, didUpdate() { log('update', this.props.value) } }) })`)
  const { test: running, log } = got
  running.start({ component2: false })
  const view = await running.open('a')
  await running.draw(view)
  assert.deepEqual(log, ['mount 1', 'update 2'])
  assert.match(view.text, /^\d+$/, 'a template sees the component’s $id')
  clean(got)
})

test('a component hears of its page by pageEvents, as long as it is there', async () => {
  const got = program(`
    $superette.template('a', { main: [{ k: 'i', r: ['on'], b: [[field('on'), [{ k: 'e', n: 'c', a: { name: 'x' } }]]] }] })
    $superette.component('a', { component: false, using: { c: 'c' } })
    $superette.script('a.js', () => { Page({ data: { on: true }, onShareAppMessage() {} }) })
    $superette.template('c', { main: [] })
    $superette.script('c.js', () => { Component({ mixins: [Mixin({ pageEvents: { onShow() { log('mixin show') } } })],
      pageEvents: { onShow() { log('show', this.props.name) }, onHide() { log('hide') }, onPageScroll(e) { log('scroll', e) }, onTitleClick() { log('title') }, onShareAppMessage() { log('share') } } }) })`)
  const { test: running, log } = got
  running.start()
  const view = await running.open('a')
  assert.ok(view.emit(view.root, '$pageScroll', { scrollTop: 5 }))
  running.tell({ kind: 'happened', page: 1, name: 'titleClick', detail: {} })
  running.tell({ kind: 'share', id: 1, page: 1, from: 'menu' })
  running.tell({ kind: 'hidePage', page: 1 })
  assert.deepEqual(log.splice(0), ['mixin show', 'show x', 'scroll {"scrollTop":5}', 'title', 'hide'])
  const page = (running.globals['getCurrentPages'] as () => { setData(fields: object): void }[])()[0]
  page?.setData({ on: false })
  await running.draw(view)
  running.tell({ kind: 'showPage', page: 1 })
  assert.deepEqual(log, [])
  clean(got)
})

test('what a component’s own ref gives is what others get of it', async () => {
  const got = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'outer', i: 'o' }] })
    $superette.component('a', { component: false, using: { outer: 'outer' } })
    $superette.script('a.js', () => { Page({ onReady() { log(this.$selectComponent('#o'), this.$selectAllComponents('outer').length, this.$selectComponent('#none'), this.router === my) } }) })
    $superette.template('outer', { main: [{ k: 'e', n: 'inner' }] })
    $superette.component('outer', { component: true, using: { inner: 'inner' } })
    $superette.script('outer.js', () => { Component({ ref() { return { own: 'outer' } } }) })
    $superette.template('inner', { main: [] })
    $superette.script('inner.js', () => { Component({ didMount() { log(this.selectOwnerComponent(), this.selectComposedParentComponent()) } }) })`)
  const { test: running, log } = got
  running.start()
  await running.open('a')
  assert.deepEqual(log, ['{"own":"outer"} {"own":"outer"}', '{"own":"outer"} 1 null true'])
  clean(got)
})

test('a query finds whatever element lies in another, also what a slot holds', async () => {
  const got = program(`
    $superette.template('a', { main: [{ k: 'e', n: 'c', x: [{ k: 'e', n: 'inner' }] }] })
    $superette.component('a', { component: false, using: { c: 'c', inner: 'inner' } })
    $superette.script('a.js', () => { Page({}) })
    $superette.template('inner', { main: [{ k: 'e', n: 'button', x: ['held'] }] })
    $superette.script('inner.js', () => { Component({}) })
    $superette.template('c', { main: [{ k: 'e', n: 'view', i: 'box', x: ['text', { k: 's' }] }] })
    $superette.script('c.js', () => { Component({ didMount() { this.createSelectorQuery().select('#box > *').boundingClientRect().selectAll('#none > *').boundingClientRect().exec((found) => log(found)) } }) })`)
  const { test: running, log } = got
  running.start()
  const view = await running.open('a')
  await settled()
  const asked = view.messages.find((message) => message.kind === 'query')
  assert.ok(asked?.kind === 'query')
  assert.deepEqual(
    asked.asks.map((each) => each.nodes),
    [[view.find((each) => each.tag === 'wx-button').id], []],
  )
  assert.deepEqual(log, [])
  clean(got)
})
