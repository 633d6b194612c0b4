/** What a program can reach in its Worker, tried in a real browser. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { isReachable } from './core/reachable.js'
import { bundle, launch } from './view/testing/frame.js'

let browser: Browser
let page: Page
let script: string
before(async () => {
  script = await bundle(new URL('worker.ts', import.meta.url))
  browser = await launch()
  page = await browser.newPage()
  // A secure context, so that everything that a browser may offer is there.
  await page.route('http://localhost/', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }))
  await page.goto('http://localhost/')
})
after(() => browser.close())

/** Runs code as a program's script in the Worker and gives what it hands to `answer`. */
function inProgram(code: string): Promise<unknown> {
  const chunk = `$superette.script('app.js', () => { const answer = (value) => { const text = JSON.stringify({ value }); for (let i = 0; i < text.length; i += 2000) console.log(text.slice(i, i + 2000)); console.log('.') }; ${code} });`
  return page.evaluate(
    ({ text, start }) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })))
        const channel = new MessageChannel()
        const pieces: string[] = []
        worker.onerror = (event) => reject(new Error(event.message))
        channel.port1.onmessage = (event) => {
          const message = event.data
          if (message.kind === 'ready') channel.port1.postMessage(start)
          if (message.kind === 'error') reject(new Error(message.message + message.stack))
          if (message.kind !== 'log') return
          if (message.level !== 'log') reject(new Error(message.args.join(' ')))
          // The console cuts long lines: the answer comes in pieces.
          else if (message.args[0] !== '.') pieces.push(message.args[0])
          else {
            worker.terminate()
            resolve(JSON.parse(pieces.join('')).value)
          }
        }
        worker.postMessage({ kind: 'host' }, [channel.port2])
      }),
    { text: `${script}\n;\n${chunk}`, start },
  )
}

const start = {
  kind: 'start',
  app: { dialect: 'wechat', name: 'Test', color: '#ffffff', entry: 'a', pages: {}, window: {}, chunks: {}, elements: [], apis: [] },
  system: {
    brand: '',
    model: '',
    system: '',
    platform: 'web',
    pixelRatio: 1,
    screenWidth: 1,
    screenHeight: 1,
    windowWidth: 1,
    windowHeight: 1,
    statusBarHeight: 0,
    safeArea: { left: 0, right: 1, top: 0, bottom: 1, width: 1, height: 1 },
    language: 'en',
    theme: 'light',
    version: '1',
    SDKVersion: '3.0.0',
    fontSizeSetting: 16,
    menuButton: { width: 1, height: 1, top: 0, right: 1, bottom: 1, left: 0 },
    appId: 'app_test',
  },
  storage: {},
  launch: { path: 'a', query: {}, scene: 1001, referrerInfo: {} },
  dev: false,
}

test('a program reaches these globals and no other', async () => {
  const names = await inProgram(`
    const names = new Set()
    for (let at = globalThis; at !== null; at = Object.getPrototypeOf(at)) for (const name of Object.getOwnPropertyNames(at)) if (name in globalThis && at !== Object.prototype && globalThis[name] !== undefined) names.add(name)
    answer([...names].sort())`)
  const unknown = (names as string[]).filter((name) => !isReachable(name))
  assert.deepEqual(unknown, [], 'these could not be deleted')
})

test('no way out works, also through prototypes and constructors', async () => {
  const tries = {
    worker: 'new Worker("data:text/javascript,0")',
    shared: 'new SharedWorker("data:text/javascript,0")',
    scripts: 'importScripts("data:text/javascript,0")',
    fetch: 'fetch("/")',
    socket: 'new WebSocket("ws://localhost/")',
    request: 'new XMLHttpRequest()',
    source: 'new EventSource("/")',
    transport: 'new WebTransport("https://localhost/")',
    database: 'indexedDB.open("x")',
    caches: 'caches.open("x")',
    channel: 'new BroadcastChannel("x")',
    blob: 'URL.createObjectURL(new Blob([]))',
    navigator: 'navigator.serviceWorker',
    eval: '(0, eval)("1")',
    function: 'new Function("return 1")()',
    constructor: '(() => {}).constructor("return 1")()',
    asynchronous: '(async () => {}).constructor("return 1")()',
    generator: '(function* () {}).constructor("yield 1")().next()',
    prototype: 'Object.getPrototypeOf(Object.getPrototypeOf(globalThis)).importScripts("data:,")',
    post: 'postMessage(1)',
  }
  const code = Object.entries(tries).map(([name, text]) => `try { ${text}; open.push(${JSON.stringify(name)}) } catch {}`)
  assert.deepEqual(await inProgram(`const open = []; ${code.join('\n')}; answer(open)`), [])
})

test('a script of the program finds its own globals and the global object', async () => {
  const seen = await inProgram(`
    const other = new Function('return this')()
    answer([typeof App, typeof Page, typeof Component, typeof wx, typeof getApp, typeof console.log, other === globalThis, (() => {}) instanceof Function, typeof setTimeout, typeof Promise])`)
  assert.deepEqual(seen, ['function', 'function', 'function', 'object', 'function', 'function', true, true, 'function', 'function'])
})
