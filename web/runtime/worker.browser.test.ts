/** What a program can reach in its Worker, tried in a real browser. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { apiChunks } from '../protocol/apichunks.js'
import { isReachable } from './core/reachable.js'
import { known } from '../contract/stage.js'
import { testFont } from './view/testing/font.js'
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

/**
 * Runs code as a program's script in the Worker and gives what it hands to `answer`. `after`: what the host says once the script has run;
 * page 1 has a frame by then. `extensions`: chunks of wx.
 */
function inProgram(code: string, after: readonly unknown[] = [], extensions = ''): Promise<unknown> {
  const chunk = `$superette.script('app.js', () => { const answer = (value) => { const text = JSON.stringify({ value }); for (let i = 0; i < text.length; i += 2000) console.log(text.slice(i, i + 2000)); console.log('.') }; ${code} });`
  return page.evaluate(
    ({ text, start, after }) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })))
        const channel = new MessageChannel()
        const pieces: string[] = []
        worker.onerror = (event) => reject(new Error(event.message))
        channel.port1.onmessage = (event) => {
          const message = event.data
          if (message.kind === 'ready') {
            channel.port1.postMessage(start)
            if (after.length > 0) worker.postMessage({ kind: 'view', page: 1 }, [new MessageChannel().port2])
            for (const each of after) channel.port1.postMessage(each)
          }
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
    { text: `${script}\n;\n${extensions}\n;\n${chunk}`, start, after },
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

const openPage = { kind: 'openPage', page: 1, route: 'a', query: {} }
const registerPage = `
  $superette.template('a', { main: [] })
  $superette.script('a.js', () => Page({ data: { n: 0, list: [[1], { two: 2 }] }, onLoad() { this.setData({ n: 1, 'list[2]': [3] }); onLoaded() } }))`

test('a program that looks on at whatever the runtime calls gets no port into its hands', async () => {
  const seen = await inProgram(
    `
    const { apply, ownKeys, getOwnPropertyDescriptor, defineProperty } = Reflect
    const Port = MessagePort, has = (of, value) => apply(Port[Symbol.hasInstance], of, [value])
    const found = []
    let calls = 0
    let looking = false
    const look = (value, where) => {
      if (looking || value === null || (typeof value !== 'object' && typeof value !== 'function')) return
      looking = true
      try {
        if (has(Port, value) || typeof value.postMessage === 'function') found[found.length] = where
        for (const key of ownKeys(value)) {
          const own = getOwnPropertyDescriptor(value, key)
          const inner = own && own.value
          if (inner && typeof inner === 'object' && (has(Port, inner) || typeof inner.postMessage === 'function')) found[found.length] = where + ' of ' + String(key)
        }
      } catch {}
      looking = false
    }
    const spied = (run, where) => function () {
      if (!looking) calls++
      look(this, where)
      for (let i = 0; i < arguments.length; i++) look(arguments[i], where)
      const out = new.target ? Reflect.construct(run, arguments, new.target) : apply(run, this, arguments)
      look(out, where)
      return out
    }
    const spyOn = (of, name) => {
      for (const key of ownKeys(of)) {
        const own = getOwnPropertyDescriptor(of, key)
        if (!own.configurable || key === 'constructor' || (key === 'construct' && of === Reflect)) continue
        if (typeof own.value === 'function') own.value = spied(own.value, name + '.' + String(key))
        else {
          if (own.get) own.get = spied(own.get, name + '.' + String(key))
          if (own.set) own.set = spied(own.set, name + '.' + String(key))
        }
        defineProperty(of, key, own)
      }
    }
    addEventListener('message', (event) => look(event.ports[0], 'a listener'))
    for (const name of ['JSON', 'Reflect', 'Object', 'Array', 'Promise', 'performance']) spyOn(globalThis[name], name)
    for (const name of ['Array', 'Map', 'Set', 'WeakMap', 'Promise', 'Function', 'MessagePort', 'MessageEvent', 'EventTarget', 'Event', 'Blob', 'String']) spyOn(globalThis[name].prototype, name + '.prototype')
    for (const name of ['queueMicrotask', 'structuredClone', 'setTimeout', 'clearTimeout', 'Blob']) globalThis[name] = spied(globalThis[name], name)
    ${registerPage}
    globalThis.onLoaded = () => {
      wx.setStorageSync('tea', 'green')
      wx.getNetworkType({})
      wx.nextTick(() => setTimeout(() => answer([calls > 100, found])))
    }`,
    [openPage, { kind: 'showPage', page: 1 }],
  )
  assert.deepEqual(seen, [true, []])
})

test('a program that replaces the globals changes them for itself: the runtime goes on, and runs what the host sends', async () => {
  const seen = await inProgram(
    `
    const log = console.log, stringify = JSON.stringify, Honest = Blob, keys = Object.keys
    console.log = (value) => log(value)
    const broken = () => { throw new Error('replaced') }
    for (const name of ['Promise', 'Map', 'Set', 'WeakMap', 'Proxy', 'Date', 'Error', 'TypeError', 'queueMicrotask', 'Int32Array', 'Uint8Array', 'ArrayBuffer', 'structuredClone', 'TextEncoder']) globalThis[name] = broken
    globalThis.Blob = function () { return new Honest(['globalThis.ran = "something else"']) }
    Object.keys = Object.entries = Object.assign = Object.fromEntries = Object.hasOwn = Object.defineProperty = Array.isArray = Array.from = broken
    JSON.parse = JSON.stringify = Reflect.apply = broken
    globalThis.dispatchEvent(new MessageEvent('message', { data: { kind: 'view', page: 1 } }))
    ${registerPage}
    globalThis.onLoaded = () => {
      wx.setStorageSync('tea', { leaf: 'green' })
      wx.nextTick(() => {
        JSON.stringify = stringify
        log(stringify({ value: [globalThis.ran, getCurrentPages()[0].data, wx.getStorageSync('tea')] }))
        log('.')
      })
    }`,
    [{ kind: 'chunk', name: 'late', text: 'globalThis.ran = "what was sent"' }, openPage, { kind: 'showPage', page: 1 }],
  )
  assert.deepEqual(seen, ['what was sent', { n: 1, list: [[1], { two: 2 }, [3]] }, { leaf: 'green' }])
})

test("a stack's own form gives no function of the runtime, nor what it is called on", async () => {
  const seen = await inProgram(`
    const got = []
    Error.prepareStackTrace = (_, sites) => {
      for (const site of sites) {
        if (typeof site.getFunction === 'function' && site.getFunction() !== undefined) got.push('function ' + site.getFunctionName())
        if (typeof site.getThis === 'function' && site.getThis() !== undefined) got.push('this of ' + site.getFunctionName())
      }
      return 'mine ' + sites.length
    }
    class Own extends Map { get(key) { void new Error('look').stack; return super.get(key) } }
    const stack = new Error('first').stack
    wx.canIUse({ toString() { void new Error('in').stack; return 'x' } })
    Promise.resolve().then(() => { void new Error('later').stack; answer([/^mine/.test(stack), got]) })`)
  assert.deepEqual(seen, [true, []])
})

test('a font that a program loads is one of its canvases', async () => {
  const source = `data:font/ttf;base64,${testFont(3000).toString('base64')}`
  const seen = await inProgram(
    `
    const context = new OffscreenCanvas(1, 1).getContext('2d')
    // Of another size each time: Chromium keeps what a name of a font came to.
    const width = (size) => { context.font = size + 'px Tea'; return context.measureText('MMMM').width }
    const before = width(20)
    wx.loadFontFace({ family: 'Tea', source: 'url("${source}")', global: true }).then(
      ({ status, errMsg }) => answer([before === 240, Math.round(width(10)), status, errMsg, typeof FontFace, typeof fonts]),
      (error) => answer(error),
    )`,
    [],
    await bundle(new URL('api/chunk-page.ts', import.meta.url)),
  )
  assert.deepEqual(seen, [false, 120, 'loaded', 'loadFontFace:ok', 'undefined', 'undefined'])
})

/** Two pixels by two: red above blue. */
const flag = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAEklEQVR42mP4z8DwH4QZoPR/AEPOB/kA85gBAAAAAElFTkSuQmCC'

test('a canvas that is made without a page loads pictures, draws them and gives them as WebGL textures, turned over if it is told to', async () => {
  const seen = await inProgram(
    `
    const made = (type) => wx.createOffscreenCanvas({ type, width: 2, height: 2 })
    const canvas = made('2d'), image = canvas.createImage(), context = canvas.getContext('2d')
    const nothing = context.createPattern(image, 'repeat')
    image.onerror = (error) => answer(error.errMsg)
    image.onload = () => {
      context.drawImage(image, 0, 0)
      const drawn = [0, 1].map((y) => [...context.getImageData(0, y, 1, 1).data])
      const gl = made('webgl').getContext('webgl'), read = []
      const pixels = new Uint8Array(16)
      for (const flip of [0, 1]) {
        gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, flip)
        gl.bindTexture(gl.TEXTURE_2D, gl.createTexture())
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, image)
        gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, gl.RGBA, gl.UNSIGNED_BYTE, image)
        gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer())
        gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, gl.getParameter(gl.TEXTURE_BINDING_2D), 0)
        gl.readPixels(0, 0, 2, 2, gl.RGBA, gl.UNSIGNED_BYTE, pixels)
        read.push([...pixels.slice(0, 4)])
      }
      answer([nothing, drawn, read, canvas.createImageData(3, 1).data.length, typeof canvas.requestAnimationFrame, canvas.toDataURL().slice(0, 14)])
    }
    image.src = '${flag}'`,
    [],
    await bundle(new URL('api/chunk-canvas.ts', import.meta.url)),
  )
  const [red, blue] = [
    [255, 0, 0, 255],
    [0, 0, 255, 255],
  ]
  assert.deepEqual(seen, [null, [red, blue], [red, blue], 12, 'function', 'data:image/png'])
})

test('no member fails for what the language is called in the bundle', async () => {
  const values = { String: '#ffffff', Number: 1, Boolean: true, Array: ['a'], Object: { duration: 1 }, Any: { duration: 1 } } as const
  const calls = Object.entries(known.described).map(([name, [parameters]]) => [
    name,
    Object.fromEntries(Object.entries(parameters).map(([option, type]) => [option, values[type.replace('?', '') as keyof typeof values]])),
  ])
  const chunks = await Promise.all(Object.keys(apiChunks).map((name) => bundle(new URL(`api/chunk-${name}.ts`, import.meta.url))))
  const seen = await inProgram(
    `
    const told = []
    const hear = (name) => (error) => told.push(name + ' ' + String(error && error.errMsg || error))
    let asked = 0
    for (const [name, options] of ${JSON.stringify(calls)}) {
      asked += 1
      try { const given = wx[name](options); if (given && given.catch) given.catch(hear(name)); else wx[name]({ ...options, fail: hear(name) }) } catch (error) { hear(name)(error) }
    }
    // What the host would be asked stays open; a failure of the member's own is told by then.
    const turns = async () => { for (let i = 0; i < 500; i++) await null; answer([asked, told.filter((text) => /is not a|is not def|is not iter|undefined|Cannot|null/.test(text))]) }
    turns()`,
    [],
    chunks.join('\n;\n'),
  )
  assert.deepEqual(seen, [calls.length, []])
})

/** Runs code as a script of the Worker that a program makes, and gives what it says. */
async function inSide(code: string): Promise<unknown> {
  const side = await bundle(new URL('worker-side.ts', import.meta.url))
  return page.evaluate(
    (text) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })))
        const [logic, host] = [new MessageChannel(), new MessageChannel()]
        worker.onerror = (event) => reject(new Error(event.message))
        logic.port1.onmessage = ({ data }) => {
          if (data.kind === 'error') reject(new Error(data.message + data.stack))
          if (data.kind !== 'message') return
          worker.terminate()
          resolve(data.data)
        }
        worker.postMessage({ kind: 'side' }, [logic.port2, host.port2])
        host.port1.postMessage({ kind: 'run', id: 1, script: 'jobs/a.js' })
      }),
    `${side}\n;\n$superette.script('jobs/a.js', function (require, module, exports, window, self, document) { const answer = (value) => worker.postMessage(value); ${code} })`,
  )
}

test('the Worker that a program makes reaches the same globals and no other, and none of its page', async () => {
  const [names, own, seen] = (await inSide(`
    const names = new Set()
    for (let at = globalThis; at !== null; at = Object.getPrototypeOf(at)) for (const name of Object.getOwnPropertyNames(at)) if (name in globalThis && at !== Object.prototype && globalThis[name] !== undefined) names.add(name)
    const tries = { worker: () => new Worker('data:text/javascript,0'), scripts: () => importScripts('data:text/javascript,0'), fetch: () => fetch('/'), code: () => new Function('return 1')(),
      blob: () => URL.createObjectURL(new Blob([])), post: () => postMessage(1), shared: () => worker.createSharedArrayBuffer(8), frame: () => worker.getCameraFrameData() }
    const open = Object.keys(tries).filter((name) => { try { tries[name](); return true } catch { return false } })
    answer([[...names], Object.keys(worker), [open, typeof wx, typeof App, typeof window, typeof self, typeof console.log, worker.env.USER_DATA_PATH]])`)) as [
    string[],
    string[],
    unknown,
  ]
  assert.deepEqual(
    names.filter((name) => !isReachable(name) && name !== 'worker'),
    [],
  )
  assert.deepEqual(own, ['env', 'postMessage', 'onMessage', 'onError', 'testOnProcessKilled', 'getCameraFrameData', 'createSharedArrayBuffer'])
  assert.deepEqual(seen, [[], 'undefined', 'undefined', 'undefined', 'undefined', 'function', 'wxfile://usr'])
})
