/**
 * The program frame: an opaque-origin document that holds one logic Worker, the one that it makes beside, and the page frames of one program.
 *
 * It is a switchboard, not a program: it turns the texts that the host checked into a Worker, gives each page frame a
 * direct port to that Worker, and slides page frames over one another. Hidden frames stay alive, so a page that is
 * come back to is where it was, scroll positions included. It runs inline, named by its hash in the policy, and must stay tiny.
 */
import type { BootInit, BootToHost, BootToSide, BootToView, BootToWorker, HostToBoot } from '../protocol/bridge.js'

const motionMs = 250

// WebRTC ignores the content policy; nothing in these frames may reach outside.
for (const name of [
  'RTCPeerConnection',
  'webkitRTCPeerConnection',
  'RTCDataChannel',
  'RTCIceTransport',
  'RTCSctpTransport',
  'RTCDtlsTransport',
  'WebTransport',
  'WebSocket',
]) {
  Reflect.deleteProperty(globalThis, name)
}

/** A page frame whose document is loaded or on its way. */
interface Made {
  readonly frame: HTMLIFrameElement
  readonly srcdoc: string
  readonly loaded: Promise<void>
}

function makeFrame(srcdoc: string, className: string): Made {
  const frame = document.createElement('iframe')
  frame.setAttribute('sandbox', 'allow-scripts')
  frame.inert = true
  frame.className = className
  frame.srcdoc = srcdoc
  const loaded = new Promise<void>((resolve) => frame.addEventListener('load', () => resolve(), { once: true }))
  document.body.append(frame)
  return { frame, srcdoc, loaded }
}

/** So long after a page came into sight it has stopped sliding. */
const spareAfterMs = 500

/**
 * Keeps an empty page frame in store: making its document and running the view's script is most of what the next page would wait for.
 * It is made when there is nothing else to do, and knows nobody until it is taken.
 */
function createSpare(): { prepare(srcdoc: string): void; take(srcdoc: string): Made; stop(): void } {
  let spare: Made | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = (): void => {
    clearTimeout(timer)
    spare?.frame.remove()
    spare = undefined
  }
  return {
    prepare(srcdoc) {
      clearTimeout(timer)
      timer = setTimeout(() => {
        if (spare?.srcdoc === srcdoc) return
        stop()
        spare = makeFrame(srcdoc, 'spare')
      }, spareAfterMs)
    },
    take(srcdoc) {
      clearTimeout(timer)
      if (spare?.srcdoc !== srcdoc) return makeFrame(srcdoc, 'fresh')
      const made = spare
      spare = undefined
      made.frame.className = 'fresh'
      return made
    },
    stop,
  }
}

/** Joins a page frame, which lies under the others, with the Worker and the host. */
function join({ frame, loaded }: Made, page: number, host: MessagePort, worker: Worker): void {
  frame.title = `page ${page}`
  const toView = new MessageChannel()
  void loaded.then(() => frame.contentWindow?.postMessage({ kind: 'ports' } satisfies BootToView, '*', [toView.port1, host]))
  worker.postMessage({ kind: 'view', page } satisfies BootToWorker, [toView.port2])
}

function layout(frame: HTMLIFrameElement | undefined, top: number, bottom: number): void {
  frame?.style.setProperty('top', `${top}px`)
  frame?.style.setProperty('height', `calc(100% - ${top + bottom}px)`)
}

type Motion = 'push' | 'pop' | 'none'

/** Shows one frame at a time, sliding; moved is called once it is where it is to be, also if another one cut that short. */
function createStage(): { show(frame: HTMLIFrameElement, motion: Motion, moved: () => void): void; remove(frame: HTMLIFrameElement): void } {
  let shown: HTMLIFrameElement | undefined
  let moving: (() => void)[] = [] // finishes what is still sliding
  // A page that is closed while it slides out is removed when it is out of sight.
  const leaving = new Set<HTMLIFrameElement>()
  let first = true

  const slide = (frame: HTMLIFrameElement, from: string, to: string, after: () => void): void => {
    const done = (): void => {
      motion.cancel()
      moving = moving.filter((finish) => finish !== done)
      after()
    }
    const motion = frame.animate([{ transform: from }, { transform: to }], { duration: motionMs, easing: 'ease-out', fill: 'both' })
    motion.onfinish = done
    moving.push(done)
  }
  const hide = (frame: HTMLIFrameElement): void => {
    if (frame === shown) return
    frame.className = ''
    frame.style.zIndex = ''
    if (leaving.delete(frame)) frame.remove()
  }
  return {
    show(frame, motion, moved) {
      if (frame === shown) return moved()
      for (const finish of moving) finish()
      const before = shown
      shown = frame
      frame.inert = false
      frame.className = 'shown'
      frame.style.zIndex = motion === 'push' ? '2' : '1'
      // A program that opens gets the focus; later pages pass it on among themselves. They never take it from the host, where
      // a PIN may be typed at that moment.
      if (first || document.hasFocus()) frame.focus()
      first = false
      if (before === undefined) return moved()
      before.inert = true
      const over = (): void => {
        hide(before)
        moved()
      }
      if (motion === 'none' || matchMedia('(prefers-reduced-motion: reduce)').matches) return over()
      before.style.zIndex = motion === 'push' ? '1' : '2'
      if (motion === 'push') {
        slide(before, 'none', 'translateX(-25%)', () => {})
        slide(frame, 'translateX(100%)', 'none', over)
      } else {
        slide(frame, 'translateX(-25%)', 'none', () => {})
        slide(before, 'none', 'translateX(100%)', over)
      }
    },
    remove(frame) {
      if (shown === frame) shown = undefined
      if (moving.length > 0 && frame.className === 'shown') leaving.add(frame)
      else frame.remove()
    },
  }
}

/** One blob, not importScripts: the runtime removes importScripts' way out before the program's first line runs. */
function workerOf(texts: readonly string[]): Worker {
  const parts = texts.flatMap((text) => [text, '\n;\n'])
  return new Worker(URL.createObjectURL(new Blob(parts, { type: 'text/javascript' })))
}

function start(init: BootInit, host: MessagePort, workerPort: MessagePort): void {
  const say = (message: BootToHost): void => host.postMessage(message)
  const worker = workerOf(init.worker)
  worker.onerror = (event) => {
    event.preventDefault()
    say({ kind: 'workerError', message: event.message ? `${event.message} (line ${event.lineno})` : 'the program could not be started' })
  }
  worker.onmessageerror = () => say({ kind: 'workerError', message: 'a message could not be read' })
  worker.postMessage({ kind: 'host' } satisfies BootToWorker, [workerPort])

  let side: Worker | undefined
  const pages = new Map<number, HTMLIFrameElement>()
  const stage = createStage()
  const spare = createSpare()
  let text = '' // of page frames
  host.onmessage = (event: MessageEvent<HostToBoot>) => {
    const message = event.data
    switch (message.kind) {
      case 'openPage': {
        const port = event.ports[0]
        if (port === undefined || pages.has(message.page)) return
        const made = spare.take(message.srcdoc)
        const { frame } = made
        join(made, message.page, port, worker)
        text = message.srcdoc
        pages.set(message.page, frame)
        return layout(frame, message.top ?? 0, message.bottom ?? 0)
      }
      case 'layoutPage':
        return layout(pages.get(message.page), message.top, message.bottom)
      case 'showPage': {
        const frame = pages.get(message.page)
        if (frame !== undefined) stage.show(frame, message.motion, () => say({ kind: 'moved', page: message.page }))
        return spare.prepare(text)
      }
      case 'closePage': {
        const frame = pages.get(message.page)
        pages.delete(message.page)
        if (frame !== undefined) stage.remove(frame)
        return
      }
      case 'openSide': {
        const port = event.ports[0]
        if (port === undefined) return
        side?.terminate()
        side = workerOf(message.texts)
        const between = new MessageChannel()
        side.postMessage({ kind: 'side' } satisfies BootToSide, [between.port1, port])
        return worker.postMessage({ kind: 'view', page: 0 } satisfies BootToWorker, [between.port2])
      }
      case 'closeSide':
        return side?.terminate()
      case 'stop':
        worker.terminate()
        side?.terminate()
        spare.stop()
        for (const frame of pages.values()) frame.remove()
        pages.clear()
        return
    }
  }
  say({ kind: 'booted' })
}

// A fresh page lies under the shown one instead of being hidden: hidden frames get no animation frames, and its first
// drawing would wait for them.
const style = document.createElement('style')
style.textContent =
  'html,body{margin:0;height:100%;overflow:hidden;background:transparent}' +
  'iframe{position:absolute;inset:0;width:100%;height:100%;border:0;visibility:hidden}iframe.shown,iframe.fresh{visibility:visible}iframe.fresh{z-index:0}'
document.head.append(style)

const listen = (event: MessageEvent<BootInit>): void => {
  const [host, worker] = event.ports
  if (event.source !== window.parent || event.data?.kind !== 'boot' || host === undefined || worker === undefined) return
  window.removeEventListener('message', listen)
  start(event.data, host, worker)
}
window.addEventListener('message', listen)
