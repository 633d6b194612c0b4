/** Being told while one is away: whether this browser is, turning it on and off, and where a notification leads. */
import { computed, effect, signal } from '@preact/signals'
import { push } from '../../kit/api/client.js'
import { locale, t } from '../../kit/i18n/i18n.js'
import { toast } from '../../kit/ui/toast.js'
import { go } from '../app/router.js'
import { forgetNotices, TOLD_HERE } from '../local/forget.js'
import { ownWorker } from '../offline/offline.js'
import { me, sessionState } from '../session.js'

export type Standing = 'unknown' | 'impossible' | 'denied' | 'off' | 'on'

export const standing = signal<Standing>('unknown')
/** Whether a notification shows who wrote and what. */
export const preview = signal(true)
/** Something was written since, and nobody was asked. How the browser stands may be known only later. */
const wrote = signal(false)
/** The question after the first message stands there. */
export const noticesOffered = computed(() => wrote.value && standing.value === 'off')

const ASKED = 'superette.told-asked'

export function startNotices(): void {
  if (!('serviceWorker' in navigator)) return
  navigator.serviceWorker.addEventListener('message', (e) => {
    const said: unknown = e.data
    if (typeof said !== 'object' || said === null || !('kind' in said) || said.kind !== 'go' || !('path' in said)) return
    if (typeof said.path === 'string' && sessionState.peek() === 'in') go(said.path)
  })
  effect(() => {
    wrote.value = false
    if (sessionState.value === 'in') void learn()
    else standing.value = 'unknown'
  })
  // A notification speaks the language that the host speaks.
  effect(() => {
    locale.value
    if (standing.peek() === 'on') void register().catch(() => undefined)
  })
}

/** Finds out how this browser stands, and puts right what got lost between it and the instance. */
export async function learn(): Promise<void> {
  const worker = await ownWorker()
  if (!worker || !('pushManager' in worker) || !('Notification' in window)) {
    standing.value = 'impossible'
    return
  }
  if (Notification.permission === 'denied') {
    standing.value = 'denied'
    return
  }
  const wanted = localStorage.getItem(TOLD_HERE) === me.peek().id && Notification.permission === 'granted'
  if (!wanted) {
    standing.value = 'off'
    return
  }
  standing.value = 'on'
  try {
    const held = await worker.pushManager.getSubscription()
    const now = await push.getPush({})
    if (now.subscribed) preview.value = now.preview
    if (!now.subscribed || now.endpoint !== held?.endpoint || now.locale !== locale.peek()) await register()
  } catch {
    // Without a connection it stays as it was; the next start looks again.
  }
}

/** Has the browser subscribe, if it has not, and tells the instance. */
async function register(): Promise<void> {
  const worker = await ownWorker()
  if (!worker) throw new Error('no service worker')
  const { key } = await push.getPush({})
  const applicationServerKey = new Uint8Array(key)
  let held = await worker.pushManager.getSubscription()
  const theirs = held?.options.applicationServerKey
  if (held && theirs && !same(new Uint8Array(theirs), applicationServerKey)) {
    await held.unsubscribe() // made for an instance whose keys were lost
    held = null
  }
  held ??= await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })
  const publicKey = held.getKey('p256dh')
  const secret = held.getKey('auth')
  if (!publicKey || !secret) throw new Error('the browser gave no keys')
  await push.subscribe({
    endpoint: held.endpoint,
    publicKey: new Uint8Array(publicKey),
    secret: new Uint8Array(secret),
    locale: locale.peek(),
    preview: preview.peek(),
  })
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

/** Called by a tap: browsers ask the person only then. Throws if the browser's service or the instance cannot be reached. */
export async function turnOn(): Promise<void> {
  const answer = await Notification.requestPermission()
  if (answer !== 'granted') {
    standing.value = answer === 'denied' ? 'denied' : 'off'
    return
  }
  await register()
  localStorage.setItem(TOLD_HERE, me.peek().id)
  standing.value = 'on'
}

export async function turnOff(): Promise<void> {
  await push.unsubscribe({})
  await forgetNotices()
  standing.value = 'off'
}

export async function showPreview(shown: boolean): Promise<void> {
  const before = preview.peek()
  preview.value = shown
  try {
    await register()
  } catch (err) {
    preview.value = before
    throw err
  }
}

/** After a message was written: asks once, where the browser would ask too. */
export function offerNotices(): void {
  wrote.value = 'Notification' in window && Notification.permission === 'default' && localStorage.getItem(ASKED) === null
}

export function answerOffer(yes: boolean): void {
  wrote.value = false
  localStorage.setItem(ASKED, 'yes')
  if (!yes) return
  turnOn().then(
    () => {
      if (standing.peek() === 'on') toast(t('notices.turnedOn'), 'bell')
    },
    () => toast(t('notices.failed'), 'alert'),
  )
}
