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
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'RTCDataChannel', 'RTCIceTransport', 'RTCSctpTransport', 'RTCDtlsTransport', 'WebTransport', 'WebSocket']) {
  Reflect.deleteProperty(globalThis, name)
}

function start(init: BootInit, host: MessagePort, workerPort: MessagePort): void {
  const say = (message: BootToHost): void => host.postMessage(message)
  // One blob, not importScripts: the runtime removes importScripts' way out before the program's first line runs.
  const url = URL.createObjectURL(new Blob(init.worker.flatMap((text) => [text, '\n;\n']), { type: 'text/javascript' }))
  const worker = new Worker(url)
  const tell = (message: BootToWorker, port: MessagePort): void => worker.postMessage(message, [port])
  worker.onerror = (event) => {
    event.preventDefault()
    say({ kind: 'workerError', message: event.message ? `${event.message} (line ${event.lineno})` : 'the program could not be started' })
  }
  worker.onmessageerror = () => say({ kind: 'workerError', message: 'a message could not be read' })
  tell({ kind: 'host' }, workerPort)

  const pages = new Map<number, HTMLIFrameElement>()
  let shown: HTMLIFrameElement | undefined
  let moving: (() => void)[] = [] // finishes what is still sliding

  const layout = (frame: HTMLIFrameElement | undefined, top: number, bottom: number): void => {
    frame?.style.setProperty('top', `${top}px`)
    frame?.style.setProperty('height', `calc(100% - ${top + bottom}px)`)
  }

  const openPage = (page: number, srcdoc: string, port: MessagePort): HTMLIFrameElement => {
    const frame = document.createElement('iframe')
    frame.setAttribute('sandbox', 'allow-scripts')
    frame.title = `page ${page}`
    frame.inert = true
    frame.className = 'fresh'
    frame.srcdoc = srcdoc
    const toView = new MessageChannel()
    frame.addEventListener('load', () => {
      const message: BootToView = { kind: 'ports' }
      frame.contentWindow?.postMessage(message, '*', [toView.port1, port])
    }, { once: true })
    tell({ kind: 'view', page }, toView.port2)
    pages.set(page, frame)
    document.body.append(frame)
    return frame
  }

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

  const showPage = (page: number, motion: 'push' | 'pop' | 'none'): void => {
    const frame = pages.get(page)
    if (frame === undefined || frame === shown) return
    for (const finish of moving) finish()
    const before = shown
    shown = frame
    frame.inert = false
    frame.className = 'shown'
    frame.style.zIndex = motion === 'push' ? '2' : '1'
    const hide = (): void => {
      if (before === undefined || before === shown) return
      before.className = ''
      before.style.zIndex = ''
      if (leaving.delete(before)) before.remove()
    }
    if (before !== undefined) before.inert = true
    if (before === undefined || motion === 'none' || matchMedia('(prefers-reduced-motion: reduce)').matches) hide()
    else if (motion === 'push') {
      before.style.zIndex = '1'
      slide(before, 'none', 'translateX(-25%)', () => {})
      slide(frame, 'translateX(100%)', 'none', hide)
    } else {
      before.style.zIndex = '2'
      slide(frame, 'translateX(-25%)', 'none', () => {})
      slide(before, 'none', 'translateX(100%)', hide)
    }
    frame.focus()
  }

  // A page that is closed while it slides out is removed when it is out of sight.
  const leaving = new Set<HTMLIFrameElement>()
  const closePage = (page: number): void => {
    const frame = pages.get(page)
    if (frame === undefined) return
    pages.delete(page)
    if (shown === frame) shown = undefined
    if (moving.length > 0 && frame.className === 'shown') leaving.add(frame)
    else frame.remove()
  }

  host.onmessage = (event: MessageEvent<HostToBoot>) => {
    const message = event.data
    switch (message.kind) {
      case 'openPage': {
        const port = event.ports[0]
        if (port !== undefined) layout(openPage(message.page, message.srcdoc, port), message.top ?? 0, message.bottom ?? 0)
        return
      }
      case 'layoutPage':
        return layout(pages.get(message.page), message.top, message.bottom)
      case 'showPage':
        return showPage(message.page, message.motion)
      case 'closePage':
        return closePage(message.page)
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
  'iframe{position:absolute;inset:0;width:100%;height:100%;border:0;visibility:hidden;will-change:transform}iframe.shown,iframe.fresh{visibility:visible}iframe.fresh{z-index:0}'
document.head.append(style)

const listen = (event: MessageEvent<BootInit>): void => {
  const [host, worker] = event.ports
  if (event.source !== window.parent || event.data?.kind !== 'boot' || host === undefined || worker === undefined) return
  window.removeEventListener('message', listen)
  start(event.data, host, worker)
}
window.addEventListener('message', listen)
