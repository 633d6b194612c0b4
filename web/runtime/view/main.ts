/**
 * The page frame: interprets the Worker's operations, sends it what people do, and asks the host for bytes.
 *
 * Start here: `start` is called once both ports are there (from the Worker and from the host). The frame has an opaque origin, no
 * network and no program code; what a program can reach is what the operations can say.
 */
import type { BootToView, HostToView, ViewToHost } from '../../protocol/bridge.js'
import type { StyleSheet } from '../../protocol/template.js'
import { protocolVersion, type ViewToWorker, type WorkerToView } from '../../protocol/ops.js'
import { type Font, fontsOf } from '../core/fonts.js'
import { view as elements } from '../elements/element.js'
import { openDoor } from '../elements/kit.js'
import { installBase, registerElements } from '../elements/index.js'
import { closeContainer } from '../elements/pagecontainer.js'
import type { WxVideo } from '../elements/video.js'
import { words } from '../elements/words.js'
import { animate } from './animate.js'
import { caughtMove, createEvents, type Events } from './events.js'
import { createInlineStyles, type InlineStyles } from './inlinestyles.js'
import { createInterpreter, PageFull } from './interpreter.js'
import type { BuiltIn } from './nodes.js'
import { createPageScroll, createPullDown, type PageScroll, type PullDown } from './pagescroll.js'
import { createObservers, query } from './queries.js'
import { type Asks, createAsks } from './asks.js'
import { createResources, type Resources } from './resources.js'
import { installSheets } from './styles.js'

// The inline script is no child of the page: programs count on :first-child and the like.
document.currentScript?.remove()

// Chunks of built-ins follow in scripts of their own.
openDoor()

// WebRTC ignores the content policy.
for (const name of [
  'RTCPeerConnection',
  'webkitRTCPeerConnection',
  'RTCDataChannel',
  'RTCIceTransport',
  'RTCSctpTransport',
  'RTCDtlsTransport',
  'WebTransport',
  'WebSocket',
  'Worker',
  'SharedWorker',
]) {
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

interface Ends {
  toWorker(message: ViewToWorker): void
  toHost(message: ViewToHost): void
}

function stepBack(toHost: Ends['toHost']): void {
  if (!closeContainer()) toHost({ kind: 'unheld' })
}

/** The page's own scrolling and looks, known once the host has sent its setup. */
interface Surface {
  readonly scroll: PageScroll
  readonly pull: PullDown
  theme(theme: 'light' | 'dark'): void
  restyle(sheets: readonly StyleSheet[]): void
}

interface Beneath {
  readonly events: Events
  readonly resources: Resources
  readonly asks: Asks
}

const look = document.documentElement.style
const background = (color: string): void => look.setProperty('--wx-background', color)
/** White ones are for a dark ground. */
const dots = (style = 'dark'): void => look.setProperty('--wx-dots', style === 'light' ? '#fff' : '')

function setUp(message: Extract<HostToView, { kind: 'setup' }>, { toHost }: Ends, { events, resources, asks }: Beneath): Surface {
  const root = document.documentElement
  root.lang = message.locale === 'zh' ? 'zh-CN' : 'en'
  root.dataset['theme'] = message.theme
  elements.services = {
    events,
    holdsBack: (on) => toHost({ kind: 'holdsBack', on }),
    acquire: resources.acquire,
    release: resources.release,
    ask: asks.ask,
    words: words[message.locale],
  }
  installBase()
  ownMethods()
  // The weakest place for it: `page { background }` then covers the whole frame, as it does in WeChat.
  if (message.background !== undefined) background(message.background)
  dots(message.dots)
  if (message.v2 === true) root.classList.add('wx-v2')
  if (message.disableScroll === true) root.classList.add('wx-still')
  let { theme } = message
  let sheets = installSheets(message.sheets, resources.acquire, theme)
  registerElements()
  return {
    scroll: createPageScroll({
      reachBottomDistance: message.reachBottomDistance ?? 50,
      scrolled: (scrollTop) => events.emit(document.body, '$pageScroll', { scrollTop }),
      reachedBottom: () => events.emit(document.body, '$reachBottom', {}),
    }),
    pull: createPullDown({
      byHand: message.pullDown === true && message.disableScroll !== true,
      caught: caughtMove,
      refreshed: () => toHost({ kind: 'pullDownRefresh' }),
    }),
    theme: (next) => {
      theme = next
      root.dataset['theme'] = theme
      sheets.theme(theme)
    },
    restyle: (next) => {
      const before = sheets
      sheets = installSheets(next, resources.acquire, theme)
      before.remove()
    },
  }
}

/** What the Worker says is carried out in slices of so many ms, so that a tap is heard while a long list is made. */
const sliceMs = 40
/**
 * So much longer if the rows of a list are being put into their places, which is quick: a picture of half of them would take many
 * times as long as the other half, and is of no use to anybody.
 */
const placingMs = 160

interface WorkerSide {
  /** In order, at once or when what came before is done. */
  take(message: WorkerToView, surface: Surface): void
  /** While the program is out of sight nothing is carried out. */
  rest(on: boolean): void
}

interface Drawing {
  readonly events: Events
  readonly styles: InlineStyles
  failed(error: unknown): void
}

/** The page's own methods, called of its root. */
function ownMethods(): void {
  const addFont = fontsOf(FontFace, document.fonts)
  const invoke: BuiltIn['invoke'] = (method, args) => {
    if (method === 'font') return addFont(args as Font)
    const active = document.activeElement
    if (method === 'selection') {
      const { selectionStart: start, selectionEnd: end } = (active ?? {}) as HTMLInputElement
      return start == null ? null : { start, end }
    }
    // What has the keyboard lets go of it.
    if (active instanceof HTMLElement) active.blur()
  }
  Object.assign(document.body, { invoke })
}

function createWorkerSide(worker: MessagePort, { toWorker, toHost }: Ends, { events, styles, failed }: Drawing): WorkerSide {
  const interpreter = createInterpreter({
    createElement: (tag) => document.createElement(tag),
    createTextNode: (text) => document.createTextNode(text),
    root: document.body,
    listen: events.listen,
    called: (callId, ok, value) => {
      const message: ViewToWorker = { kind: 'callResult', callId, ok, value }
      worker.postMessage(message, value instanceof OffscreenCanvas ? [value] : [])
    },
    animate: (element, animation) => animate(element, animation, interpreter.node),
    styles,
  })
  const observers = createObservers(interpreter.node, (id, entry) => toWorker({ kind: 'observed', id, entry }))
  let painted = false
  const acknowledge = (seq: number): void => {
    toWorker({ kind: 'ack', seq })
    if (painted || document.body.firstChild === null) return
    painted = true
    toHost({ kind: 'painted' })
  }
  const queue: { readonly message: WorkerToView; readonly surface: Surface }[] = []
  let from = 0
  let resting = false
  let full = false
  /** False: there is more of this batch. */
  const draw = (batch: Extract<WorkerToView, { kind: 'batch' }>, until: number): boolean => {
    try {
      from = interpreter.run(batch, from, (placing) => performance.now() > until + (placing ? placingMs : 0))
      if (from < batch.ops.length) return false
    } catch (error) {
      failed(error)
      if (error instanceof PageFull) {
        full = true
        queue.length = 0
        toHost({ kind: 'full' })
        return true
      }
    }
    from = 0
    if (batch.more !== true) nextFrame(() => acknowledge(batch.seq))
    return true
  }
  // A task of its own, behind the taps that came meanwhile.
  const later = new MessageChannel()
  let goesOn = false
  const goOn = (): void => {
    goesOn = true
    later.port2.postMessage(null)
  }
  const pump = (): void => {
    goesOn = false
    const until = performance.now() + sliceMs
    for (let head = queue[0]; head !== undefined && !resting && !full; head = queue[0]) {
      if (performance.now() > until) return goOn()
      if (head.message.kind !== 'batch') carryOut(head.message, head.surface)
      else if (!draw(head.message, until)) return goOn()
      queue.shift()
    }
  }
  later.port1.onmessage = pump
  const carryOut = (message: Exclude<WorkerToView, { kind: 'batch' }>, surface: Surface): void => {
    switch (message.kind) {
      case 'query':
        return toWorker({ kind: 'queryResult', id: message.id, results: query(message.asks, interpreter.node) })
      case 'scrollTo': {
        const node = message.node === undefined ? undefined : interpreter.node(message.node)
        const base = node instanceof Element ? node.getBoundingClientRect().top + window.scrollY : (message.top ?? window.scrollY)
        return surface.scroll.scrollTo(base + (message.offsetTop ?? 0), message.duration)
      }
      case 'observe':
        return observers.observe(message)
      case 'unobserve':
        return observers.unobserve(message.id)
      case 'shown':
        if (!message.on) for (const video of document.getElementsByTagName('wx-video')) (video as Partial<WxVideo>).pageHidden?.()
        return
      case 'back':
        return stepBack(toHost)
    }
  }
  return {
    take(message, surface) {
      if (full) return
      queue.push({ message, surface })
      if (!goesOn) pump()
    },
    rest(on) {
      resting = on
      if (!on && !goesOn) pump()
    },
  }
}

function start(worker: MessagePort, host: MessagePort): void {
  const ends: Ends = { toWorker: (message) => worker.postMessage(message), toHost: (message) => host.postMessage(message) }
  const failed = (error: unknown): void => ends.toHost({ kind: 'error', message: error instanceof Error ? error.message : String(error) })
  window.addEventListener('error', (event) => failed(event.error ?? event.message))
  window.addEventListener('unhandledrejection', (event) => failed(event.reason))

  const resources = createResources((id, url) => ends.toHost({ kind: 'resource', id, url }))
  const asks = createAsks((id, name, args) => ends.toHost({ kind: 'ask', id, name, args }))
  const events = createEvents(ends.toWorker)
  const workerSide = createWorkerSide(worker, ends, { events, styles: createInlineStyles(resources), failed })
  let surface: Surface | null = null
  host.onmessage = (event: MessageEvent<HostToView>) => {
    const message = event.data
    switch (message.kind) {
      case 'setup': {
        if (surface !== null) return
        const made = setUp(message, ends, { events, resources, asks })
        surface = made
        worker.onmessage = (event: MessageEvent<WorkerToView>) => workerSide.take(event.data, made)
        return ends.toWorker({ kind: 'ready', version: protocolVersion })
      }
      case 'resource':
        return resources.arrived(message.id, message.blob, message.message)
      case 'pullDown':
        return surface?.pull.show(message.on)
      case 'pullByHand':
        return surface?.pull.allow(message.on)
      case 'theme':
        return surface?.theme(message.theme)
      case 'back':
        return stepBack(ends.toHost)
      case 'ping':
        return ends.toHost({ kind: 'pong', n: message.n })
      case 'rest':
        return workerSide.rest(message.on)
      case 'restyle':
        return surface?.restyle(message.sheets)
      case 'answer':
        return asks.answered(message)
      case 'background':
        return background(message.color)
      case 'pullDownDots':
        return dots(message.style)
      default:
        message satisfies never // what is sent is carried out
    }
  }
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || !hostKey(event)) return
    event.preventDefault()
    ends.toHost({ kind: 'key', key: event.key, ctrl: event.ctrlKey || event.metaKey })
  })
}

const listen = (event: MessageEvent<BootToView>): void => {
  const [worker, host] = event.ports
  if (event.source !== window.parent || event.data?.kind !== 'ports' || worker === undefined || host === undefined) return
  window.removeEventListener('message', listen)
  start(worker, host)
}
window.addEventListener('message', listen)
