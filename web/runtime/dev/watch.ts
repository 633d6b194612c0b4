/** What the author's panel hears of a program at work: its console, its setData calls, the components of its pages. */
import type { DataUpdate, LogEntry, TreeNode } from '../../protocol/dev.js'
import { coreOf, Instance } from '../core/instance.js'
import type { Core } from '../core/component.js'
import type { Page } from '../core/page.js'
import { isFields, type Fields } from '../core/paths.js'
import { Elem, Text, type Node } from '../core/nodes.js'
import { jsonBytes, previewOf } from './preview.js'

const everyMs = 50
const entriesAtMost = 500
const argumentsAtMost = 30
const stackAtMost = 20_000
const keysAtMost = 30

export interface Telling {
  readonly logs: readonly LogEntry[]
  readonly updates: readonly DataUpdate[]
  readonly dropped: number
}

/**
 * Collects and tells at most every 50 ms, in an endless loop as well, where no timer runs. A flood is cut, and the number of
 * what is missing told.
 */
export function createTeller(tell: (news: Telling) => void): { log(entry: LogEntry): void; update(entry: DataUpdate): void } {
  let logs: LogEntry[] = []
  let updates: DataUpdate[] = []
  let dropped = 0
  let asked = false
  let last = 0
  // A program may replace its global timers.
  const later = setTimeout
  const flush = (): void => {
    asked = false
    last = performance.now()
    const news = { logs, updates, dropped }
    logs = []
    updates = []
    dropped = 0
    tell(news)
  }
  const take = <T>(list: T[], entry: T): void => {
    if (list.length < entriesAtMost) list.push(entry)
    else dropped += 1
    if (asked) {
      if (performance.now() - last > everyMs * 4) flush()
      return
    }
    asked = true
    last = performance.now()
    later(flush, everyMs)
  }
  return { log: (entry) => take(logs, entry), update: (entry) => take(updates, entry) }
}

function stackHere(): string {
  return (new Error().stack ?? '').slice(0, stackAtMost)
}

/** Lines a second into the browser's console: it keeps all of them in the host's process. */
const linesPerSecond = 200
const leftOut = 'the program prints too much; some of it is left out'

/** Whether one more may be printed; 'last': that something is left out. */
function createRate(): () => boolean | 'last' {
  let second = 0
  let printed = 0
  return () => {
    const now = Math.floor(performance.now() / 1000)
    if (now !== second) printed = 0
    second = now
    printed += 1
    return printed < linesPerSecond || (printed === linesPerSecond && 'last')
  }
}

const printing = ['log', 'info', 'warn', 'error', 'debug'] as const
const alike = { trace: 'debug', dir: 'log', dirxml: 'log', table: 'log', group: 'log', groupCollapsed: 'log' } as const

/**
 * The program's console: to the panel with whole values, and to the browser's own, so that both show it. `given` is the
 * runtime's; what it makes itself (count, time, assert) goes to the host as text.
 */
export function watchConsole(given: Fields, native: Console, told: (entry: LogEntry) => void, page: () => string): Fields {
  const mayPrint = createRate()
  const at =
    (level: LogEntry['level']) =>
    (...args: unknown[]): void => {
      const may = mayPrint()
      if (may === false) return
      if (may === 'last') return print('warn', [leftOut])
      print(level, args)
    }
  const print = (level: LogEntry['level'], args: readonly unknown[]): void => {
    native[level](...args)
    told({ at: Date.now(), level, args: args.slice(0, argumentsAtMost).map(previewOf), stack: stackHere(), page: page() })
  }
  const out: Fields = { ...given }
  for (const level of printing) out[level] = at(level)
  for (const [name, level] of Object.entries(alike)) out[name] = at(level)
  return out
}

/** Measures every setData of pages and components. */
export function watchSetData(told: (entry: DataUpdate) => void): void {
  const original = Instance.prototype.setData
  Instance.prototype.setData = function (this: Instance, fields: unknown, callback?: unknown): void {
    const core = coreOf(this)
    if (core === undefined) {
      original.call(this, fields, callback)
      return
    }
    const { writer } = core.frame
    const before = writer.count
    const started = performance.now()
    original.call(this, fields, callback)
    const ms = performance.now() - started
    told({
      at: Date.now(),
      page: core.frame.route,
      component: core.is,
      stack: stackHere(),
      bytes: jsonBytes(fields),
      keys: isFields(fields) ? Object.keys(fields).slice(0, keysAtMost) : [],
      operations: writer.count - before,
      ms,
    })
  }
}

const nodesAtMost = 500
const depthAtMost = 30

/** The page and its components with their data. */
export function treeOf(page: Page): TreeNode | null {
  if (page.core === null) return null
  let left = nodesAtMost
  const see = (core: Core, depth: number): TreeNode => {
    left -= 1
    const children: TreeNode[] = []
    const walk = (nodes: readonly Node[]): void => {
      for (const node of nodes) {
        if (node instanceof Text || left <= 0) continue
        if (node instanceof Elem && node.comp !== null && depth < depthAtMost) children.push(see(node.comp, depth + 1))
        walk(node.children)
      }
    }
    walk(core.root.children)
    return { path: core.is, id: core.host?.name ?? '', data: previewOf(core.data), children }
  }
  return see(page.core, 0)
}
