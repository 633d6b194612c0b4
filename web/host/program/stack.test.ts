import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AppManifest } from '../../protocol/manifest.js'
import { back, emptyStack, go, isRefusal, launch, maxPages, type Refusal, type Stack, type Step } from './stack.js'
import { formatPageUrl, parsePageUrl } from './url.js'

function appOf(routes: readonly string[], tabs: readonly string[] = []): AppManifest {
  const page = { chunk: 'main', styles: [], window: {} }
  return {
    dialect: 'wechat',
    name: 'T',
    color: '#000000',
    entry: routes[0]!,
    pages: Object.fromEntries(routes.map((each) => [each, page])),
    window: {},
    chunks: { main: { js: 'a', styles: 'b', root: '' } },
    elements: [],
    apis: [],
    ...(tabs.length === 0
      ? {}
      : { tabBar: { color: '', selectedColor: '', backgroundColor: '', list: tabs.map((pagePath) => ({ pagePath, text: pagePath })) } }),
  }
}
const app = appOf(['home/home', 'cart/cart', 'shop/item', 'shop/more'], ['home/home', 'cart/cart'])

function step(result: Step | Refusal): Step {
  assert.ok(!isRefusal(result), isRefusal(result) ? result.message : '')
  return result
}
function refusal(result: Step | Refusal): string {
  assert.ok(isRefusal(result), 'it was carried out')
  return result.message
}
const started = (): Stack => step(launch(app, emptyStack, { route: 'home/home', query: {} })).stack
const routes = (stack: Stack): readonly string[] => stack.pages.map((each) => each.route)

test('navigateTo puts a page on top and hides the one below', () => {
  const from = started()
  const did = step(go(app, from, { name: 'navigateTo', url: '/shop/item?id=3&name=%E8%8C%B6', openerCall: 7 }))
  assert.deepEqual(routes(did.stack), ['home/home', 'shop/item'])
  assert.deepEqual(did.made, { id: 2, route: 'shop/item', query: { id: '3', name: '%E8%8C%B6' }, tab: false, openerCall: 7 })
  assert.equal(did.hidden?.route, 'home/home')
  assert.deepEqual(did.closed, [])
  assert.equal(did.motion, 'push')
})

test('refusals have the vendor’s words', () => {
  const from = started()
  assert.equal(refusal(go(app, from, { name: 'navigateTo', url: '/cart/cart' })), 'can not navigateTo a tabbar page')
  assert.equal(refusal(go(app, from, { name: 'redirectTo', url: '/cart/cart' })), 'can not redirectTo a tabbar page')
  assert.equal(refusal(go(app, from, { name: 'switchTab', url: '/shop/item' })), 'can not switch to no-tabBar page')
  assert.equal(refusal(go(app, from, { name: 'navigateTo', url: '/no/such' })), 'page "no/such" is not found')
  assert.equal(refusal(go(app, from, { name: 'navigateTo', url: '/__proto__' })), 'page "__proto__" is not found')
  assert.equal(refusal(back(from, 1)), 'cannot navigate back at first page.')
})

test('the eleventh page is refused', () => {
  let stack = started()
  for (let i = stack.pages.length; i < maxPages; i++) stack = step(go(app, stack, { name: 'navigateTo', url: '/shop/item' })).stack
  assert.equal(stack.pages.length, 10)
  assert.equal(refusal(go(app, stack, { name: 'navigateTo', url: '/shop/item' })), 'webview count limit exceed')
})

test('redirectTo takes the place of the page on top', () => {
  const two = step(go(app, started(), { name: 'navigateTo', url: '/shop/item' })).stack
  const did = step(go(app, two, { name: 'redirectTo', url: 'more?x=1' }))
  assert.deepEqual(routes(did.stack), ['home/home', 'shop/more'])
  assert.deepEqual(
    did.closed.map((each) => each.route),
    ['shop/item'],
  )
})

test('navigateBack goes down by delta, at most to the first page', () => {
  let stack = started()
  for (let i = 0; i < 3; i++) stack = step(go(app, stack, { name: 'navigateTo', url: '/shop/item' })).stack
  const did = step(back(stack, 2))
  assert.equal(did.stack.pages.length, 2)
  assert.deepEqual(
    did.closed.map((each) => each.id),
    [4, 3],
    'the topmost is closed first',
  )
  assert.deepEqual(routes(step(back(stack, 99)).stack), ['home/home'])
  assert.equal(step(back(stack, 0)).stack.pages.length, 3, 'a delta below one is one')
})

test('a tab page lives on when another tab is shown, pages above it do not', () => {
  const deep = step(go(app, started(), { name: 'navigateTo', url: '/shop/item' })).stack
  const cart = step(go(app, deep, { name: 'switchTab', url: '/cart/cart?dropped=1' }))
  assert.deepEqual(routes(cart.stack), ['cart/cart'])
  assert.deepEqual(cart.made?.query, {}, 'a tab has no query')
  assert.deepEqual(
    cart.closed.map((each) => each.route),
    ['shop/item'],
  )
  const home = step(go(app, cart.stack, { name: 'switchTab', url: '/home/home' }))
  assert.equal(home.made, null, 'the first tab is still alive')
  assert.equal(home.shown.id, 1)
  assert.equal(home.hidden?.route, 'cart/cart')
})

test('switching to the tab that is shown changes nothing but is carried out', () => {
  const did = step(go(app, started(), { name: 'switchTab', url: '/home/home' }))
  assert.deepEqual([did.made, did.hidden, did.closed], [null, null, []])
})

test('reLaunch closes everything, the tabs out of sight too', () => {
  const cart = step(go(app, started(), { name: 'switchTab', url: '/cart/cart' })).stack
  const did = step(go(app, cart, { name: 'reLaunch', url: '/shop/item' }))
  assert.deepEqual(routes(did.stack), ['shop/item'])
  assert.deepEqual(did.stack.tabs, [])
  assert.deepEqual(did.closed.map((each) => each.route).sort(), ['cart/cart', 'home/home'])
})

test('any row of steps keeps the rules of the stack', () => {
  const urls = ['/home/home', '/cart/cart', '/shop/item', 'more', '/none']
  const names = ['navigateTo', 'redirectTo', 'switchTab', 'reLaunch'] as const
  let seed = 42
  const next = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed % below
  }
  let stack = started()
  for (let i = 0; i < 5000; i++) {
    const result = next(5) === 0 ? back(stack, next(4)) : go(app, stack, { name: names[next(4)]!, url: urls[next(5)]! })
    if (isRefusal(result)) continue
    const alive = new Set([...stack.pages, ...stack.tabs, ...(result.made === null ? [] : [result.made])].map((each) => each.id))
    stack = result.stack
    assert.ok(stack.pages.length >= 1 && stack.pages.length <= maxPages)
    assert.equal(stack.pages.at(-1), result.shown)
    assert.ok(
      stack.pages.every((each, at) => !each.tab || at === 0),
      'a tab page is only at the bottom',
    )
    const left = new Set([...stack.pages, ...stack.tabs].map((each) => each.id))
    const closed = result.closed.map((each) => each.id)
    assert.deepEqual([...alive].filter((id) => !left.has(id)).sort(), [...closed].sort(), 'what is gone was closed, once')
  }
})

test('page URLs are resolved like paths and keep their query as written', () => {
  assert.deepEqual(parsePageUrl('../b/b?x=1&y', 'pages/a/a'), { route: 'pages/b/b', query: { x: '1', y: '' } })
  assert.deepEqual(parsePageUrl('/pages/a/a.html', ''), { route: 'pages/a/a', query: {} })
  assert.deepEqual(parsePageUrl('../../../../x', 'a/b'), { route: 'x', query: {} })
  assert.deepEqual(parsePageUrl('?q=1', 'a/b'), { route: 'a', query: { q: '1' } })
  assert.deepEqual(parsePageUrl('/a?j=%7B%22a%22%3D1%7D=b', ''), { route: 'a', query: { j: '%7B%22a%22%3D1%7D=b' } })
  assert.equal(formatPageUrl({ route: 'a/b', query: { x: '1', y: '' } }), 'a/b?x=1&y=')
})
