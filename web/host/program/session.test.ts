import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256Hex } from './package.js'
import type { ProgramPorts } from './ports.js'
import { createSession, type Session } from './session.js'
import type { Surroundings } from './system.js'

const bytesOf = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer

/** A program with one page, under the addresses of its package and of the runtime. */
async function served(): Promise<{ readonly sha: string; readonly texts: ReadonlyMap<string, string> }> {
  const files = Object.entries({ '$/main.js': 'run()', '$/main.styles.json': '{}' })
  const list = await Promise.all(
    files.map(async ([path, text]) => ({ path, sha256: await sha256Hex(bytesOf(text)), size: text.length, type: 'text/javascript' })),
  )
  const chunks = { main: { js: '$/main.js', styles: '$/main.styles.json', root: '' } }
  const pages = { 'a/a': { chunk: 'main', styles: [], window: {} } }
  const app = { dialect: 'wechat', name: 'T', color: '#000000', entry: 'a/a', pages, window: {}, chunks, elements: [], apis: [] }
  const manifest = JSON.stringify({ format: 1, app, files: list })
  const sha = await sha256Hex(bytesOf(manifest))
  const build = JSON.stringify({ runtime: { worker: 'worker.js', view: 'view.js', boot: 'boot.js' } })
  const runtime = { '/assets/build.json?build=': build, '/assets/worker.js': '', '/assets/view.js': '', '/assets/boot.js': '' }
  const texts = new Map(Object.entries(runtime))
  texts.set(`/pkg/${sha}/manifest.json`, manifest)
  for (const [path, text] of files) texts.set(`/pkg/${sha}/${path.split('/').map(encodeURIComponent).join('/')}`, text)
  return { sha, texts }
}

interface Browser {
  /** Resolves when the program's frame was told to start its Worker. */
  readonly booted: Promise<void>
  /** The database of what programs keep opens only now; it is empty. */
  open(): void
}

/** What a run needs of a browser: a frame that loads, and a database that takes its time. */
function browser(texts: ReadonlyMap<string, string>): Browser {
  let told: () => void = () => undefined
  const booted = new Promise<void>((resolve) => {
    told = resolve
  })
  const frame = {
    addEventListener: (_: string, listener: () => void) => queueMicrotask(listener),
    setAttribute: () => undefined,
    remove: () => undefined,
    contentWindow: { postMessage: () => told() },
  }
  const done = <T>(result: T): { result: T; onsuccess?: () => void } => {
    const request: { result: T; onsuccess?: () => void } = { result }
    queueMicrotask(() => request.onsuccess?.())
    return request
  }
  const store = { getAllKeys: () => done([]), getAll: () => done([]) }
  const database: { onsuccess?: () => void; result: unknown } = { result: { transaction: () => ({ objectStore: () => store }) } }
  const globals = {
    document: { createElement: () => frame, getElementById: () => null, documentElement: { dataset: {} } },
    fetch: (url: string) => Promise.resolve(new Response(texts.get(url) ?? null, { status: texts.has(url) ? 200 : 404 })),
    indexedDB: { open: () => database },
    IDBKeyRange: { bound: () => ({}) },
    localStorage: { getItem: () => null, setItem: () => undefined },
  }
  for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true })
  return { booted, open: () => database.onsuccess?.() }
}

function started(sha: string): Session {
  const program = { appId: 'wx1', name: 'T', color: '#000000', logo: '', description: '', package: sha, version: '1', publisher: 'p' }
  const unasked = (): never => assert.fail('nobody asks for this')
  const ports: ProgramPorts = {
    userId: 'usr_1',
    dev: null,
    getProgram: () => Promise.resolve(program),
    uploadPicture: unasked,
    share: unasked,
    shareSheet: unasked,
    pay: unasked,
    pinAsked: () => undefined,
    report: () => undefined,
    theme: () => 'light',
    locale: () => 'en',
    profile: unasked,
    people: unasked,
    left: unasked,
  }
  const surroundings = (): Surroundings => ({ width: 375, height: 667, safeTop: 0, safeBottom: 0, pixelRatio: 2, theme: 'light', locale: 'en', userAgent: '' })
  return createSession({ id: 1, request: { appId: 'wx1', scene: 1001 }, ports, surroundings, leave: unasked, openOther: unasked })
}

test('a run that is ended while its storage is read makes no page', async () => {
  const { sha, texts } = await served()
  const { booted, open } = browser(texts)
  const session = started(sha)
  const failed = new Promise<never>((_, reject) => session.phase.subscribe((phase) => phase.kind === 'failed' && reject(new Error(phase.detail))))
  await Promise.race([booted, failed])
  session.end()
  let drawn = 0
  session.pages.subscribe((pages) => {
    if (pages !== null) drawn++
  })
  open()
  await session.kept() // read by now, and what waited for it runs in the same turn
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(drawn, 0)
  assert.equal(session.phase.value.kind, 'ended')
})
