/**
 * Makes a failing case smaller: whatever can be taken out of its tree so that it still fails in the same way is taken out, the
 * largest pieces first. Many candidates are compiled together, and the smallest that still fails is gone on from.
 */
import { compare, explained, type Verdict } from './compare.js'
import type { Compiler } from './compiler.js'
import type { Tree } from './tree.js'

type Path = readonly (string | number)[]

interface Edit {
  readonly path: Path
  /** What stands there instead: nothing = it is removed; a list spliced into the list around it. */
  readonly with?: unknown
  readonly splice?: readonly unknown[]
  readonly count?: number
  readonly saves: number
}

const atOnce = 40

export async function shrink(compiler: Compiler, verdict: Verdict, secondsAtMost: number): Promise<Verdict> {
  const end = performance.now() + secondsAtMost * 1000
  let best = verdict
  let progress = true
  while (progress && performance.now() < end) {
    progress = false
    const edits = editsOf(best.tree).sort((a, b) => b.saves - a.saves)
    for (let at = 0; at < edits.length && performance.now() < end; at += atOnce) {
      const trees = edits.slice(at, at + atOnce).map((edit) => apply(best.tree, edit))
      const verdicts = await compare(compiler, trees)
      const failing = verdicts.filter((each) => each.differs === verdict.differs).sort((a, b) => sizeOf(a.tree) - sizeOf(b.tree))
      for (const each of failing) {
        if (sizeOf(each.tree) >= sizeOf(best.tree)) break
        if ((await explained(compiler, each)).length > 0) continue
        best = each
        progress = true
        break
      }
      if (progress) break
    }
  }
  return best
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value)?.length ?? 0
}

const removable = new Set(['loop', 'branch', 'data', 'value', 'observer', 'optional', 'item', 'index', 'key', 'most', 'short', 'test'])
const kept = new Set(['seed', 'name', 'tag', 'k'])
/** Lists of pairs: a pair is taken out as a whole. */
const pairs = new Set<string | number>(['data', 'fields', 'options', 'generics', 'wxs'])

function editsOf(tree: Tree): Edit[] {
  const out: Edit[] = []
  const walk = (value: unknown, path: Path): void => {
    if (Array.isArray(value)) {
      if (pairs.has(path.at(-2) ?? '') && value.length === 2 && typeof value[0] === 'string') {
        walk(value[1], [...path, 1])
        return
      }
      for (let count = value.length; count >= 1; count = count === 1 ? 0 : Math.ceil(count / 2)) {
        for (let at = 0; at + count <= value.length; at += count) {
          if (path.length === 1 && path[0] === 'parts' && at + count === value.length) continue // the page stays
          out.push({ path: [...path, at], splice: [], count, saves: sizeOf(value.slice(at, at + count)) })
        }
      }
      value.forEach((each, at) => {
        if (isObject(each) && Array.isArray(each['children']) && each['k'] === 'tag') {
          out.push({ path: [...path, at], splice: each['children'], count: 1, saves: sizeOf(each) - sizeOf(each['children']) })
        }
        if (isObject(each) && (each['k'] === 'both' || each['k'] === 'group') && Array.isArray(each['steps']))
          out.push({ path: [...path, at], splice: each['steps'], count: 1, saves: 20 })
        walk(each, [...path, at])
      })
      return
    }
    if (!isObject(value)) return
    for (const key of Object.keys(value)) {
      const each = value[key]
      if (kept.has(key)) continue
      if (removable.has(key) && each !== undefined && mayGo(key, value)) out.push({ path: [...path, key], saves: sizeOf(each) })
      if (isObject(each) && 'k' in each && key !== 'branch') {
        for (const inner of Object.values(each)) {
          const parts: unknown[] = Array.isArray(inner) ? inner : [inner]
          for (const part of parts) if (isObject(part) && 'k' in part) out.push({ path: [...path, key], with: part, saves: sizeOf(each) - sizeOf(part) })
        }
        if (each['k'] !== 'literal' && key !== 'change') out.push({ path: [...path, key], with: { k: 'literal', value: 1 }, saves: sizeOf(each) - 25 })
      }
      walk(each, [...path, key])
    }
    // The members of a list of values that are expressions.
    for (const key of ['value', 'list', 'test', 'items']) {
      const list = value[key]
      if (!Array.isArray(list)) continue
      list.forEach((each: unknown, at) => {
        if (!isObject(each) || !('k' in each)) return
        for (const inner of Object.values(each)) {
          const parts: unknown[] = Array.isArray(inner) ? inner : [inner]
          for (const part of parts) if (isObject(part) && 'k' in part) out.push({ path: [...path, key, at], with: part, saves: sizeOf(each) - sizeOf(part) })
        }
        if (each['k'] !== 'literal' && each['k'] !== 'name') out.push({ path: [...path, key, at], with: { k: 'literal', value: 1 }, saves: sizeOf(each) - 25 })
      })
    }
  }
  walk(tree, [])
  return out
}

/** Whether the printer can do without the member. */
function mayGo(key: string, of: Readonly<Record<string, unknown>>): boolean {
  switch (key) {
    case 'data':
      return of['k'] === 'tag'
    case 'key':
      return 'list' in of
    case 'test':
      return of['k'] !== 'choice'
    case 'value':
      return of['k'] !== 'text' && !/bind|catch|:|^data$|^(id|slot|is|src|name)$/.test(String(of['name'] ?? ''))
    default:
      return true
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function apply(tree: Tree, edit: Edit): Tree {
  const change = (value: unknown, at: number): unknown => {
    const key = edit.path[at] as string | number
    const last = at === edit.path.length - 1
    if (Array.isArray(value)) {
      const copy: unknown[] = [...value]
      if (!last) copy[key as number] = change(copy[key as number], at + 1)
      else if (edit.splice !== undefined) copy.splice(key as number, edit.count ?? 1, ...edit.splice)
      else copy[key as number] = edit.with
      return copy
    }
    const copy = { ...(value as Record<string, unknown>) }
    if (!last) copy[key] = change(copy[key], at + 1)
    else if ('with' in edit) copy[key] = edit.with
    else delete copy[key]
    return copy
  }
  return change(tree, 0) as Tree
}
