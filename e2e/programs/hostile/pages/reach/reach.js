// Lists what can be reached from here, and tries the ways out.
const realm = (function () {
  return typeof globalThis === 'object' ? globalThis : this
})()

function namesOf(start) {
  const names = new Set()
  for (let object = start; object; object = Object.getPrototypeOf(object)) {
    for (const name of Reflect.ownKeys(object)) names.add(String(name))
  }
  return [...names].sort()
}

function attempt(name, action) {
  return Promise.resolve()
    .then(action)
    .then(
      (value) => name + '=' + (value === undefined ? 'nothing' : 'REACHED'),
      () => name + '=refused'
    )
}

Page({
  data: { done: false, names: '', tries: '' },
  onLoad() {
    const scope = realm || {}
    Promise.all([
      attempt('fetch', () => scope.fetch('https://example.com/')),
      attempt('fetch-own', () => fetch('/api/superette.v1.AccountService/Me')),
      attempt('xhr', () => new XMLHttpRequest()),
      attempt('socket', () => new WebSocket('wss://example.com/')),
      attempt('worker', () => new Worker('data:text/javascript,1')),
      attempt('import-scripts', () => importScripts('data:text/javascript,1')),
      attempt('function', () => new Function('return 1')()),
      attempt('constructor', () => (() => 0).constructor('return 1')()),
      attempt('async-constructor', () => (async () => 0).constructor('return 1')()),
      attempt('eval', () => (0, eval)('1')),
      attempt('timer-text', () => (typeof setTimeout('globalThis.leaked = 1') === 'number' && scope.leaked) || undefined),
      attempt('database', () => indexedDB.open('x')),
      attempt('channel', () => new BroadcastChannel('x')),
      attempt('rtc', () => new RTCPeerConnection()),
      attempt('object-url', () => URL.createObjectURL(new Blob(['1']))),
      attempt('post', () => postMessage('forged')),
      attempt('shared-worker', () => new SharedWorker('data:text/javascript,1')),
      attempt('events', () => new EventSource('https://example.com/')),
      attempt('transport', () => new WebTransport('https://example.com/')),
      attempt('beacon', () => navigator.sendBeacon('https://example.com/', 'x')),
      attempt('caches', () => caches.open('x')),
      attempt('font', () => new FontFace('x', 'url(https://example.com/x.woff2)').load()),
      attempt('import', () => import(['data:text/javascript', 'export default 1'].join())),
      attempt('wasm', () => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))),
      attempt('generator', () => (function* () {}).constructor('yield 1')().next()),
      attempt('construct', () => Reflect.construct(Object.getPrototypeOf(() => 0).constructor, ['return 1'])()),
      attempt('prototype', () => Object.getPrototypeOf(Object.getPrototypeOf(scope)).importScripts('data:text/javascript,1')),
      attempt('url-static', () => URL.revokeObjectURL('blob:null/0')),
      attempt('frames-above', () => (function () { return arguments.callee.caller })())
    ]).then((tries) => this.setData({ done: true, names: namesOf(scope).join(' '), tries: tries.join(' ') }))
  }
})
