/**
 * A conversation's messages as the host holds them: one run without holes, ascending by seq, ending at the newest that is
 * known. All pure, so that merging, order and dedupe are tested without a browser.
 */
import type { Card, Message, Quote } from '../../kit/api/model.js'
import { isTransfer } from '../../kit/api/model.js'

export interface Thread {
  readonly conv: string
  readonly messages: readonly Message[]
}
/** What is known of a picture before it is sent. */
export interface PendingPicture {
  readonly width: number // pixels, upright
  readonly height: number
}
/** What is known of a file before it is sent. */
export interface PendingFile {
  readonly name: string // as it is on the sender's disk
  readonly size: number // bytes
}
/** What is known of a voice before it is sent. */
export interface PendingVoice {
  readonly durationMs: number
  readonly levels: readonly number[] // 64 of 0 to 255
}
/** A message of mine that the server has not numbered yet. */
export interface Pending {
  readonly conv: string
  readonly clientId: string
  readonly text: string
  /** It is a picture, without a text; its content is with Uploads. */
  readonly picture?: PendingPicture
  /** It is a file, without a text; its content is with Uploads. */
  readonly file?: PendingFile
  /** It is a voice, without a text; its content is with Uploads. */
  readonly voice?: PendingVoice
  readonly ts: number // of this browser, unix ms
  readonly quote?: Quote
  readonly mentions?: readonly string[]
  readonly state: 'waiting' | 'failed'
  /** It was handed to a socket once, so the next try is flagged and the server looks for it. */
  readonly tried: boolean
  /** Why it failed, as the server said it, with its code. */
  readonly fault?: { readonly code: string; readonly said: string }
}

export function emptyThread(conv: string): Thread {
  return { conv, messages: [] }
}
export function firstSeq(t: Thread): number {
  return t.messages[0]?.seq ?? 0
}
export function lastSeq(t: Thread): number {
  return t.messages.at(-1)?.seq ?? 0
}

export interface Merged {
  readonly thread: Thread
  /** Set when the incoming messages leave a hole: everything above this seq has to be pulled. */
  readonly pullAfter?: number
}

/**
 * Merges messages in any order, with repeats. What touches or overlaps the held run extends it; what lies beyond a hole
 * is left out, and pullAfter says from where to pull. Into an empty thread goes the newest run of the incoming.
 */
export function mergeMessages(t: Thread, incoming: readonly Message[]): Merged {
  const bySeq = new Map<number, Message>()
  for (const m of t.messages) bySeq.set(m.seq, m)
  let changed = false
  for (const m of incoming) {
    if (m.conv !== t.conv || m.seq <= 0) continue
    const held = bySeq.get(m.seq)
    if (held && (sameMessage(held, m) || isOlder(m, held))) continue
    bySeq.set(m.seq, m)
    changed = true
  }
  if (!changed) return { thread: t }
  const sorted = [...bySeq.values()].sort((a, b) => a.seq - b.seq)
  if (t.messages.length === 0) return { thread: { conv: t.conv, messages: lastRun(sorted) } }
  const run = runAround(sorted, lastSeq(t))
  const top = sorted.at(-1)?.seq ?? 0
  const end = run.at(-1)?.seq ?? 0
  const thread = { conv: t.conv, messages: run }
  return top > end ? { thread, pullAfter: end } : { thread }
}

function lastRun(sorted: readonly Message[]): readonly Message[] {
  let from = sorted.length - 1
  while (from > 0 && sorted[from - 1]?.seq === (sorted[from]?.seq ?? 0) - 1) from--
  return sorted.slice(Math.max(0, from))
}

function runAround(sorted: readonly Message[], seq: number): readonly Message[] {
  const at = sorted.findIndex((m) => m.seq === seq)
  let from = at
  let to = at
  while (from > 0 && sorted[from - 1]?.seq === (sorted[from]?.seq ?? 0) - 1) from--
  while (to < sorted.length - 1 && sorted[to + 1]?.seq === (sorted[to]?.seq ?? 0) + 1) to++
  return sorted.slice(from, to + 1)
}

function sameMessage(a: Message, b: Message): boolean {
  if (a.clientId !== b.clientId || a.ts !== b.ts || a.mod !== b.mod || a.body.kind !== b.body.kind) return false
  return JSON.stringify([a.body, a.quote, a.reactions]) === JSON.stringify([b.body, b.quote, b.reactions])
}

/** An answer that was overtaken by a change. What I removed for myself stays removed. */
function isOlder(m: Message, held: Message): boolean {
  return m.mod < held.mod || (held.body.kind === 'hidden' && m.body.kind !== 'hidden')
}

/** Messages as they are now; those that the thread does not hold are left out. What was taken back is quoted no more. */
export function changeMessages(t: Thread, changed: readonly Message[]): Thread {
  const held = new Set(t.messages.map((m) => m.seq))
  const merged = mergeMessages(
    t,
    changed.filter((m) => held.has(m.seq)),
  ).thread
  const texts = new Map(
    changed.flatMap((m) => (m.body.kind === 'recalled' ? [[m.seq, ''] as const] : m.body.kind === 'text' ? [[m.seq, m.body.text] as const] : [])),
  )
  if (!merged.messages.some((m) => m.quote && texts.has(m.quote.seq))) return merged
  const messages = merged.messages.map((m) => {
    const text = m.quote ? texts.get(m.quote.seq) : undefined
    return m.quote && text !== undefined ? { ...m, quote: { seq: m.quote.seq, sender: m.quote.sender, text: text.slice(0, QUOTED) } } : m
  })
  return { conv: t.conv, messages }
}
const QUOTED = 120

/** How far the held messages know of changes. */
export function lastMod(t: Thread): number {
  return Math.max(0, ...t.messages.map((m) => m.mod))
}

/** Without what was removed up to a seq. */
export function above(t: Thread, seq: number): Thread {
  return firstSeq(t) > seq || t.messages.length === 0 ? t : { conv: t.conv, messages: t.messages.filter((m) => m.seq > seq) }
}

/** A card that changed in place; the thread itself when it does not hold the message. */
export function changeCard(t: Thread, seq: number, card: Card): Thread {
  const at = t.messages.findIndex((m) => m.seq === seq && m.body.kind === 'card')
  const held = t.messages[at]
  if (!held) return t
  const messages = [...t.messages]
  messages[at] = { ...held, body: { kind: 'card', card } }
  return { conv: t.conv, messages }
}

/** The pending ones that no message in the thread has the client_id of: the others were acked by a push or a pull. */
export function withoutSent(pending: readonly Pending[], messages: readonly Message[], me: string): readonly Pending[] {
  const mine = new Set(messages.filter((m) => m.sender === me).map((m) => m.clientId))
  const rest = pending.filter((p) => !mine.has(p.clientId))
  return rest.length === pending.length ? pending : rest
}

/** One line of a conversation as it is drawn. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly ts: number }
  | { readonly kind: 'unread'; readonly key: string }
  | { readonly kind: 'message'; readonly key: string; readonly message: Message; readonly head: boolean; readonly tail: boolean }
  | { readonly kind: 'pending'; readonly key: string; readonly pending: Pending; readonly head: boolean; readonly tail: boolean }

const GROUP_MS = 3 * 60_000

export interface RowsInput {
  readonly thread: Thread
  readonly pending: readonly Pending[]
  readonly me: string
  readonly unreadAfter: number // seq after which "new messages" is drawn; 0 = nowhere
  readonly dayOf: (ts: number) => number
}

/** Messages by seq, then what is pending in the order of writing, with separators; head and tail tell bubbles of one go apart. */
export function rowsOf(input: RowsInput): readonly Row[] {
  const { thread, me, unreadAfter, dayOf } = input
  const rows: Row[] = []
  let before: { sender: string; ts: number; notice: boolean } | undefined
  let day = Number.NaN
  let marked = unreadAfter <= 0
  const breakTail = () => {
    const last = rows.at(-1)
    if (last?.kind === 'message' || last?.kind === 'pending') rows[rows.length - 1] = { ...last, tail: true }
  }
  const place = (sender: string, ts: number, notice: boolean): boolean => {
    let head = !before || before.notice || notice || before.sender !== sender || ts - before.ts > GROUP_MS
    const d = dayOf(ts)
    if (d !== day) {
      breakTail()
      rows.push({ kind: 'day', key: `day-${d}-${rows.length === 0 ? 'first' : ''}`, ts })
      day = d
      head = true
    }
    if (head) breakTail()
    before = { sender, ts, notice }
    return head
  }
  for (const m of thread.messages) {
    if (m.body.kind === 'hidden') continue
    if (!marked && m.seq === unreadAfter + 1) {
      marked = true
      if (m.sender !== me) {
        breakTail()
        before = undefined
        rows.push({ kind: 'unread', key: 'unread' })
      }
    }
    const head = place(m.sender, m.ts, m.body.kind === 'recalled' || (m.body.kind === 'notice' && !isTransfer(m.body)))
    rows.push({ kind: 'message', key: rowKey(m, me), message: m, head, tail: false })
  }
  for (const p of input.pending) {
    const head = place(me, Math.max(p.ts, before?.ts ?? 0), false)
    rows.push({ kind: 'pending', key: `c-${p.clientId}`, pending: p, head, tail: false })
  }
  breakTail()
  return rows
}

// My own message keeps its key when it is acked, so that its bubble stays the same element.
function rowKey(m: Message, me: string): string {
  return m.sender === me && m.clientId !== '' ? `c-${m.clientId}` : `s-${m.seq}`
}
