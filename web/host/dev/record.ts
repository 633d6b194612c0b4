/**
 * What the author's panel knows of a program: its console, its requests, its storage, its setData calls, how changes of the
 * source arrived. It outlives a run, so that nothing is lost when the program begins anew.
 */
import { signal, type Signal } from '@preact/signals'
import type { DataUpdate, Preview } from '../../protocol/dev.js'

export type Level = 'log' | 'info' | 'warn' | 'error' | 'debug'

export interface Line {
  /** A run of the program begins below it. */
  readonly began?: true
  readonly n: number
  readonly at: number // Unix time in ms
  readonly level: Level
  readonly args: readonly Preview[]
  readonly page: string
  /** With the author's places. */
  readonly stack: string
  /** How often it came in a row. */
  readonly times: number
}

export interface Request {
  readonly n: number
  readonly at: number
  readonly method: string
  readonly url: string
  readonly header: Readonly<Record<string, string>>
  /** What was sent, as text; "" for nothing or bytes. */
  readonly body: string
  readonly sent: number // bytes
  /** 'open': a socket. */
  readonly state: 'waiting' | 'open' | 'answered' | 'failed'
  readonly status: number
  readonly answerHeader: Readonly<Record<string, string>>
  readonly answer: string
  readonly received: number // bytes
  readonly ms: number
  /** Until the head of the answer was there; 0 before. */
  readonly headMs: number
  /** Why it failed; of a socket that was closed its code and reason. */
  readonly fault: string
  /** Of a socket: what went over it. */
  readonly messages?: readonly Message[] | undefined
}

export interface Message {
  readonly at: number
  readonly sent: boolean
  readonly bytes: number
  /** "" for bytes. */
  readonly text: string
}

let lastRequest = 0
/** A number for a request; numbers are never used again. */
export function nextRequest(): number {
  lastRequest += 1
  return lastRequest
}

/** setData calls from one place. */
export interface UpdateSite {
  /** "pages/cart/cart.js:12:8", or the component's path if the place is not known. */
  readonly place: string
  readonly component: string
  readonly calls: number
  readonly bytes: number
  readonly mostBytes: number
  readonly operations: number
  readonly ms: number
  readonly keys: readonly string[]
  /** The second that is being counted (Unix time in s), and the calls in it. */
  readonly second: number
  readonly inSecond: number
  /** More than manyPerSecond calls in some second. */
  readonly often: boolean
}

/** How a change of the source arrived. */
export interface Arrival {
  readonly kind: 'apply' | 'restart'
  /** From the first change that was seen to the program having it, in ms; 0 for a restart. */
  readonly ms: number
  readonly at: number
  readonly reason: string
}

export interface DevRecord {
  readonly lines: Signal<readonly Line[]>
  readonly requests: Signal<readonly Request[]>
  readonly storage: Signal<ReadonlyMap<string, string>>
  readonly sites: Signal<ReadonlyMap<string, UpdateSite>>
  readonly updates: Signal<number>
  readonly arrival: Signal<Arrival | null>
  /** The number of the last line before the source changed as it is now: what is wrong is told again, or mended. */
  readonly changedAfter: Signal<number>
  line(line: Omit<Line, 'n' | 'times'>): void
  /** The program begins anew, or for the first time. What stands here stays, unless it is not to be kept. */
  began(keep: boolean): void
  /** A change of the source is about to be taken over. */
  changed(): void
  update(update: DataUpdate, place: string): void
}

export const linesKept = 1000
export const requestsKept = 300
const sitesKept = 500
/** WeChat's audits warn from 256 KB on; more than 1 MB it refuses. */
export const heavyBytes = 256 << 10
/** Calls from one place in a second that WeChat's audits let pass. */
export const manyPerSecond = 20

export function createRecord(): DevRecord {
  const lines = signal<readonly Line[]>([])
  const requests = signal<readonly Request[]>([])
  const sites = signal<ReadonlyMap<string, UpdateSite>>(new Map())
  const updates = signal(0)
  const changedAfter = signal(0)
  let lastLine = 0
  return {
    lines,
    requests,
    storage: signal<ReadonlyMap<string, string>>(new Map()),
    sites,
    updates,
    arrival: signal<Arrival | null>(null),
    changedAfter,
    line(line) {
      const before = lines.value.at(-1)
      if (before !== undefined && before.began !== true && before.n > changedAfter.value && isSame(before, line)) {
        lines.value = [...lines.value.slice(0, -1), { ...before, times: before.times + 1, at: line.at }]
        return
      }
      lastLine += 1
      lines.value = [...lines.value.slice(1 - linesKept), { ...line, n: lastLine, times: 1 }]
    },
    changed() {
      changedAfter.value = lastLine
    },
    began(keep) {
      if (!keep) {
        lines.value = []
        requests.value = []
      } else if (lines.value.length > 0 && lines.value.at(-1)?.began !== true) {
        lastLine += 1
        lines.value = [
          ...lines.value.slice(1 - linesKept),
          { n: lastLine, at: Date.now(), level: 'info', args: [], page: '', stack: '', times: 1, began: true },
        ]
      }
    },
    update(update, place) {
      const next = new Map(sites.value)
      const before = next.get(place)
      if (before === undefined && next.size >= sitesKept) return
      const second = Math.floor(update.at / 1000)
      const inSecond = before?.second === second ? before.inSecond + 1 : 1
      next.set(place, {
        place,
        component: update.component,
        calls: (before?.calls ?? 0) + 1,
        bytes: (before?.bytes ?? 0) + update.bytes,
        mostBytes: Math.max(before?.mostBytes ?? 0, update.bytes),
        operations: (before?.operations ?? 0) + update.operations,
        ms: (before?.ms ?? 0) + update.ms,
        keys: [...new Set([...(before?.keys ?? []), ...update.keys])].slice(0, 30),
        second,
        inSecond,
        often: before?.often === true || inSecond > manyPerSecond,
      })
      sites.value = next
      updates.value += 1
    },
  }
}

/** Errors of the run that goes on, with its source as it is. */
export function errorsNow({ lines, changedAfter }: DevRecord): number {
  const mine = lines.value.slice(lines.value.findLastIndex((each) => each.began === true) + 1)
  return mine.filter((each) => each.level === 'error' && each.n > changedAfter.value).length
}

function isSame(a: Omit<Line, 'n' | 'times'>, b: Omit<Line, 'n' | 'times'>): boolean {
  return a.level === b.level && a.page === b.page && a.stack === b.stack && JSON.stringify(a.args) === JSON.stringify(b.args)
}
