/**
 * The program frame: an opaque-origin document that holds one logic Worker and the page frames of one program.
 *
 * It is a switchboard, not a program: it turns the texts that the host checked into a Worker, gives each page frame a
 * direct port to that Worker, and slides page frames over one another. Hidden frames stay alive, so a page that is
 * come back to is where it was, scroll positions included. It runs inline, named by its hash in the policy, and must stay tiny.
 */
import type { BootInit, BootToHost, BootToView, BootToWorker, HostToBoot } from '../protocol/bridge.js'

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

/** Puts a new page frame under the others and joins it with the Worker; gives the frame. */
function addFrame(page: number, srcdoc: string, host: MessagePort, worker: Worker): HTMLIFrameElement {
  const frame = document.createElement('iframe')
  frame.setAttribute('sandbox', 'allow-scripts')
  frame.title = `page ${page}`
  frame.inert = true
  frame.className = 'fresh'
  frame.srcdoc = srcdoc
  const toView = new MessageChannel()
  frame.addEventListener(
    'load',
    () => {
      const message: BootToView = { kind: 'ports' }
      frame.contentWindow?.postMessage(message, '*', [toView.port1, host])
    },
    { once: true },
  )
  worker.postMessage({ kind: 'view', page } satisfies BootToWorker, [toView.port2])
  document.body.append(frame)
  return frame
}

function layout(frame: HTMLIFrameElement | undefined, top: number, bottom: number): void {
  frame?.style.setProperty('top', `${top}px`)
  frame?.style.setProperty('height', `calc(100% - ${top + bottom}px)`)
}

type Motion = 'push' | 'pop' | 'none'

/** Shows one frame at a time, sliding. */
function createStage(): { show(frame: HTMLIFrameElement, motion: Motion): void; remove(frame: HTMLIFrameElement): void } {
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
    show(frame, motion) {
      if (frame === shown) return
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
      if (before === undefined) return
      before.inert = true
      if (motion === 'none' || matchMedia('(prefers-reduced-motion: reduce)').matches) return hide(before)
      before.style.zIndex = motion === 'push' ? '1' : '2'
      if (motion === 'push') {
        slide(before, 'none', 'translateX(-25%)', () => {})
        slide(frame, 'translateX(100%)', 'none', () => hide(before))
      } else {
        slide(frame, 'translateX(-25%)', 'none', () => {})
        slide(before, 'none', 'translateX(100%)', () => hide(before))
      }
    },
    remove(frame) {
      if (shown === frame) shown = undefined
      if (moving.length > 0 && frame.className === 'shown') leaving.add(frame)
      else frame.remove()
    },
  }
}

function start(init: BootInit, host: MessagePort, workerPort: MessagePort): void {
  const say = (message: BootToHost): void => host.postMessage(message)
  // One blob, not importScripts: the runtime removes importScripts' way out before the program's first line runs.
  const url = URL.createObjectURL(
    new Blob(
      init.worker.flatMap((text) => [text, '\n;\n']),
      { type: 'text/javascript' },
    ),
  )
  const worker = new Worker(url)
  worker.onerror = (event) => {
    event.preventDefault()
    say({ kind: 'workerError', message: event.message ? `${event.message} (line ${event.lineno})` : 'the program could not be started' })
  }
  worker.onmessageerror = () => say({ kind: 'workerError', message: 'a message could not be read' })
  worker.postMessage({ kind: 'host' } satisfies BootToWorker, [workerPort])

  const pages = new Map<number, HTMLIFrameElement>()
  const stage = createStage()
  host.onmessage = (event: MessageEvent<HostToBoot>) => {
    const message = event.data
    switch (message.kind) {
      case 'openPage': {
        const port = event.ports[0]
        if (port === undefined || pages.has(message.page)) return
        const frame = addFrame(message.page, message.srcdoc, port, worker)
        pages.set(message.page, frame)
        return layout(frame, message.top ?? 0, message.bottom ?? 0)
      }
      case 'layoutPage':
        return layout(pages.get(message.page), message.top, message.bottom)
      case 'showPage': {
        const frame = pages.get(message.page)
        if (frame !== undefined) stage.show(frame, message.motion)
        return
      }
      case 'closePage': {
        const frame = pages.get(message.page)
        pages.delete(message.page)
        if (frame !== undefined) stage.remove(frame)
        return
      }
      case 'stop':
        worker.terminate()
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
