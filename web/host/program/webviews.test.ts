import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signal } from '@preact/signals'
import { perform } from './broker.js'
import type { Session } from './session.js'
import { hearWebView, leaveWebView, webViewAsks, webViewsOf } from './webviews.js'

/** A run whose page 3 is in view. */
function run() {
  const told: unknown[] = []
  const gone: unknown[] = []
  const session = {
    happened: (name: string, detail: unknown, page: number) => void told.push([name, detail, page]),
    held: () => ({ app: { businessDomains: ['https://shop.example'] } }),
    report: () => undefined,
    pages: signal({
      top: signal({ page: { id: 3, route: 'pages/b/b' } }),
      go: async (request: unknown) => void gone.push(request),
      back: async (delta: number) => void gone.push(delta),
    }),
  } as unknown as Session
  const ask = (src: string) => perform(webViewAsks, 'webView', { src, node: 7 }, { host: { session, page: 3 }, id: 0 }, () => undefined)
  const titles: string[] = []
  const hear = (message: unknown) =>
    hearWebView(session, webViewsOf(session).value[0]!, message, { show: () => void told.push('show'), title: (text) => void titles.push(text) })
  return { session, told, gone, ask, hear, titles }
}

test('a page of a business domain is shown; what it says is told when it is left, where it goes at once', async () => {
  const { session, told, gone, ask, hear, titles } = run()
  await ask('https://shop.example/tea')
  assert.deepEqual(webViewsOf(session).value, [{ page: 3, node: 7, url: 'https://shop.example/tea', allowed: true }])
  hear({ kind: 'ready' })
  hear({ kind: 'loaded' })
  const said = (name: string, args: object): void => hear({ kind: 'said', origin: 'https://shop.example', name, args })
  said('postMessage', { data: { a: 1 } })
  said('postMessage', { data: 2 })
  said('title', { data: 'Tea' })
  said('navigateTo', { url: '/pages/c/c?x=1' })
  said('navigateBack', {})
  assert.deepEqual(told, ['show', ['nodeEvent', { node: 7, type: 'load', detail: { src: 'https://shop.example/tea' } }, 3]])
  assert.deepEqual(titles, ['Tea'])
  assert.deepEqual(gone, [{ name: 'navigateTo', url: '/pages/c/c?x=1' }, 1])
  leaveWebView(session, 3)
  assert.deepEqual(told.at(-1), ['nodeEvent', { node: 7, type: 'message', detail: { data: [{ a: 1 }, 2] } }, 3])
  assert.deepEqual(webViewsOf(session).value, [])
})

test('any other address is refused, and the program is told', async () => {
  for (const url of [
    'https://evil.example/',
    'http://shop.example/',
    'https://shop.example.evil.example/',
    'javascript:alert(1)',
    'shop.example',
    '/pages/a',
  ]) {
    const { session, told, ask } = run()
    await ask(url)
    assert.equal(webViewsOf(session).value[0]?.allowed, false, url)
    assert.deepEqual(told, [['nodeEvent', { node: 7, type: 'error', detail: { url, fullUrl: url } }, 3]])
  }
})

test('a page says nothing else, and a page out of view moves nothing', async () => {
  const { session, gone, told, ask, hear } = run()
  await ask('https://shop.example/')
  for (const message of [
    null,
    'x',
    { kind: 'said', name: 'reLaunch' },
    { kind: 'said', name: 'eval', args: {} },
    { kind: 'said', name: 'navigateBack', args: { delta: -1 } },
  ])
    hear(message)
  ;(session.pages.value as unknown as { top: { value: unknown } }).top.value = { page: { id: 4, route: 'pages/a/a' } }
  hear({ kind: 'said', origin: '', name: 'navigateTo', args: { url: '/pages/c/c' } })
  assert.deepEqual([gone, told], [[], []])
})
