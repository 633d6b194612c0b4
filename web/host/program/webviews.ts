/**
 * Web pages inside programs (web-view): one per page of the program, over its place, in a frame at /webview/<appid> whose policy names
 * the program's business domains (mini/gateway). What the page says by our script is collected, and told to the program when the page
 * is left, as in WeChat; where it asks to go is gone to at once.
 */
import { signal, type Signal } from '@preact/signals'
import { integer, object, oneOf, optional, parse, plain, tagged, text, type Parser } from '../../protocol/parse.js'
import type { Asker } from './asks.js'
import { call, type CallTable } from './broker.js'
import type { Session } from './session.js'
import { parsePageUrl } from './url.js'

export interface WebView {
  readonly page: number
  /** The element's node at the program. */
  readonly node: number
  readonly url: string
  /** Whether the program's business domains have it. */
  readonly allowed: boolean
}

interface Held {
  readonly shown: Signal<readonly WebView[]>
  /** What pages said, by the page of the program that they are in. */
  readonly said: Map<number, unknown[]>
}
const all = new WeakMap<Session, Held>()
function heldOf(session: Session): Held {
  const known = all.get(session)
  if (known !== undefined) return known
  const made: Held = { shown: signal([]), said: new Map() }
  all.set(session, made)
  return made
}
export const webViewsOf = (session: Session): Signal<readonly WebView[]> => heldOf(session).shown

/** Messages that a page leaves before it is left. */
const mostMessages = 1000

function originOf(address: string): string {
  try {
    const url = new URL(address)
    return url.protocol === 'https:' ? url.origin : ''
  } catch {
    return ''
  }
}

const tell = (session: Session, { page, node }: WebView, type: string, detail: unknown): void => session.happened('nodeEvent', { node, type, detail }, page)

export const webViewAsks: CallTable<Asker> = {
  /** src "": the element is gone. */
  webView: call<Asker, { src: string; node: number }>(object({ src: text(4096), node: integer(0) }), ({ src, node }, { host: { session, page } }) => {
    const { shown } = heldOf(session)
    const others = shown.value.filter((each) => each.page !== page)
    if (src === '') {
      shown.value = others
      return
    }
    const origin = originOf(src)
    const view: WebView = { page, node, url: src, allowed: origin !== '' && (session.held()?.app.businessDomains ?? []).includes(origin) }
    shown.value = [...others, view]
    if (!view.allowed) tell(session, view, 'error', { url: src, fullUrl: src })
  }),
}

/** What a page says by /webview/sdk.js. */
interface Said {
  readonly kind: 'said'
  readonly name: 'navigateTo' | 'navigateBack' | 'switchTab' | 'reLaunch' | 'redirectTo' | 'postMessage' | 'title'
  readonly args: { readonly url?: string | undefined; readonly delta?: number | undefined; readonly data?: unknown }
}
type FromWrapper = { readonly kind: 'ready' } | { readonly kind: 'loaded' } | { readonly kind: 'refused' } | Said
const parseFromWrapper: Parser<FromWrapper> = tagged<FromWrapper>({
  ready: object({ kind: oneOf('ready') }),
  loaded: object({ kind: oneOf('loaded') }),
  refused: object({ kind: oneOf('refused') }),
  said: object<Said>({
    kind: oneOf('said'),
    name: oneOf('navigateTo', 'navigateBack', 'switchTab', 'reLaunch', 'redirectTo', 'postMessage', 'title'),
    args: object({ url: optional(text(4096)), delta: optional(integer(1, 100)), data: optional(plain({ depth: 12, values: 10_000, size: 1 << 20 })) }),
  }),
})

/** A message of the frame at /webview. */
export function hearWebView(
  session: Session,
  view: WebView,
  message: unknown,
  to: { readonly show: () => void; readonly title: (text: string) => void },
): void {
  const got = parse(parseFromWrapper, message)
  if (!got.ok) return
  switch (got.value.kind) {
    case 'ready':
      return to.show()
    case 'loaded':
      return tell(session, view, 'load', { src: view.url })
    case 'refused':
      return tell(session, view, 'error', { url: view.url, fullUrl: view.url })
    case 'said':
      return carryOut(session, view, got.value, to.title)
  }
}

function carryOut(session: Session, { page }: WebView, { name, args }: Said, title: (text: string) => void): void {
  const pages = session.pages.value
  if (name === 'title') return title(String(args.data ?? '').slice(0, 200))
  if (name === 'postMessage') {
    const { said } = heldOf(session)
    const list = said.get(page) ?? []
    if (list.length < mostMessages) list.push(args.data)
    said.set(page, list)
    return
  }
  // Only the page in view moves the program.
  if (pages?.top.value?.page.id !== page) return
  if (name === 'navigateBack') void pages.back(args.delta ?? 1).catch(() => undefined)
  else if (args.url !== undefined) {
    const from = pages.top.value.page.route
    const { route, query } = parsePageUrl(args.url, from)
    const search = new URLSearchParams(query).toString()
    void pages
      .go({ name, url: `/${route}${search === '' ? '' : `?${search}`}` })
      .catch((error: unknown) => session.report('warn', `web-view: ${String(error)}`))
  }
}

/** Before the program hears that the page is closed. */
export function leaveWebView(session: Session, page: number): void {
  const { shown, said } = heldOf(session)
  const view = shown.value.find((each) => each.page === page)
  if (view === undefined) return
  const data = said.get(page)
  said.delete(page)
  if (data !== undefined) tell(session, view, 'message', { data })
  shown.value = shown.value.filter((each) => each !== view)
}
