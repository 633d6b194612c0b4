/** What the browser has of a phone: clipboard, network, calls, vibration, a lit screen. */
import { signal } from '@preact/signals'
import { bool, object, oneOf, optional, text, type Parser } from '../../protocol/parse.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import { agreed } from './question.js'
import type { Session } from './session.js'
import { word } from './words.js'

const nothing: Parser<object> = object<object>({})

/** navigator.connection is in some browsers only. */
interface NetworkNavigator {
  readonly connection?: EventTarget & { readonly type?: string; readonly effectiveType?: string }
}

export interface NetworkStatus {
  readonly isConnected: boolean
  readonly networkType: string
}

/** What `superette dev` makes believe, null for what is true. */
export const networkSaid = signal<NetworkStatus | null>(null)

export function networkStatus(): NetworkStatus {
  if (networkSaid.value !== null) return networkSaid.value
  if (!navigator.onLine) return { isConnected: false, networkType: 'none' }
  const connection = (navigator as NetworkNavigator).connection
  if (connection?.type !== 'cellular') return { isConnected: true, networkType: 'wifi' }
  const effective = connection.effectiveType ?? '4g'
  return { isConnected: true, networkType: /^[234]g$/.test(effective) ? effective : '2g' }
}

/** Tells 'change' when the device goes over from one network to another; undefined where the browser does not say. */
export const networkMoves = (): EventTarget | undefined => (navigator as NetworkNavigator).connection

/** One lock for each program that asked; the browser frees it when the page is hidden. */
const screenLocks = new WeakMap<Session, WakeLockSentinel>()

async function keepScreenOn(session: Session, on: boolean): Promise<void> {
  const held = screenLocks.get(session)
  if (!on) {
    screenLocks.delete(session)
    await held?.release()
    return
  }
  if (held !== undefined && !held.released) return
  try {
    screenLocks.set(session, await navigator.wakeLock.request('screen'))
  } catch {
    throw new ApiFailure('the browser does not keep the screen on')
  }
}

export const deviceCalls: CallTable<Session> = {
  setClipboardData: call<Session, { data: string }>(object({ data: text(4 << 20) }), async ({ data }, { host }) => {
    try {
      await navigator.clipboard.writeText(data)
    } catch {
      throw new ApiFailure('the browser did not allow it')
    }
    host.overlays.showToast({ kind: 'toast', title: word('copied'), icon: 'success', mask: false }, 1500)
  }),
  getClipboardData: call<Session, object>(nothing, async (_, { host }) => {
    const name = host.info.value?.name ?? ''
    // Reading what the person copied elsewhere is theirs to allow, each time.
    const yes = await agreed(host.overlays, { title: word('readClipboard', name), yes: word('allow'), no: word('refuse') })
    if (!yes) throw new ApiFailure('auth deny')
    try {
      return { data: await navigator.clipboard.readText() }
    } catch {
      throw new ApiFailure('the browser did not allow it')
    }
  }),
  getNetworkType: call<Session, object>(nothing, () => ({ networkType: networkStatus().networkType, weakNet: false })),
  makePhoneCall: call<Session, { phoneNumber: string }>(object({ phoneNumber: text(40) }), async ({ phoneNumber }, { host }) => {
    const tapped = await host.overlays.sheet({ alertText: '', items: [word('callNumber', phoneNumber)], itemColor: '' })
    if (tapped === null) throw new ApiFailure('cancel')
    const link = document.createElement('a')
    link.href = `tel:${phoneNumber.replace(/[^\d+*#,;]/g, '')}`
    link.click()
  }),
  vibrateShort: call<Session, { type?: 'heavy' | 'medium' | 'light' | undefined }>(
    object({ type: optional(oneOf('heavy', 'medium', 'light')) }),
    ({ type }) => {
      navigator.vibrate?.(type === 'heavy' ? 30 : type === 'medium' ? 20 : 15)
    },
  ),
  vibrateLong: call<Session, object>(nothing, () => {
    navigator.vibrate?.(400)
  }),
  setKeepScreenOn: call<Session, { keepScreenOn: boolean }>(object({ keepScreenOn: bool }), ({ keepScreenOn: on }, { host }) => keepScreenOn(host, on)),
}
