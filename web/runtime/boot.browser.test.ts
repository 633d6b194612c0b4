import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { BootToHost, HostToBoot, ViewToHost } from '../protocol/bridge.js'
import { op } from '../protocol/ops.js'
import { bundle, launch } from './view/testing/frame.js'
import { Ops } from './view/testing/ops.js'

interface Inside {
  boot: MessagePort
  fromBoot: BootToHost[]
  fromViews: (ViewToHost & { page: number })[]
  fromWorker: unknown[]
}

/** A Worker that puts one line on every page it gets, hands the last one what the test has for it, and tells what it observes. */
const workerText = `
onmessage = (event) => {
  const port = event.ports[0]
  if (event.data.kind === 'host') {
    self.host = port
    port.onmessage = (m) => {
      if (m.data === 'break') throw new Error('broken on purpose')
      if (m.data.toPage === undefined) return port.postMessage(m.data)
      for (const each of m.data.toPage) self.shown.postMessage(each)
    }
    return
  }
  self.shown = port
  port.onmessage = (m) => {
    if (m.data.kind === 'observed') self.host.postMessage(m.data)
    if (m.data.kind !== 'ready') return
    port.postMessage({ kind: 'batch', seq: 1, ops: Int32Array.from([${op.create},2,0,0, ${op.text},3,1,2, ${op.insert},1,2,0]), strings: ['wx-view', 'page ' + event.data.page], values: [] })
  }
}`

const hash = (script: string): string => `'sha256-${createHash('sha256').update(script).digest('base64')}'`
/** The policy of a program's frames: both documents are held to it, as in the host. */
const policy = (scripts: readonly string[]): string =>
  `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${scripts.map(hash).join(' ')} blob:; worker-src blob:; img-src blob: data:; media-src blob: data:; font-src data: blob:; style-src 'unsafe-inline'; frame-src 'none'">`

let browser: Browser
let boot: string
let view: string
before(async () => {
  boot = await bundle(new URL('boot.ts', import.meta.url))
  view = await bundle(new URL('view/main.ts', import.meta.url))
  browser = await launch()
})
after(() => browser.close())

async function open(): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 375, height: 667 } })
  page.setDefaultTimeout(5000)
  await page.setContent(`<!doctype html><html><head>${policy([boot, view])}</head><body><script>${boot}</script></body></html>`)
  await page.evaluate(
    ({ workerText, srcdoc }) => {
      const toBoot = new MessageChannel()
      const toWorker = new MessageChannel()
      const inside: Inside = { boot: toBoot.port2, fromBoot: [], fromViews: [], fromWorker: [] }
      toBoot.port2.onmessage = (event: MessageEvent<BootToHost>) => {
        inside.fromBoot.push(event.data)
      }
      toWorker.port2.onmessage = (event: MessageEvent<unknown>) => {
        inside.fromWorker.push(event.data)
      }
      // A method, since the test runner's compiler wraps named functions in a helper that the page has not.
      Object.assign(window, {
        inside,
        worker: toWorker.port2,
        openPage(number: number) {
          const channel = new MessageChannel()
          channel.port1.onmessage = (event: MessageEvent<ViewToHost>) => {
            inside.fromViews.push({ ...event.data, page: number })
          }
          toBoot.port2.postMessage({ kind: 'openPage', page: number, srcdoc, top: 40, bottom: 20 }, [channel.port2])
          channel.port1.postMessage({ kind: 'setup', page: number, sheets: [], theme: 'light', locale: 'en', base: '' })
        },
      })
      window.postMessage({ kind: 'boot', worker: [workerText, 'self.second = 1'] }, '*', [toBoot.port1, toWorker.port1])
    },
    { workerText, srcdoc: `<!doctype html><html><head>${policy([boot, view])}</head><body><script>${view}</script></body></html>` },
  )
  await page.waitForFunction(() => (window as unknown as { inside: Inside }).inside.fromBoot.some((m) => m.kind === 'booted'))
  return page
}

const openPage = (page: Page, number: number): Promise<void> => page.evaluate((n) => (window as unknown as { openPage(n: number): void }).openPage(n), number)
const tell = (page: Page, message: HostToBoot): Promise<void> =>
  page.evaluate((m) => (window as unknown as { inside: Inside }).inside.boot.postMessage(m), message)
const painted = (page: Page, number: number): Promise<unknown> =>
  page.waitForFunction((n) => (window as unknown as { inside: Inside }).inside.fromViews.some((m) => m.page === n && m.kind === 'painted'), number)

test('the Worker and a page frame get their ports, and the page is drawn between the bars', async () => {
  const page = await open()
  await openPage(page, 1)
  await painted(page, 1)
  await tell(page, { kind: 'showPage', page: 1, motion: 'none' })
  await page.waitForSelector('iframe.shown')
  assert.equal(await page.frameLocator('iframe.shown').locator('body').textContent(), 'page 1')
  assert.deepEqual(
    await page.locator('iframe.shown').evaluate((e) => [e.getBoundingClientRect().top, e.getBoundingClientRect().height, e.getAttribute('sandbox')]),
    [40, 607, 'allow-scripts'],
  )
  await page.evaluate(() => (window as unknown as { worker: MessagePort }).worker.postMessage('echo'))
  await page.waitForFunction(() => (window as unknown as { inside: Inside }).inside.fromWorker[0] === 'echo')
  await page.close()
})

test('an observer’s margins and bounds hold in a frame that has an origin of its own', async () => {
  const page = await open()
  await openPage(page, 1)
  await painted(page, 1)
  await tell(page, { kind: 'showPage', page: 1, motion: 'none' })
  const far = new Ops().add(1, 4, 'wx-view', { style: 'height:700px' }).add(1, 5, 'wx-view', { style: 'height:50px' })
  const { ops, strings, values } = far.add(1, 6, 'wx-image', { props: { lazyLoad: true, src: '/far.png' } }).batch()
  await page.evaluate(
    ({ ops, strings, values }) => {
      const batch = { kind: 'batch', seq: 2, ops: Int32Array.from(ops), strings, values }
      const observe = { kind: 'observe', id: 1, nodes: [5], thresholds: [0], margins: [0, 0, 300, 0] }
      ;(window as unknown as { worker: MessagePort }).worker.postMessage({ toPage: [batch, observe] })
    },
    { ops: Array.from(ops), strings, values },
  )
  const seen = await page.waitForFunction(
    () =>
      (window as unknown as { inside: { fromWorker: { readonly kind?: string; readonly entry?: unknown }[] } }).inside.fromWorker.find(
        (m) => m.kind === 'observed',
      )?.entry,
  )
  const { intersectionRatio, relativeRect } = (await seen.jsonValue()) as { readonly intersectionRatio: number; readonly relativeRect: unknown }
  assert.equal(intersectionRatio, 1, 'it is below the page and within the margin')
  assert.deepEqual(relativeRect, { left: 0, right: 375, top: 0, bottom: 907, width: 375, height: 907 })
  // A picture that is marked lazy comes while it is three screens away.
  await page.waitForFunction(() =>
    (window as unknown as { inside: Inside }).inside.fromViews.some((message) => message.kind === 'resource' && message.url === '/far.png'),
  )
  await page.close()
})

test('pages are pushed and popped, and a closed one goes when it is out of sight', async () => {
  const page = await open()
  for (const number of [1, 2]) {
    await openPage(page, number)
    await painted(page, number)
  }
  await tell(page, { kind: 'showPage', page: 1, motion: 'none' })
  await tell(page, { kind: 'showPage', page: 2, motion: 'push' })
  await page.waitForFunction(
    () => document.querySelectorAll('iframe.shown').length === 1 && document.querySelector('iframe.shown')?.getAttribute('title') === 'page 2',
  )
  assert.equal(await page.locator('iframe:not(.spare)').count(), 2)
  await tell(page, { kind: 'showPage', page: 1, motion: 'pop' })
  await tell(page, { kind: 'closePage', page: 2 })
  await page.waitForFunction(() => document.querySelectorAll('iframe:not(.spare)').length === 1)
  assert.equal(await page.locator('iframe.shown').getAttribute('title'), 'page 1')
  assert.equal(await page.locator('iframe.shown').evaluate((e) => (e as HTMLElement).inert), false)
  await page.close()
})

test('after a page is shown the next one has a frame in store, which is taken once and made anew', async () => {
  const page = await open()
  await openPage(page, 1)
  await painted(page, 1)
  assert.equal(await page.locator('iframe').count(), 1)
  await tell(page, { kind: 'showPage', page: 1, motion: 'none' })
  const spare = page.locator('iframe.spare')
  await spare.waitFor({ state: 'attached' })
  assert.deepEqual(await spare.evaluate((e: HTMLIFrameElement) => [e.getAttribute('sandbox'), e.inert, getComputedStyle(e).visibility]), [
    'allow-scripts',
    true,
    'hidden',
  ])
  await spare.evaluate((e) => {
    e.dataset['was'] = 'spare'
  })
  await openPage(page, 2)
  await painted(page, 2)
  await tell(page, { kind: 'showPage', page: 2, motion: 'push' })
  const second = page.locator('iframe[title="page 2"]')
  assert.equal(await second.getAttribute('data-was'), 'spare')
  assert.equal(await second.contentFrame().locator('body').textContent(), 'page 2')
  await spare.waitFor({ state: 'attached' })
  assert.equal(await spare.getAttribute('data-was'), null)
  await tell(page, { kind: 'stop' })
  await page.waitForFunction(() => document.querySelectorAll('iframe').length === 0)
  await page.close()
})

test('an error in the Worker is told to the host, and a second boot message changes nothing', async () => {
  const page = await open()
  await page.evaluate(() => (window as unknown as { worker: MessagePort }).worker.postMessage('break'))
  await page.waitForFunction(() =>
    (window as unknown as { inside: Inside }).inside.fromBoot.some((m) => m.kind === 'workerError' && m.message.includes('broken on purpose')),
  )
  await page.evaluate(() => {
    const channel = new MessageChannel()
    const other = new MessageChannel()
    window.postMessage({ kind: 'boot', worker: [''] }, '*', [channel.port1, other.port1])
  })
  await page.evaluate(() => (window as unknown as { worker: MessagePort }).worker.postMessage('still here'))
  await page.waitForFunction(() => (window as unknown as { inside: Inside }).inside.fromWorker.includes('still here'))
  assert.equal(await page.evaluate(() => (window as unknown as { inside: Inside }).inside.fromBoot.filter((m) => m.kind === 'booted').length), 1)
  await page.close()
})

test('nothing that talks to the network on its own is left in the frames', async () => {
  const page = await open()
  await openPage(page, 1)
  await painted(page, 1)
  const names = ['RTCPeerConnection', 'webkitRTCPeerConnection', 'RTCDataChannel', 'WebTransport', 'WebSocket']
  const left = (all: readonly string[]): string[] => all.filter((name) => name in globalThis)
  assert.deepEqual(await page.evaluate(left, names), [])
  const frame = page.frames().find((each) => each !== page.mainFrame())
  assert.ok(frame)
  assert.deepEqual(await frame.evaluate(left, [...names, 'Worker', 'SharedWorker']), [])
  // What is left is held by the policy.
  const tries = (): Promise<string> =>
    fetch('data:,x').then(
      () => 'fetched',
      () => 'refused',
    )
  assert.equal(await frame.evaluate(tries), 'refused')
  await page.close()
})
