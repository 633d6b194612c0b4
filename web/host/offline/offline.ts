/** The page's side of its copy: registers the service worker, says when a new build is ready, forgets what is private. */
import { effect, signal } from '@preact/signals'
import { onInstance } from '../../kit/api/client.js'
import { instance, session, sessionState } from '../session.js'
import { BUILDS } from './rules.js'

/** A new build was fetched and waits. It comes with the next start anyway. */
export const newBuild = signal(false)
let asked = false
let registered: Promise<ServiceWorkerRegistration | undefined> | undefined
/** Says whether there is a service worker, once that is known. */
let known: (found: Promise<ServiceWorkerRegistration | undefined> | undefined) => void
const outcome = new Promise<ServiceWorkerRegistration | undefined>((resolve) => {
  known = resolve
})

/** Registers once somebody is signed in. Where programs are developed nothing is kept: there the files of today count. */
export function startOffline(): void {
  if (!('serviceWorker' in navigator)) {
    known(undefined) // no https
    return
  }
  onInstance((instance) => void stepAside(instance))
  const build = document.documentElement.dataset.build ?? ''
  const workers = navigator.serviceWorker
  // Held as long as this page lives: its build is not removed meanwhile.
  void navigator.locks.request(BUILDS + build, { mode: 'shared' }, () => {
    workers.controller?.postMessage('sweep')
    return new Promise(() => undefined)
  })
  workers.addEventListener('controllerchange', () => {
    if (asked) location.reload()
  })
  effect(() => {
    if (sessionState.value !== 'in') return
    if (instance.value.dev) {
      known(undefined)
      void workers.getRegistration('/').then((each) => each?.unregister())
    } else {
      registered ??= register(workers)
      known(registered)
    }
    // The server may be another build since it was reached last.
    if (session().live.state.value === 'live') void lookForNewBuild()
  })
}

const ASIDE = 'superette.aside'
const ASIDE_TIMES = 3
const ASIDE_MS = 3_000
let aside = false

/** Whether a service worker answered for this page: a browser may have taken it from the page since. */
function fromWorker(): boolean {
  const [how] = performance.getEntriesByType('navigation') as unknown as readonly [PerformanceNavigationTiming?]
  return navigator.serviceWorker.controller !== null || (how?.workerStart ?? 0) > 0
}

/** Waits for work, however it ends, but no longer than ms. */
const within = (ms: number, work: Promise<unknown>): Promise<unknown> =>
  Promise.race([work.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, ms))])

/**
 * Ends the part of another instance's service worker, which answered at this address with the page that it had kept: it goes, with its
 * copies of pages, and the page of the instance that is here comes.
 */
async function stepAside(here: string): Promise<void> {
  const own = document.documentElement.dataset.instance ?? ''
  if (aside || here === '' || here === own || !fromWorker()) return
  // A few times for each instance: what goes on to answer with another one's page is no service worker.
  const [of, times] = (sessionStorage.getItem(ASIDE) ?? '').split(' ')
  const before = of === here ? Number(times) : 0
  if (before >= ASIDE_TIMES) return
  aside = true
  sessionStorage.setItem(ASIDE, `${here} ${before + 1}`)
  // One that is busy installing has this wait for long; without its copies it, too, asks the network for the page.
  await within(
    ASIDE_MS,
    navigator.serviceWorker.getRegistration('/').then((each) => each?.unregister()),
  )
  await within(
    ASIDE_MS,
    caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith(BUILDS)).map((name) => caches.delete(name)))),
  )
  location.reload()
}

async function register(workers: ServiceWorkerContainer): Promise<ServiceWorkerRegistration | undefined> {
  const found = await workers.register('/sw.js', { scope: '/', updateViaCache: 'none' }).catch(() => undefined) // private windows refuse it
  if (!found) return undefined
  const look = () => {
    newBuild.value = found.waiting !== null && workers.controller !== null
  }
  found.addEventListener('updatefound', () => {
    found.installing?.addEventListener('statechange', look)
  })
  look()
  return found
}

/** The service worker at work, or undefined where there is none: no https, a private window, a program under development. */
export async function ownWorker(): Promise<ServiceWorkerRegistration | undefined> {
  return (await outcome) && navigator.serviceWorker.ready
}

async function lookForNewBuild(): Promise<void> {
  await (await registered)?.update().catch(() => undefined) // asked for again with the next connection
}

/** Loads this page anew, from the new build. */
export async function takeNewBuild(): Promise<void> {
  const waiting = (await registered)?.waiting
  asked = true
  if (waiting) waiting.postMessage('take-over')
  else location.reload()
}
