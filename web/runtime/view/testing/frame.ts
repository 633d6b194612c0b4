/**
 * A page frame in a real Chromium, without a Worker or a host: the test sends operations and reads what the frame sends.
 * Nothing is served; the bundle is made in memory and put into the page.
 */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type Browser, chromium, type Page } from 'playwright-core'
import { chromiumFile } from '../../../../tools/chromium.js'
import type { HostToView, ViewToHost } from '../../../protocol/bridge.js'
import type { ViewEvent, ViewToWorker, WorkerToView } from '../../../protocol/ops.js'
import type { Ops } from './ops.js'

export async function bundle(entry: URL): Promise<string> {
  // As the bundler of the product does it (tools/webbuild).
  const inject = /runtime\/(worker|api\/)/.test(entry.href) ? [fileURLToPath(new URL('../../own.ts', import.meta.url))] : []
  const define = { 'globalThis.weChatAlone': String(/runtime\/worker(-dev)?\.ts$/.test(entry.href)) }
  const result = await build({
    entryPoints: [fileURLToPath(entry)],
    inject,
    define,
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
  })
  return result.outputFiles[0]?.text ?? ''
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumFile(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
}

interface Inside {
  worker: MessagePort
  host: MessagePort
  fromView: ViewToWorker[]
  toHost: ViewToHost[]
  /** What the host says when a built-in asks, by name: {$bitmap: [width, height, colour]} is a picture, {$fail: text} a refusal; anything else it cannot do. */
  answers: Record<string, unknown>
}

export interface Frame {
  readonly page: Page
  /** Sends one batch, and more in the same moment, and waits until it is acknowledged. */
  run(ops: Ops, ...more: readonly WorkerToView[]): Promise<void>
  toView(message: WorkerToView): Promise<void>
  fromHost(message: HostToView): Promise<void>
  /** All events sent so far, optionally of one type. */
  events(type?: string): Promise<ViewEvent[]>
  /** Waits for the n-th event of a type and gives it. */
  event(type: string, n?: number): Promise<ViewEvent>
  sent(): Promise<ViewToWorker[]>
  toHost(): Promise<ViewToHost[]>
  waitForSent(kind: ViewToWorker['kind'], n?: number): Promise<ViewToWorker>
}

export type Setup = Partial<Extract<HostToView, { kind: 'setup' }>>
export interface FrameOptions {
  readonly setup?: Setup
  readonly touch?: boolean
  /** url → [media type, base64]. Others are answered with null. */
  readonly files?: Readonly<Record<string, readonly [string, string]>>
  readonly height?: number
}

export async function openFrame(browser: Browser, script: string, options: FrameOptions = {}): Promise<Frame> {
  const context = await browser.newContext({
    viewport: { width: 375, height: options.height ?? 667 },
    hasTouch: options.touch === true,
    isMobile: options.touch === true,
  })
  // A deadline for a state, not a measure of speed: a busy machine may take long to get there.
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  await page.setContent(
    `<!doctype html><html><head><meta name="viewport" content="width=device-width,initial-scale=1"></head><body><script>${script.replaceAll('</script', '<\\/script')}</script></body></html>`,
  )
  const setup = { kind: 'setup', page: 1, sheets: [], theme: 'light', locale: 'en', base: '', ...options.setup }
  await page.evaluate(
    ({ setup, files }) => {
      const toView = new MessageChannel()
      const host = new MessageChannel()
      const inside: Inside = { worker: toView.port2, host: host.port2, fromView: [], toHost: [], answers: {} }
      Object.assign(window, { inside })
      toView.port2.onmessage = (event: MessageEvent<ViewToWorker>) => {
        inside.fromView.push(event.data)
      }
      host.port2.onmessage = (event: MessageEvent<ViewToHost>) => {
        inside.toHost.push(event.data)
        if (event.data.kind === 'ask') {
          const { id, name } = event.data
          const value = name in inside.answers ? inside.answers[name] : { $fail: 'not supported' }
          const { $bitmap, $fail } = (value ?? {}) as { $bitmap?: [number, number, string]; $fail?: string }
          if ($bitmap === undefined) return host.port2.postMessage({ kind: 'answer', id, ok: $fail === undefined, value: $fail ?? value })
          const canvas = new OffscreenCanvas($bitmap[0], $bitmap[1])
          const context = canvas.getContext('2d')
          if (context !== null) context.fillStyle = $bitmap[2]
          context?.fillRect(0, 0, canvas.width, canvas.height)
          const picture = canvas.transferToImageBitmap()
          return host.port2.postMessage({ kind: 'answer', id, ok: true, value: picture }, [picture])
        }
        if (event.data.kind !== 'resource') return
        const file = files[event.data.url]
        const bytes = file && Uint8Array.from(atob(file[1]), (c) => c.charCodeAt(0))
        host.port2.postMessage({ kind: 'resource', id: event.data.id, blob: bytes ? new Blob([bytes], { type: file[0] }) : null, message: 'not found' })
      }
      window.postMessage({ kind: 'ports' }, '*', [toView.port1, host.port1])
      host.port2.postMessage(setup)
    },
    { setup, files: options.files ?? {} },
  )
  const inside = <T>(read: (all: Inside) => T): Promise<T> => page.evaluate(`(${read.toString()})(window.inside)`) as Promise<T>
  const wait = (kind: string, type: string | undefined, n: number): Promise<unknown> =>
    page
      .waitForFunction(
        ([kind, type, n]) => {
          const all = (window as unknown as { inside: Inside }).inside.fromView
          return all.filter((message) => message.kind === kind && (type === undefined || (message as { type?: string }).type === type))[n as number]
        },
        [kind, type, n] as const,
      )
      .then((handle) => handle.jsonValue())
  await wait('ready', undefined, 0)
  let seq = 0
  return {
    page,
    async run(ops, ...more) {
      const { ops: codes, strings, values } = ops.batch()
      seq++
      await page.evaluate(
        ({ codes, strings, values, seq, more }) => {
          const { inside } = window as unknown as { inside: Inside }
          inside.worker.postMessage({ kind: 'batch', seq, ops: Int32Array.from(codes), strings, values })
          for (const message of more) inside.worker.postMessage(message)
        },
        { codes: Array.from(codes), strings, values, seq, more: [...more] },
      )
      await page.waitForFunction((n) => (window as unknown as { inside: Inside }).inside.fromView.some((m) => m.kind === 'ack' && m.seq === n), seq)
    },
    toView: (message) => page.evaluate((m) => (window as unknown as { inside: Inside }).inside.worker.postMessage(m), message),
    fromHost: (message) => page.evaluate((m) => (window as unknown as { inside: Inside }).inside.host.postMessage(m), message),
    async events(type) {
      const all = (await inside((i) => i.fromView)).filter((m): m is ViewEvent => m.kind === 'event')
      return type === undefined ? all : all.filter((event) => event.type === type)
    },
    event: async (type, n = 0) => (await wait('event', type, n)) as ViewEvent,
    sent: () => inside((i) => i.fromView),
    toHost: () => inside((i) => i.toHost),
    waitForSent: async (kind, n = 0) => (await wait(kind, undefined, n)) as ViewToWorker,
  }
}
