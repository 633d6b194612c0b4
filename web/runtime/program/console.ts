/** The program's console: what it prints goes to the host as text, in bounded amounts. */
import type { WorkerToHost } from '../../protocol/bridge.js'
import { isFields, type Fields } from '../core/paths.js'
import { errorText } from '../core/report.js'

export type Send = (message: WorkerToHost) => void
type Level = Extract<WorkerToHost, { kind: 'log' }>['level']

const perSecond = 100
const longest = 4000

export function createConsole(log: (level: Level, args: readonly unknown[]) => void): { readonly console: Fields } {
  const counts = new Map<string, number>()
  const timers = new Map<string, number>()
  let second = 0
  let printed = 0
  // A loop that logs must not fill the port: what is over the rate is dropped, and that is said once a second.
  const print = (level: Level, args: readonly unknown[]): void => {
    const now = Math.floor(performance.now() / 1000)
    if (now !== second) {
      second = now
      printed = 0
    }
    printed += 1
    if (printed < perSecond) log(level, args)
    else if (printed === perSecond) log('warn', ['the program prints too much; some of it is left out'])
  }
  const at =
    (level: Level) =>
    (...args: unknown[]): void =>
      print(level, args)
  const console: Fields = {
    log: at('log'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    debug: at('debug'),
    trace: at('debug'),
    dir: at('log'),
    dirxml: at('log'),
    table: at('log'),
    group: at('log'),
    groupCollapsed: at('log'),
    groupEnd: () => undefined,
    clear: () => undefined,
    profile: () => undefined,
    profileEnd: () => undefined,
    assert: (ok: unknown, ...args: unknown[]) => {
      if (!ok) print('error', ['Assertion failed:', ...args])
    },
    count: (label: unknown = 'default') => {
      const name = String(label)
      counts.set(name, (counts.get(name) ?? 0) + 1)
      print('log', [`${name}: ${counts.get(name) ?? 0}`])
    },
    countReset: (label: unknown = 'default') => void counts.delete(String(label)),
    time: (label: unknown = 'default') => void timers.set(String(label), performance.now()),
    timeLog: (label: unknown = 'default') => print('log', [`${String(label)}: ${elapsed(timers, String(label))} ms`]),
    timeEnd: (label: unknown = 'default') => {
      print('log', [`${String(label)}: ${elapsed(timers, String(label))} ms`])
      timers.delete(String(label))
    },
  }
  return { console }
}

function elapsed(timers: ReadonlyMap<string, number>, label: string): string {
  return (performance.now() - (timers.get(label) ?? performance.now())).toFixed(3)
}

/** What was thrown: anything may be, also what throws again when it is looked at. */
export function described(error: unknown): { readonly message: string; readonly stack: string } {
  try {
    if (!(error instanceof Error)) return { message: printable(error), stack: '' }
    // Members that are no texts are kept from the host's parser.
    return { message: `${String(error.name)}: ${String(error.message)}`.slice(0, longest), stack: String(error.stack ?? '').slice(0, longest * 8) }
  } catch {
    return { message: unreadable, stack: '' }
  }
}
const unreadable = '[object]'

/** A value as a line of text. */
export function printable(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, longest)
  const seen = new Set<unknown>()
  try {
    if (value instanceof Error) return errorText(value).slice(0, longest)
    if (typeof value === 'function') return `function ${String(value.name)}`
    if (!isFields(value)) return String(value)
    const text = JSON.stringify(value, (_, each: unknown) => {
      if (typeof each === 'function') return `function ${each.name}`
      if (typeof each === 'bigint') return `${each}n`
      if (isFields(each)) {
        if (seen.has(each)) return '[repeated]'
        seen.add(each)
      }
      return each
    })
    return (text ?? String(value)).slice(0, longest)
  } catch {
    return unreadable
  }
}
