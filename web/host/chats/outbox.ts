/**
 * What I wrote and the server has not acked. Each text has a client_id for life, so that sending it again after a cut, a
 * reload or from a second tab ends in one message. Order is the order of writing: after a reconnect all waiting ones go
 * out again, oldest first, flagged as retries.
 */
import type { Pending } from './thread.js'

export interface SendPort {
  /** Hands one text to the server; false when there is no connection. */
  readonly send: (p: Pending) => boolean
  /** Keeps the whole list, so that it survives a reload; mine are the ids of all that was ever in it. See mergeKept. */
  readonly keep: (list: readonly Pending[], mine: ReadonlySet<string>) => void
  readonly changed: (list: readonly Pending[]) => void
}

export class Outbox {
  #list: readonly Pending[] = []
  readonly #mine = new Set<string>()
  readonly #port: SendPort

  constructor(port: SendPort) {
    this.#port = port
  }

  get list(): readonly Pending[] {
    return this.#list
  }

  /** What was kept before a reload: it may have been sent, so it is tried as a retry. */
  restore(kept: readonly Pending[]): void {
    const held = new Set(this.#list.map((p) => p.clientId))
    const old = kept.filter((p) => !held.has(p.clientId)).map((p) => ({ ...p, tried: true }))
    this.#set([...old, ...this.#list])
  }

  add(p: Omit<Pending, 'state' | 'tried' | 'fault'>): void {
    const fresh: Pending = { ...p, state: 'waiting', tried: false }
    this.#set([...this.#list, fresh])
    this.#trySend(fresh)
  }

  /** The connection is up: everything that waits goes out, in order. */
  flush(): void {
    for (const p of this.#list) if (p.state === 'waiting' && !this.#trySend(p)) return
  }

  again(clientId: string): void {
    const p = this.#list.find((x) => x.clientId === clientId)
    if (p?.state !== 'failed') return
    const { fault: _, ...rest } = p
    const waiting: Pending = { ...rest, state: 'waiting' }
    this.#replace(waiting)
    this.#trySend(waiting)
  }

  /** Takes one out: acked, seen in the conversation, or given up by its writer. Returns it, if it was there. */
  take(clientId: string): Pending | undefined {
    const p = this.#list.find((x) => x.clientId === clientId)
    if (p) this.#set(this.#list.filter((x) => x !== p))
    return p
  }

  /** Refused for good: its writer says what becomes of it. */
  refuse(clientId: string, fault: { readonly code: string; readonly said: string }): void {
    const p = this.#list.find((x) => x.clientId === clientId)
    if (p) this.#replace({ ...p, state: 'failed', fault })
  }

  keepOnly(list: readonly Pending[]): void {
    if (list !== this.#list) this.#set(list)
  }

  #trySend(p: Pending): boolean {
    if (!this.#port.send(p)) return false
    if (!p.tried) this.#replace({ ...p, tried: true })
    return true
  }

  #replace(p: Pending): void {
    this.#set(this.#list.map((x) => (x.clientId === p.clientId ? p : x)))
  }

  #set(list: readonly Pending[]): void {
    this.#list = list
    for (const p of list) this.#mine.add(p.clientId)
    this.#port.changed(list)
    this.#port.keep(list, this.#mine)
  }
}

/** What is kept when one of several tabs changes its list: its own as they are now, and what the others wrote, untouched. */
export function mergeKept(kept: readonly Pending[], list: readonly Pending[], mine: ReadonlySet<string>): readonly Pending[] {
  return [...kept.filter((p) => !mine.has(p.clientId)), ...list].sort((a, b) => a.ts - b.ts)
}
