/**
 * What the built-ins of a page ask of the host: a table of names like that of `wx` (calls.ts), each with a parser of its arguments. The
 * page is the one whose port the question came on.
 */
import { type CallTable, perform } from './broker.js'
import { barAsks } from './asks-bar.js'
import { cameraAsks, closeCamera } from './asks-camera.js'
import { mapAsks } from './asks-map.js'
import { regionAsks } from './asks-regions.js'
import type { Session } from './session.js'
import { leaveWebView, webViewAsks } from './webviews.js'

export interface Asker {
  readonly session: Session
  /** The host's number of the page. */
  readonly page: number
}
export interface Answered {
  readonly ok: boolean
  /** A failure's is its text. */
  readonly value: unknown
  /** Of the value, what is handed over rather than copied. */
  readonly moved: readonly Transferable[]
}

const askTable: CallTable<Asker> = { ...barAsks, ...cameraAsks, ...mapAsks, ...regionAsks, ...webViewAsks }

/** Never rejects. */
export async function answerTo(asker: Asker, name: string, args: unknown): Promise<Answered> {
  const outcome = await perform(askTable, name, args, { host: asker, id: 0 }, (error) => asker.session.report('error', `${name}: ${String(error)}`))
  if (!outcome.ok) return { ok: false, value: outcome.message, moved: [] }
  return { ok: true, value: outcome.value, moved: outcome.value instanceof ImageBitmap ? [outcome.value] : [] }
}

/** Before the program hears that a page is closed: what its built-ins hold goes. */
export function leavePage(session: Session, page: number): void {
  leaveWebView(session, page)
  closeCamera(session, page)
}
