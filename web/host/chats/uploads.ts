/**
 * The contents of pictures or files that are on their way. Each is kept in this browser until the server has it, so that it survives a reload;
 * they go up one after another, in the order of writing, and a lost line only stops them: the server knows what it has
 * already by its client_id. What was sent from here is drawn from here, without a way over the network.
 */
import { fromJsonString } from '@bufbuild/protobuf'
import { signal } from '@preact/signals'
import type { Message } from '../../kit/api/model.js'
import { toMessage } from '../../kit/api/model.js'
import { isPassing, noteAnswer } from '../../kit/api/server.js'
import { SendResponseSchema } from '../../kit/api/superette/v1/chat_pb.js'
import { backoffMs } from '../../kit/live/backoff.js'
import type { LocalCopy, ValueName } from '../local/db.js'
import type { Pending } from './thread.js'

export interface Refusal {
  readonly code: string
  readonly said: string
}
/** What became of an upload; lost: nobody knows, or the server cannot take it now. */
export type Uploaded = { readonly kind: 'sent'; readonly message: Message } | { readonly kind: 'refused'; readonly fault: Refusal } | { readonly kind: 'lost' }

export type Upload = (p: Pending, content: Blob, progress: (part: number) => void, stop: AbortSignal) => Promise<Uploaded>

export interface UploadPort {
  readonly local: Pick<LocalCopy, 'value' | 'keepValue' | 'forgetValue'>
  readonly up: () => boolean
  readonly upload: Upload
  readonly sent: (m: Message) => void
  readonly refused: (clientId: string, fault: Refusal) => void
  /** Somebody wants it sent no more, of which a part may have gone up. */
  readonly givenUp?: (p: Pending) => void
}

/** What goes up one after another. */
export interface Lane {
  readonly takes: (p: Pending) => boolean
  /** Where the local copy has a content. */
  readonly name: (clientId: string) => ValueName
  /** The code of what this browser has lost. */
  readonly lost: (p: Pending) => string
}

export const PICTURES: Lane = {
  takes: (p) => p.picture !== undefined || p.voice !== undefined,
  name: (clientId) => `picture-${clientId}`,
  lost: (p) => (p.voice ? 'chat.voice-lost' : 'chat.picture-lost'),
}

/** How many contents that were sent stay in memory to be drawn from. */
const SHOWN = 24

interface Held {
  readonly content: Blob
  readonly url: string
}

export class Uploads {
  /** How much of a content is up, from 0 to 1, by client_id. */
  readonly progress = signal<ReadonlyMap<string, number>>(new Map())
  readonly #port: UploadPort
  readonly #lane: Lane
  readonly #held = new Map<string, Held>()
  readonly #waiting = new Map<string, Pending>() // in the order of writing
  readonly #kept = new Map<string, Pending | null>() // whose content is in the local copy; null until it is in the outbox
  readonly #sent = new Set<string>()
  #running: { readonly clientId: string; readonly stop: AbortController } | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0

  constructor(port: UploadPort, lane: Lane) {
    this.#port = port
    this.#lane = lane
  }

  /** Takes a content that will be sent under a client_id; resolves once it survives a reload, if that is possible here. */
  async keep(clientId: string, content: Blob): Promise<void> {
    this.#hold(clientId, content)
    this.#kept.set(clientId, null)
    await this.#port.local.keepValue(this.#lane.name(clientId), content)
  }

  /** Reads back what was kept before a reload. */
  async restore(list: readonly Pending[]): Promise<void> {
    for (const p of list) {
      if (!this.#lane.takes(p) || this.#held.has(p.clientId)) continue
      const content = await this.#port.local.value<Blob>(this.#lane.name(p.clientId))
      this.#kept.set(p.clientId, p)
      if (content instanceof Blob) this.#hold(p.clientId, content)
    }
  }

  /** Where a picture that was sent from this page can be drawn from. */
  url(clientId: string): string | undefined {
    return this.#held.get(clientId)?.url
  }

  /** Sends one, after those before it; false without a connection. */
  send(p: Pending): boolean {
    if (!this.#port.up()) return false
    this.#waiting.set(p.clientId, p)
    queueMicrotask(() => this.#next())
    return true
  }

  /** What is in the outbox: all else is sent, or given up. */
  keepOnly(list: readonly Pending[]): void {
    const left = new Map(list.filter(this.#lane.takes).map((p) => [p.clientId, p]))
    for (const [clientId, before] of this.#kept) {
      const now = left.get(clientId)
      if (now) this.#kept.set(clientId, now)
      if (now || !before) continue
      this.#kept.delete(clientId)
      void this.#port.local.forgetValue(this.#lane.name(clientId))
      if (!this.#sent.delete(clientId)) this.#port.givenUp?.(before)
    }
    for (const clientId of this.#waiting.keys()) if (!left.has(clientId)) this.#waiting.delete(clientId)
    if (this.#running && !left.has(this.#running.clientId)) this.#running.stop.abort()
    for (const clientId of this.#held.keys()) {
      if (this.#held.size <= SHOWN) return
      if (!left.has(clientId)) this.#drop(clientId)
    }
  }

  dispose(): void {
    clearTimeout(this.#timer)
    this.#waiting.clear()
    this.#running?.stop.abort()
    for (const clientId of [...this.#held.keys()]) this.#drop(clientId)
  }

  #hold(clientId: string, content: Blob): void {
    this.#held.set(clientId, { content, url: URL.createObjectURL(content) })
  }

  #drop(clientId: string): void {
    const held = this.#held.get(clientId)
    if (held) URL.revokeObjectURL(held.url)
    this.#held.delete(clientId)
  }

  #next(): void {
    const p = this.#waiting.values().next().value
    if (this.#running || !p || !this.#port.up()) return
    clearTimeout(this.#timer)
    const held = this.#held.get(p.clientId)
    if (!held) {
      this.#waiting.delete(p.clientId)
      this.#port.refused(p.clientId, { code: this.#lane.lost(p), said: '' })
      this.#next()
      return
    }
    const stop = new AbortController()
    this.#running = { clientId: p.clientId, stop }
    const told = (part: number) => {
      this.progress.value = new Map([[p.clientId, part]])
    }
    told(0)
    this.#port.upload(p, held.content, told, stop.signal).then(
      (end) => this.#ended(p, end),
      () => this.#ended(p, { kind: 'lost' }),
    )
  }

  #ended(p: Pending, end: Uploaded): void {
    this.#running = null
    this.progress.value = new Map()
    if (end.kind === 'lost') {
      // The next Welcome sends it again. If the socket is not what was lost, it is tried again by itself.
      if (this.#waiting.has(p.clientId)) this.#timer = setTimeout(() => this.#next(), backoffMs(this.#failures++, Math.random))
      else this.#next()
      return
    }
    this.#failures = 0
    this.#waiting.delete(p.clientId)
    if (end.kind === 'sent') {
      this.#sent.add(p.clientId)
      this.#port.sent(end.message)
    } else this.#port.refused(p.clientId, end.fault)
    this.#next()
  }
}

/** The way over the network. It is XMLHttpRequest, since fetch tells of no progress. */
export function uploadByRequest(p: Pending, content: Blob, progress: (part: number) => void, stop: AbortSignal): Promise<Uploaded> {
  return new Promise((resolve) => {
    const query = new URLSearchParams({ conv: p.conv, client_id: p.clientId })
    if (p.quote) query.set('reply_to', String(p.quote.seq))
    if (p.voice) {
      query.set('duration_ms', String(p.voice.durationMs))
      query.set('levels', base64url(p.voice.levels))
    }
    const x = new XMLHttpRequest()
    x.open('POST', `/api/chat/${p.voice ? 'voice' : 'picture'}?${query}`)
    x.setRequestHeader('Content-Type', content.type === '' ? 'application/octet-stream' : content.type)
    x.upload.onprogress = (e) => {
      if (e.lengthComputable && e.total > 0) progress(e.loaded / e.total)
    }
    x.onload = () => resolve(uploaded(x.status, x.responseText, (name) => x.getResponseHeader(name), p.voice ? 'chat.not-voice' : 'chat.picture-size'))
    x.onerror = () => resolve({ kind: 'lost' })
    x.onabort = () => resolve({ kind: 'lost' })
    stop.addEventListener('abort', () => x.abort())
    x.send(content)
  })
}

export function base64url(bytes: readonly number[]): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '')
}

/** Reads the answer to an upload; tooLarge is what it means that something before the server let no more through. */
export function uploaded(status: number, text: string, header: (name: string) => string | null, tooLarge = 'chat.picture-size'): Uploaded {
  noteAnswer({ status, headers: { get: header } as Headers })
  const code = header('superette-code') ?? ''
  if (status === 200) {
    try {
      const { message } = fromJsonString(SendResponseSchema, text, { ignoreUnknownFields: true })
      if (message) return { kind: 'sent', message: toMessage(message) }
    } catch {
      // Something before the server answered in its place.
    }
    return { kind: 'lost' }
  }
  if (status === 413) return { kind: 'refused', fault: { code: tooLarge, said: '' } }
  // Signed out: the socket finds out too, and the door is shown. Too often, or the server is away: later.
  if (status === 401 || code === '' || code.startsWith('httpd.') || code.startsWith('store.upload-') || isPassing(code)) return { kind: 'lost' }
  return { kind: 'refused', fault: { code, said: saidBy(text) } }
}

function saidBy(text: string): string {
  try {
    const v: unknown = JSON.parse(text)
    return typeof v === 'object' && v !== null && 'message' in v && typeof v.message === 'string' ? v.message : ''
  } catch {
    return ''
  }
}
