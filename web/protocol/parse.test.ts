import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse, plain, record, text, Violation, type Parser } from './parse.js'
import { hostLimits, parseBootToHost, parseViewToHost, parseWorkerToHost } from './parse-host.js'
import { parsePackageManifest } from './parse-package.js'
import { parseBootInit, parseHostToBoot, parseHostToView, parseWorkerToView } from './parse-view.js'
import { parseBootToWorker, parseHostToWorker, parseViewToWorker } from './parse-worker.js'

const sha = 'a'.repeat(64)
const file = (path: string) => ({ path, sha256: sha, size: 3, type: 'text/javascript' })
const manifest = {
  format: 1,
  app: {
    dialect: 'wechat',
    name: 'Tea',
    color: '#c2410c',
    entry: 'pages/a/a',
    pages: { 'pages/a/a': { chunk: 'main', styles: ['app'], window: { navigationBarTitleText: 'A' } } },
    window: {},
    chunks: { main: { js: '$/main.js', styles: '$/main.styles.json', root: '' } },
    elements: ['view'],
    apis: ['showToast'],
  },
  files: [file('$/main.js'), file('$/main.styles.json')],
}
const point = { identifier: 0, pageX: 1, pageY: 2, clientX: 1, clientY: 2 }
const system = {
  brand: 'b',
  model: 'm',
  system: 's',
  platform: 'ios',
  pixelRatio: 2,
  screenWidth: 390,
  screenHeight: 844,
  windowWidth: 390,
  windowHeight: 800,
  statusBarHeight: 0,
  safeArea: { left: 0, right: 390, top: 0, bottom: 844, width: 390, height: 844 },
  language: 'en',
  theme: 'light',
  version: '8',
  SDKVersion: '3',
  fontSizeSetting: 16,
  menuButton: { width: 87, height: 32, top: 6, right: 383, bottom: 38, left: 296 },
  appId: 'wx0',
}
const launch = { path: 'pages/a/a', query: { a: '1' }, scene: 1001, referrerInfo: {} }

/** One good message of every kind, by the parser that receives it. */
const good: readonly (readonly [name: string, parser: Parser<unknown>, messages: readonly unknown[]])[] = [
  ['host ← boot', parseBootToHost, [{ kind: 'booted' }, { kind: 'moved', page: 1 }, { kind: 'workerError', message: 'x' }]],
  [
    'host ← view',
    parseViewToHost,
    [
      { kind: 'painted' },
      { kind: 'resource', id: 1, url: '/a.png' },
      { kind: 'pullDownRefresh' },
      { kind: 'ask', id: 1, name: 'mapTile', args: { z: 1 } },
      { kind: 'key', key: 'Escape', ctrl: false },
      { kind: 'error', message: 'x' },
      { kind: 'pong', n: 2 },
      { kind: 'full' },
    ],
  ],
  [
    'host ← Worker',
    parseWorkerToHost,
    [
      { kind: 'ready' },
      { kind: 'call', id: 1, name: 'showToast', args: { title: 'x', deep: [{ a: null }] } },
      {
        kind: 'storage',
        changes: [
          { key: 'a', value: '1' },
          { key: '', value: null },
        ],
      },
      { kind: 'log', level: 'warn', args: ['a', 'b'], page: 'pages/a/a' },
      { kind: 'error', message: 'm', stack: 's', page: '' },
      { kind: 'pong', n: 4 },
      { kind: 'at', where: 'pages/a/a onLoad', source: 'onLoad() {' },
      { kind: 'shared', id: 1, share: { title: 't', path: 'p', imageUrl: '', price: 3000, cardType: 'product' } },
      { kind: 'shared', id: 2, share: null },
    ],
  ],
  [
    'boot ← host',
    parseHostToBoot,
    [
      { kind: 'openPage', page: 1, srcdoc: '<p>', top: 44, bottom: 0 },
      { kind: 'layoutPage', page: 1, top: 0, bottom: 50 },
      { kind: 'showPage', page: 1, motion: 'push' },
      { kind: 'closePage', page: 1 },
      { kind: 'stop' },
    ],
  ],
  ['boot ← window', parseBootInit, [{ kind: 'boot', worker: ['a', 'b'] }]],
  [
    'view ← host',
    parseHostToView,
    [
      { kind: 'setup', page: 1, sheets: [{ css: 'a{}', urls: ['x.png'] }], theme: 'dark', locale: 'zh', base: 'pages/a/a' },
      { kind: 'resource', id: 1, blob: new Blob(['x']) },
      { kind: 'resource', id: 1, blob: null, message: 'gone' },
      { kind: 'pullDown', on: true },
      { kind: 'pullByHand', on: false },
      { kind: 'background', color: '#fff' },
      { kind: 'pullDownDots', style: 'light' },
      { kind: 'theme', theme: 'light' },
      { kind: 'answer', id: 1, ok: true, value: [1] },
      { kind: 'ping', n: 1 },
      { kind: 'rest', on: true },
    ],
  ],
  [
    'view ← Worker',
    parseWorkerToView,
    [
      { kind: 'batch', seq: 1, ops: new Int32Array([1, 2, 0, 0]), strings: ['wx-view'], values: [{}] },
      { kind: 'query', id: 1, asks: [{ nodes: [2], fields: { rect: true, properties: ['scrollX'] } }] },
      { kind: 'scrollTo', top: 10, duration: 300 },
      { kind: 'observe', id: 1, nodes: [3], thresholds: [0, 1], margins: [0, 0, 0, 0] },
      { kind: 'unobserve', id: 1 },
      { kind: 'shown', on: false },
      { kind: 'back' },
    ],
  ],
  ['Worker ← boot', parseBootToWorker, [{ kind: 'host' }, { kind: 'view', page: 3 }]],
  [
    'Worker ← host',
    parseHostToWorker,
    [
      { kind: 'start', app: manifest.app, system, storage: { a: '1' }, launch, dev: true },
      { kind: 'openPage', page: 1, route: 'pages/a/a', query: { a: '1' }, openerCall: 2 },
      { kind: 'showPage', page: 1 },
      { kind: 'hidePage', page: 1 },
      { kind: 'closePage', page: 1 },
      { kind: 'appShow', launch },
      { kind: 'appHide' },
      { kind: 'chunk', name: 'sub', text: 'x' },
      { kind: 'result', id: 1, ok: false, value: null, message: 'cancel' },
      { kind: 'happened', page: 0, name: 'resize', detail: { size: {} } },
      { kind: 'share', id: 1, page: 1, from: 'button', targetNode: 4 },
      { kind: 'ping', n: 1 },
    ],
  ],
  [
    'Worker ← view',
    parseViewToWorker,
    [
      { kind: 'ready', version: 1 },
      { kind: 'ack', seq: 1 },
      { kind: 'event', node: 2, type: 'tap', detail: { x: 1, y: 2 }, timeStamp: 3.5, touches: [], changedTouches: [point] },
      { kind: 'queryResult', id: 1, results: [[{ width: 3 }]] },
      { kind: 'callResult', callId: 1, ok: true, value: undefined },
      { kind: 'observed', id: 1, entry: { intersectionRatio: 0.5 } },
    ],
  ],
  ['package', parsePackageManifest, [manifest]],
]

for (const [name, parser, messages] of good) {
  test(`${name}: a good message passes with all its members`, () => {
    for (const message of messages) {
      const got = parse(parser, message)
      assert.ok(got.ok, got.ok ? '' : `${JSON.stringify(message)}: ${got.violation.message}`)
      assert.deepEqual(got.value, JSON.stringify(message) === undefined ? message : stripUndefined(message))
    }
  })

  test(`${name}: no damaged message throws anything but a named violation, or changes under parsing again`, () => {
    const random = generator(name.length * 7919 + 1)
    for (const message of messages) {
      for (let round = 0; round < 300; round++) {
        const damaged = damage(message, random)
        const got = parse(parser, damaged) // a throw of another kind fails the test
        if (got.ok) assert.deepEqual(parse(parser, got.value), got, 'what was accepted is accepted again as it is')
        else assert.ok(got.violation instanceof Violation && got.violation.reason !== '')
      }
    }
  })
}

function stripUndefined(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Blob || ArrayBuffer.isView(value)) return value
  if (Array.isArray(value)) return value.map(stripUndefined)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => [key, stripUndefined(each)]),
  )
}

/** A small deterministic generator (mulberry32), so that a failure can be seen again. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const hostile: readonly unknown[] = [
  null,
  undefined,
  0,
  -1,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '',
  'x',
  'x'.repeat(70_000),
  true,
  [],
  {},
  [[[]]],
  { kind: 'ready' },
  { length: 3 },
  JSON.parse('{"__proto__": {"admin": true}}') as unknown,
  Object.create({ kind: 'ready' }) as unknown,
  10n,
  Symbol('s'),
  () => 1,
  new Map(),
  new Date(0),
  /x/,
]

/** The message with one member, at any depth, replaced, removed or added. */
function damage(message: unknown, random: () => number): unknown {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  if (typeof message !== 'object' || message === null || message instanceof Blob || ArrayBuffer.isView(message) || random() < 0.15) return pick(hostile)
  if (Array.isArray(message)) {
    if (message.length === 0 || random() < 0.2) return [...message, pick(hostile)]
    const at = Math.floor(random() * message.length)
    return message.map((each, i) => (i === at ? damage(each, random) : (each as unknown)))
  }
  const entries = Object.entries(message)
  if (entries.length === 0 || random() < 0.1) return { ...message, extra: pick(hostile) }
  const at = Math.floor(random() * entries.length)
  if (random() < 0.2) return Object.fromEntries(entries.filter((_, i) => i !== at))
  return Object.fromEntries(entries.map(([key, each], i) => [key, i === at ? damage(each, random) : (each as unknown)]))
}

function violationOf(parser: Parser<unknown>, message: unknown): Violation {
  const got = parse(parser, message)
  assert.ok(!got.ok, `accepted: ${String(message)}`)
  return got.violation
}

test('members that nobody knows do not pass the boundary', () => {
  const got = parse(parseWorkerToHost, { kind: 'pong', n: 1, appId: 'wx-of-another', admin: true })
  assert.deepEqual(got, { ok: true, value: { kind: 'pong', n: 1 } })
})

test('a kind that a prototype lends is no kind', () => {
  assert.equal(violationOf(parseWorkerToHost, Object.create({ kind: 'ready' })).message, 'the message has no kind')
  assert.equal(violationOf(parseWorkerToHost, { kind: 'constructor' }).message, 'no message is called "constructor"')
})

test('a violation names the place', () => {
  assert.equal(
    violationOf(parseWorkerToHost, {
      kind: 'storage',
      changes: [
        { key: 'a', value: '1' },
        { key: 'b', value: 2 },
      ],
    }).at,
    'changes[1].value',
  )
})

test('values that are too large are refused by their limit', () => {
  const { callArguments } = hostLimits
  let deep: unknown = 1
  for (let i = 0; i < 100_000; i++) deep = [deep]
  const call = (args: unknown) => ({ kind: 'call', id: 1, name: 'x', args })
  assert.match(violationOf(parseWorkerToHost, call(deep)).message, /nested deeper than 24/)
  assert.match(violationOf(parseWorkerToHost, call(Array.from({ length: callArguments.values + 1 }, () => 0))).message, /more than 100000 values/)
  assert.match(violationOf(parseWorkerToHost, call(['x'.repeat(callArguments.size)])).message, /larger than/)
  assert.match(
    violationOf(parseWorkerToHost, { kind: 'storage', changes: [{ key: 'k', value: 'x'.repeat(hostLimits.storedValue + 1) }] }).message,
    /longer than/,
  )
  assert.match(violationOf(parseWorkerToHost, { kind: 'log', level: 'log', args: Array.from({ length: 101 }, () => 'x') }).message, /longer than 100/)
})

test('a long text that is only shown is cut, not dropped', () => {
  const got = parse(parseWorkerToHost, { kind: 'log', level: 'log', args: ['x'.repeat(10_000)] })
  assert.ok(got.ok && got.value.kind === 'log')
  assert.equal(got.value.args[0]?.length, hostLimits.logText)
  assert.ok(got.value.args[0]?.endsWith('…'))
})

test('a value that contains itself ends at the depth limit', () => {
  const loop: { self?: unknown } = {}
  loop.self = loop
  assert.match(violationOf(plain({ depth: 5, values: 100, size: 1000 }), loop).message, /nested deeper than 5/)
})

test('no key can set a prototype', () => {
  const poisoned: unknown = JSON.parse('{"__proto__": "x"}')
  assert.match(violationOf(record(text(10), 10), poisoned).message, /__proto__/)
  assert.match(violationOf(plain({ depth: 5, values: 100, size: 1000 }), [poisoned]).message, /__proto__/)
})

test('a manifest whose parts do not fit together is refused', () => {
  assert.match(violationOf(parsePackageManifest, { ...manifest, app: { ...manifest.app, entry: 'pages/b/b' } }).message, /no page pages\/b\/b/)
  assert.match(violationOf(parsePackageManifest, { ...manifest, files: [file('$/main.js')] }).message, /no file \$\/main.styles.json/)
  assert.match(violationOf(parsePackageManifest, { ...manifest, app: { ...manifest.app, color: 'red;url' } }).message, /colour/)
  assert.match(violationOf(parsePackageManifest, { ...manifest, files: [{ ...file('$/main.js'), sha256: 'ABC' }] }).message, /SHA-256/)
})
