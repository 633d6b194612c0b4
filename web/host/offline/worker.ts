/**
 * The service worker: one version of it per build of the host. At install it fetches the whole build, so that a page and
 * all that it loads later are of one build, with or without a server; files of programs are kept as they are used. The
 * server puts BUILD before this text, so that another build is another script, which is what browsers look for.
 *
 * It has no part in what people say: the API, its socket and pictures of people pass by it. What it is told while nobody is
 * there it shows, and keeps nowhere.
 */
import { noticeOf, parseTold } from '../../kit/i18n/notices.js'
import { BUILDS, keptFor, oldPackages, PACKAGES, staleBuilds, type Kept } from './rules.js'

/** What this file uses of the worker's own globals, which TypeScript's DOM types do not have. */
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface Fetching extends Waiting {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
interface Pushing extends Waiting {
  readonly data: { json(): unknown } | null
}
interface Clicking extends Waiting {
  readonly notification: Notification
}
interface OpenPage {
  readonly visibilityState: DocumentVisibilityState
  readonly focused: boolean
  focus(): Promise<unknown>
  postMessage(message: unknown): void
}
interface Scope {
  readonly registration: ServiceWorkerRegistration
  readonly clients: {
    claim(): Promise<void>
    matchAll(options: { readonly type: 'window'; readonly includeUncontrolled: true }): Promise<readonly OpenPage[]>
    openWindow(url: string): Promise<unknown>
  }
  skipWaiting(): Promise<void>
  addEventListener(name: 'install' | 'activate', run: (e: Waiting) => void): void
  addEventListener(name: 'fetch', run: (e: Fetching) => void): void
  addEventListener(name: 'push', run: (e: Pushing) => void): void
  addEventListener(name: 'notificationclick', run: (e: Clicking) => void): void
  addEventListener(name: 'pushsubscriptionchange', run: (e: Waiting) => void): void
  addEventListener(name: 'message', run: (e: MessageEvent<unknown> & Waiting) => void): void
}
declare const BUILD: { readonly version: string; readonly parts: readonly string[] }
const worker = globalThis as unknown as Scope
const origin = new URL(worker.registration.scope).origin
const own = BUILDS + BUILD.version

async function install(): Promise<void> {
  const cache = await caches.open(own)
  // The address of the page, of the list and of icons says nothing about their content.
  const page = await fetch('/', { cache: 'reload', credentials: 'omit' })
  if (!page.ok || !(await page.clone().text()).includes(`data-build="${BUILD.version}"`)) throw new Error('the server has another build by now')
  await cache.addAll(
    BUILD.parts.map((each) => new Request(each, { credentials: 'omit', cache: each.startsWith('/assets/') && !each.endsWith('.json') ? 'default' : 'reload' })),
  )
  await cache.put('/', page)
}

/** Removes builds of which no page is open; pages hold a lock by the name of theirs. */
async function sweep(): Promise<void> {
  const names = await caches.keys()
  const { held } = await navigator.locks.query()
  // A newer build that is being fetched has no page yet.
  if (worker.registration.installing || worker.registration.waiting) return
  const open = new Set(held?.flatMap((each) => each.name ?? []))
  await Promise.all(staleBuilds(names, own, open).map((each) => caches.delete(each)))
}

async function answer(request: Request, kept: Kept, later: (work: Promise<unknown>) => void): Promise<Response> {
  switch (kept.kind) {
    case 'page':
      return (await (await caches.open(own)).match('/')) ?? fetch(request)
    case 'build': {
      const url = new URL(request.url)
      // The list is another one in each build: a page asks for that of its own.
      const build = url.searchParams.get('build') ?? BUILD.version
      const found =
        url.pathname === '/assets/build.json'
          ? await caches.match(url.pathname, { cacheName: BUILDS + build }) // to open one that was swept away would make it again
          : await caches.match(request, { ignoreVary: true })
      return found ?? fetch(request)
    }
    case 'package':
      return fromPackage(request, kept.manifest, later)
  }
}

async function fromPackage(request: Request, manifest: boolean, later: (work: Promise<unknown>) => void): Promise<Response> {
  const cache = await caches.open(PACKAGES)
  // "reload": what is kept was found to be damaged.
  const held = request.cache === 'reload' ? undefined : await cache.match(request, { ignoreVary: true })
  if (held) {
    if (manifest) later(cache.put(request.url, held.clone())) // now the one used last
    return held
  }
  const fresh = await fetch(request)
  if (fresh.status === 200 && fresh.type === 'basic') {
    later(cache.put(request.url, fresh.clone()).then(() => (manifest ? makeRoom(cache) : undefined)))
  }
  return fresh
}

async function makeRoom(cache: Cache): Promise<void> {
  const addresses = (await cache.keys()).map((each) => each.url)
  const old = oldPackages(addresses)
  if (old.size === 0) return
  const gone = addresses.filter((each) => old.has(new URL(each).pathname.split('/')[2] ?? ''))
  await Promise.all(gone.map((each) => cache.delete(each)))
}

/** Options that TypeScript's DOM types lack. */
interface Showing extends NotificationOptions {
  readonly renotify: boolean
  readonly timestamp?: number
}

async function show(data: Pushing['data']): Promise<void> {
  const told = parseTold(data?.json())
  if (!told) return
  // Who looks at the host sees it there: the line came back while this was on its way.
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (pages.some((each) => each.visibilityState === 'visible' && each.focused)) return
  const { title, body } = noticeOf(told)
  const options: Showing = {
    body,
    tag: told.tag,
    renotify: told.tag !== '',
    lang: told.locale,
    icon: '/icon-192.png',
    badge: '/icon-192.png',
    data: told.path,
    ...(told.ts > 0 ? { timestamp: told.ts } : {}),
  }
  await worker.registration.showNotification(title, options)
}

/** To what a notification is about, in a page that is open already if there is one. */
async function follow(notification: Notification): Promise<void> {
  notification.close()
  const path = typeof notification.data === 'string' ? notification.data : '/chats'
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const page = pages.find((each) => each.focused) ?? pages.find((each) => each.visibilityState === 'visible') ?? pages[0]
  if (!page) {
    await worker.clients.openWindow(path)
    return
  }
  page.postMessage({ kind: 'go', path })
  await page.focus().catch(() => undefined) // a browser may not let us: the page is there already
}

const toText = (bytes: ArrayBuffer | null) => btoa(String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0))))

/** The browser's maker gave this browser another address: the instance is told of it, as the person had chosen. */
async function resubscribe(): Promise<void> {
  const call = async (method: string, body: unknown): Promise<Readonly<Record<string, unknown>>> => {
    const answer = await fetch(`/api/superette.v1.PushService/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'connect-protocol-version': '1' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${method} answers ${answer.status}`)
    return (await answer.json()) as Readonly<Record<string, unknown>>
  }
  const { key, subscribed, preview = false, locale } = await call('GetPush', {})
  if (subscribed !== true || typeof key !== 'string') return
  const applicationServerKey = Uint8Array.from(atob(key), (c) => c.charCodeAt(0))
  const fresh = await worker.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })
  await call('Subscribe', { endpoint: fresh.endpoint, publicKey: toText(fresh.getKey('p256dh')), secret: toText(fresh.getKey('auth')), preview, locale })
}

worker.addEventListener('push', (e) => e.waitUntil(show(e.data)))
worker.addEventListener('notificationclick', (e) => e.waitUntil(follow(e.notification)))
worker.addEventListener('pushsubscriptionchange', (e) => e.waitUntil(resubscribe()))
worker.addEventListener('install', (e) => e.waitUntil(install()))
worker.addEventListener('activate', (e) => e.waitUntil(Promise.all([worker.clients.claim(), sweep()])))
worker.addEventListener('fetch', (e) => {
  const kept = keptFor(e.request, origin)
  if (kept) e.respondWith(answer(e.request, kept, (work) => e.waitUntil(work.catch(() => undefined))))
})
worker.addEventListener('message', (e) => {
  if (e.data === 'take-over') e.waitUntil(worker.skipWaiting())
  else if (e.data === 'sweep') e.waitUntil(sweep())
})
