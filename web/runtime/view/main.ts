/**
 * The page frame: interprets the Worker's operations, sends it what people do, and asks the host for bytes.
 *
 * Start here: `start` is called once both ports are there (from the Worker and from the host). The frame has an opaque origin, no
 * network and no program code; what a program can reach is what the operations can say.
 */
import type { BootToView, HostToView, ViewToHost } from '../../protocol/bridge.js'
import { protocolVersion, type ViewToWorker, type WorkerToView } from '../../protocol/ops.js'
import { view as elements } from '../elements/element.js'
import { installBase, registerElements } from '../elements/index.js'
import { words } from '../elements/words.js'
import { animate } from './animate.js'
import { createEvents } from './events.js'
import { createInterpreter } from './interpreter.js'
import { createPageScroll, createPullDown, type PageScroll, type PullDown } from './pagescroll.js'
import { createObservers, query } from './queries.js'
import { createResources } from './resources.js'
import { installSheets, type Sheets } from './styles.js'

// The inline script is no child of the page: programs count on :first-child and the like.
document.currentScript?.remove()

// WebRTC ignores the content policy.
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'RTCDataChannel', 'RTCIceTransport', 'RTCSctpTransport', 'RTCDtlsTransport', 'WebTransport', 'WebSocket', 'Worker', 'SharedWorker']) {
  Reflect.deleteProperty(globalThis, name)
}

/** The keys that belong to the host: Escape goes back, Ctrl/⌘ with a letter are its shortcuts. */
const hostKey = (event: KeyboardEvent): boolean => event.key === 'Escape' || ((event.ctrlKey || event.metaKey) && /^[kK]$/.test(event.key))

/** A frame that is hidden gets no animation frames; what waits for one must not wait for ever. */
function nextFrame(then: () => void): void {
  let done = false
  const once = (): void => {
    if (done) return
    done = true
    then()
  }
  requestAnimationFrame(once)
  setTimeout(once, 100)
}

function start(worker: MessagePort, host: MessagePort): void {
  const toWorker = (message: ViewToWorker): void => worker.postMessage(message)
  const toHost = (message: ViewToHost): void => host.postMessage(message)
  const failed = (error: unknown): void => toHost({ kind: 'error', message: error instanceof Error ? error.message : String(error) })
  window.addEventListener('error', (event) => failed(event.error ?? event.message))
  window.addEventListener('unhandledrejection', (event) => failed(event.reason))

  const resources = createResources((id, url) => toHost({ kind: 'resource', id, url }))
  const events = createEvents(toWorker)
  const interpreter = createInterpreter({
    createElement: (tag) => document.createElement(tag),
    createTextNode: (text) => document.createTextNode(text),
    root: document.body,
    listen: events.listen,
    called: (callId, ok, value) => {
      const message: ViewToWorker = { kind: 'callResult', callId, ok, value }
      worker.postMessage(message, value instanceof OffscreenCanvas ? [value] : [])
    },
    animate,
  })
  const observers = createObservers(interpreter.node, (id, entry) => toWorker({ kind: 'observed', id, entry }))
  let scroll: PageScroll | null = null
  let pull: PullDown | null = null
  let sheets: Sheets | null = null

  const setup = (message: Extract<HostToView, { kind: 'setup' }>): void => {
    const root = document.documentElement
    root.lang = message.locale === 'zh' ? 'zh-CN' : 'en'
    root.dataset['theme'] = message.theme
    elements.services = { events, acquire: resources.acquire, release: resources.release, words: words[message.locale] }
    installBase()
    // The weakest place for it: `page { background }` then covers the whole frame, as it does in WeChat.
    if (message.background !== undefined) root.style.setProperty('--wx-background', message.background)
    if (message.v2 === true) root.classList.add('wx-v2')
    if (message.disableScroll === true) root.classList.add('wx-still')
    sheets = installSheets(message.sheets, resources.acquire, message.theme)
    scroll = createPageScroll({
      reachBottomDistance: message.reachBottomDistance ?? 50,
      scrolled: (scrollTop) => { if (events.listens(document.body, '$pageScroll')) events.emit(document.body, '$pageScroll', { scrollTop }) },
      reachedBottom: () => events.emit(document.body, '$reachBottom', {}),
    })
    pull = createPullDown({ byHand: message.pullDown === true && message.disableScroll !== true, refreshed: () => toHost({ kind: 'pullDownRefresh' }) })
    registerElements()
    worker.onmessage = (event: MessageEvent<WorkerToView>) => fromWorker(event.data)
    toWorker({ kind: 'ready', version: protocolVersion })
  }

  let painted = false
  const fromWorker = (message: WorkerToView): void => {
    switch (message.kind) {
      case 'batch':
        try {
          interpreter.run(message)
        } catch (error) {
          failed(error)
        }
        nextFrame(() => {
          toWorker({ kind: 'ack', seq: message.seq })
          if (painted || document.body.firstChild === null) return
          painted = true
          toHost({ kind: 'painted' })
        })
        return
      case 'query':
        return toWorker({ kind: 'queryResult', id: message.id, results: query(message.asks, interpreter.node) })
      case 'scrollTo': {
        const node = message.node === undefined ? undefined : interpreter.node(message.node)
        const base = node instanceof Element ? node.getBoundingClientRect().top + window.scrollY : (message.top ?? window.scrollY)
        return scroll?.scrollTo(base + (message.offsetTop ?? 0), message.duration)
      }
      case 'observe':
        return observers.observe(message)
      case 'unobserve':
        return observers.unobserve(message.id)
    }
  }
  host.onmessage = (event: MessageEvent<HostToView>) => {
    const message = event.data
    switch (message.kind) {
      case 'setup':
        return setup(message)
      case 'resource':
        return resources.arrived(message.id, message.blob, message.message)
      case 'pullDown':
        return pull?.show(message.on)
      case 'background':
        return document.documentElement.style.setProperty('--wx-background', message.color)
      case 'theme':
        document.documentElement.dataset['theme'] = message.theme
        return sheets?.theme(message.theme)
      case 'picked':
        return // pickers draw their own panel
    }
  }
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || !hostKey(event)) return
    event.preventDefault()
    toHost({ kind: 'key', key: event.key, ctrl: event.ctrlKey || event.metaKey })
  })
}

const listen = (event: MessageEvent<BootToView>): void => {
  const [worker, host] = event.ports
  if (event.source !== window.parent || event.data?.kind !== 'ports' || worker === undefined || host === undefined) return
  window.removeEventListener('message', listen)
  start(worker, host)
}
window.addEventListener('message', listen)
