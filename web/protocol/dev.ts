/**
 * Between the host and the Worker of a program under development, over a port of their own that the host sends along with
 * `{kind: 'dev'}`: changes of the source one way, what the author's panel shows the other. Nothing of it exists in production.
 */
import { bool, finite, integer, list, object, oneOf, plain, tagged, text, Violation, type Parser } from './parse.js'

/** A value as the panel shows it: cut in depth, width and length by the Worker. */
export type Preview =
  | { readonly k: 'text'; readonly v: string }
  /** number, boolean, null, undefined, bigint, symbol: as it is printed */
  | { readonly k: 'plain'; readonly v: string }
  | { readonly k: 'function'; readonly v: string }
  /** c: the class's name; n: members in all, of which e has the first. */
  | { readonly k: 'object'; readonly c: string; readonly n: number; readonly e: readonly PreviewMember[] }
  /** An object that holds itself, or one too deep to be shown. */
  | { readonly k: 'cut'; readonly v: string }
export interface PreviewMember {
  readonly key: string
  readonly value: Preview
}

export interface LogEntry {
  readonly at: number // Unix time in ms
  readonly level: 'log' | 'info' | 'warn' | 'error' | 'debug'
  readonly args: readonly Preview[]
  readonly stack: string
  readonly page: string
}

/** One setData. */
export interface DataUpdate {
  readonly at: number
  readonly page: string
  /** Path of the page or component. */
  readonly component: string
  readonly stack: string
  /** Of the values as JSON, in UTF-8. */
  readonly bytes: number
  readonly keys: readonly string[]
  /** Operations that it caused in the page's frame. */
  readonly operations: number
  readonly ms: number
}

export interface TreeNode {
  readonly path: string
  readonly id: string
  readonly data: Preview
  readonly children: readonly TreeNode[]
}

export type HostToDev =
  /** Takes over a patch of the compiler (DevPatch of the server). */
  | {
      readonly kind: 'apply'
      readonly id: number
      readonly code: string
      readonly forget: readonly string[]
      readonly wxs: boolean
      readonly remake: readonly string[]
      readonly redraw: readonly string[]
    }
  /** Asks for the components of a page with their data. */
  | { readonly kind: 'inspect'; readonly id: number; readonly page: number }
  /** Changes the program's storage as wx would; value is JSON, null removes, key "" with null removes all. */
  | { readonly kind: 'store'; readonly key: string; readonly value: string | null }

export type DevToHost =
  /** remade: paths whose instances began anew. failed: paths whose script threw, so that they stayed as they were. */
  | { readonly kind: 'applied'; readonly id: number; readonly remade: readonly string[]; readonly failed: readonly string[] }
  | { readonly kind: 'inspected'; readonly id: number; readonly tree: TreeNode | null }
  /** What happened since the last one. dropped: entries that were too many. */
  | { readonly kind: 'told'; readonly logs: readonly LogEntry[]; readonly updates: readonly DataUpdate[]; readonly dropped: number }

const id = integer(0)
const path = text(4096)
const paths = list(path, 20_000)

export const parseHostToDev: Parser<HostToDev> = tagged<HostToDev>({
  apply: object({ kind: oneOf('apply'), id, code: text(64 << 20), forget: paths, wxs: bool, remake: paths, redraw: paths }),
  inspect: object({ kind: oneOf('inspect'), id, page: id }),
  store: object({ kind: oneOf('store'), key: text(1024), value: (value, at) => (value === null ? null : text(1 << 20)(value, at)) }),
})

const maxMembers = 200
const member: Parser<PreviewMember> = (value, at) => object<PreviewMember>({ key: text(1000), value: preview })(value, at)
const word = text(20_000)
const previewByKind: Readonly<Record<Preview['k'], Parser<Preview>>> = {
  text: object<Extract<Preview, { k: 'text' }>>({ k: oneOf('text'), v: word }),
  plain: object<Extract<Preview, { k: 'plain' }>>({ k: oneOf('plain'), v: word }),
  function: object<Extract<Preview, { k: 'function' }>>({ k: oneOf('function'), v: word }),
  cut: object<Extract<Preview, { k: 'cut' }>>({ k: oneOf('cut'), v: word }),
  object: object<Extract<Preview, { k: 'object' }>>({ k: oneOf('object'), c: text(200), n: id, e: list(member, maxMembers) }),
}
const previewKind: Parser<{ readonly k: Preview['k'] }> = object<{ readonly k: Preview['k'] }>({ k: oneOf('text', 'plain', 'function', 'object', 'cut') })
const preview: Parser<Preview> = (value, at) => previewByKind[previewKind(value, at).k](value, at)

// Its depth was checked before: see parseDevToHost.
const treeNode: Parser<TreeNode> = (value, at) => object<TreeNode>({ path, id: text(4096), data: preview, children: list(treeNode, 5000) })(value, at)

const logEntry: Parser<LogEntry> = object<LogEntry>({
  at: finite,
  level: oneOf('log', 'info', 'warn', 'error', 'debug'),
  args: list(preview, 50),
  stack: text(40_000),
  page: path,
})
const dataUpdate: Parser<DataUpdate> = object<DataUpdate>({
  at: finite,
  page: path,
  component: path,
  stack: text(40_000),
  bytes: finite,
  keys: list(text(1000), 100),
  operations: id,
  ms: finite,
})

const byKind: Parser<DevToHost> = tagged<DevToHost>({
  applied: object({ kind: oneOf('applied'), id, remade: paths, failed: paths }),
  inspected: object({ kind: oneOf('inspected'), id, tree: (value, at) => (value === null ? null : treeNode(value, at)) }),
  told: object({ kind: oneOf('told'), logs: list(logEntry, 1000), updates: list(dataUpdate, 1000), dropped: id }),
})
/** A walk without recursion first, so that no depth can exhaust the parser's stack. */
const bounded = plain({ depth: 120, values: 600_000, size: 64 << 20 })

export const parseDevToHost: Parser<DevToHost> = (value, at) => {
  if (typeof value !== 'object' || value === null) throw new Violation(at, 'an object is expected')
  return byKind(bounded(value, at), at)
}
