/** Values of a program as its author sees them in the panel: cut where they would be long, deep or endless. */
import type { Preview, PreviewMember } from '../../protocol/dev.js'
import { errorText } from '../core/report.js'

const longestText = 10_000
const membersAtMost = 100
const depthAtMost = 6
const valuesAtMost = 3000

/** Reads nothing that could run code of the program but getters of its own objects, whose errors become text. */
export function previewOf(value: unknown): Preview {
  const open = new Set<object>()
  let left = valuesAtMost
  const see = (at: unknown, depth: number): Preview => {
    left -= 1
    switch (typeof at) {
      case 'string':
        return { k: 'text', v: at.length > longestText ? `${at.slice(0, longestText)}…` : at }
      case 'function':
        return { k: 'function', v: at.name.slice(0, 200) }
      case 'object':
        return at === null ? { k: 'plain', v: 'null' } : seeObject(at, depth)
      case 'bigint':
        return { k: 'plain', v: `${String(at).slice(0, longestText)}n` }
      default:
        return { k: 'plain', v: Object.is(at, -0) ? '-0' : String(at) }
    }
  }
  const seeObject = (at: object, depth: number): Preview => {
    const name = className(at)
    if (at instanceof Error) return { k: 'text', v: errorText(at).slice(0, longestText) }
    if (at instanceof Date || at instanceof RegExp) return { k: 'plain', v: String(at) }
    if (open.has(at)) return { k: 'cut', v: '↻' }
    if (depth >= depthAtMost || left <= 0) return { k: 'cut', v: Array.isArray(at) ? `${name}(${at.length})` : name }
    open.add(at)
    const members: PreviewMember[] = []
    const pairs = membersOf(at)
    for (const [key, read] of pairs.first) {
      if (left <= 0) break
      members.push({ key: key.slice(0, 1000), value: see(read(), depth + 1) })
    }
    open.delete(at)
    return { k: 'object', c: name, n: pairs.count, e: members }
  }
  return see(value, 0)
}

function className(at: object): string {
  try {
    const made: unknown = (at as { readonly constructor?: unknown }).constructor
    return typeof made === 'function' ? made.name.slice(0, 200) : 'Object'
  } catch {
    return 'Object'
  }
}

type Pair = readonly [string, () => unknown]

function membersOf(at: object): { readonly first: readonly Pair[]; readonly count: number } {
  if (at instanceof Map || at instanceof Set) {
    const first = [...at.entries()].slice(0, membersAtMost).map(([key, value], i): Pair => [at instanceof Map ? String(key) : String(i), () => value])
    return { first, count: at.size }
  }
  if (ArrayBuffer.isView(at) || at instanceof ArrayBuffer) return { first: [], count: at.byteLength }
  let keys: string[]
  try {
    keys = Object.keys(at)
  } catch {
    return { first: [], count: 0 }
  }
  return {
    count: keys.length,
    first: keys.slice(0, membersAtMost).map(
      (key): Pair => [
        key,
        () => {
          try {
            return (at as Record<string, unknown>)[key]
          } catch (error) {
            return `⚠ ${String(error)}`
          }
        },
      ],
    ),
  }
}

/** Bytes of a value as JSON in UTF-8, counted without making the text; what JSON leaves out counts nothing. */
export function jsonBytes(value: unknown): number {
  const open = new Set<object>()
  let left = 500_000
  const count = (at: unknown): number => {
    left -= 1
    if (left < 0) return 0
    switch (typeof at) {
      case 'string':
        return utf8Length(at) + 2
      case 'number':
      case 'boolean':
        return String(at).length
      case 'object': {
        if (at === null) return 4
        if (open.has(at)) return 0
        open.add(at)
        let bytes = 2
        if (Array.isArray(at)) for (const each of at) bytes += count(each) + 1
        else for (const key of Object.keys(at)) bytes += utf8Length(key) + 4 + count((at as Record<string, unknown>)[key])
        open.delete(at)
        return bytes
      }
      default:
        return 0
    }
  }
  return count(value)
}

function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    // Two units of a pair give four bytes together.
    if (unit > 0x7ff) bytes += unit >= 0xd800 && unit <= 0xdfff ? 1 : 2
    else if (unit > 0x7f) bytes += 1
  }
  return bytes
}
