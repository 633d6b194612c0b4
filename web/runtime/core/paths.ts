/**
 * Data paths (`a.b[0].c`), the tries of what changed, and copies of plain data.
 */
export type Key = string | number
export type KeyPath = readonly Key[]
export type Fields = Record<string, unknown>

/** What changed below a value: `true` = all of it, else the changed members. */
export type Trie = Map<Key, Branch>
export type Branch = Trie | true

const parsed = new Map<string, KeyPath>()
const keptPaths = 2000

/** Reads `a.b[0].c` as ['a', 'b', 0, 'c']. A name that is no path (empty, or unbalanced brackets) is one key. */
export function parsePath(text: string): KeyPath {
  const known = parsed.get(text)
  if (known !== undefined) return known
  const path = readPath(text) ?? [text]
  if (parsed.size >= keptPaths) parsed.clear()
  parsed.set(text, path)
  return path
}

function readPath(text: string): KeyPath | null {
  const out: Key[] = []
  let name = ''
  let named = false // a bracket may stand right after another one
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '.') {
      if (name !== '') out.push(name)
      else if (!named) return null
      name = ''
      named = false
    } else if (c === '[') {
      if (name !== '') out.push(name)
      else if (!named) return null
      name = ''
      const end = text.indexOf(']', i)
      const index = end < 0 ? '' : text.slice(i + 1, end).trim()
      if (!/^\d+$/.test(index)) {
        const quoted = /^(['"])(.*)\1$/.exec(index)
        if (quoted === null) return null
        out.push(quoted[2] ?? '')
      } else out.push(Number(index))
      named = true
      i = end
    } else if (c === '\\' && i + 1 < text.length) {
      i += 1
      name += text[i] ?? ''
    } else {
      name += c ?? ''
    }
  }
  if (name !== '') out.push(name)
  else if (!named) return null
  return out
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

/** What stands at a path; a path leads into lists and objects only, not to the letters or the length of a text. */
export function getPath(from: unknown, path: KeyPath): unknown {
  let value = from
  for (const key of path) {
    if (!isFields(value)) return undefined
    value = value[key]
  }
  return value
}

/**
 * Sets a value, making lists (where the next key is a number) and objects on the way as setData does. `__proto__` and
 * `constructor` on the way are refused, so that no path reaches a prototype. What changed beside the value itself is added
 * to `also`: the length of a list that became longer, and what had to give way to a list or an object.
 */
export function setPath(root: Fields, path: KeyPath, value: unknown, also?: KeyPath[]): void {
  let at: Fields = root
  for (let i = 0; i < path.length - 1; i++) {
    const key = path[i] as string
    if (key === '__proto__' || (key === 'constructor' && !Object.hasOwn(at, key))) return
    const wantsList = typeof path[i + 1] === 'number'
    let next = Object.hasOwn(at, key) ? at[key] : undefined
    if (wantsList ? !Array.isArray(next) : !isFields(next) || Array.isArray(next)) {
      if (next !== undefined) also?.push(path.slice(0, i + 1))
      next = wantsList ? [] : {}
      at[key] = next
    }
    at = next as Fields
    if (also !== undefined && wantsList && Number(path[i + 1]) >= (at as unknown as unknown[]).length) also.push([...path.slice(0, i + 1), 'length'])
  }
  const last = path[path.length - 1] as string
  if (last !== '__proto__') at[last] = value
}

/** Marks a path as changed. */
export function touch(trie: Trie, path: KeyPath): void {
  let at = trie
  const last = path.length - 1
  for (let i = 0; i < last; i++) {
    const key = path[i] as Key
    const next = at.get(key)
    if (next === true) return
    if (next === undefined) {
      const made: Trie = new Map()
      at.set(key, made)
      at = made
    } else at = next
  }
  at.set(path[last] as Key, true)
}

const deepest = 60

/** A copy of lists and plain objects at all depths; everything else (functions, dates, class instances) is the same value. */
export function copy(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? copyObject(value, 0, undefined) : value
}

// Cycles are rare: they are looked for only below `deepest`, where the walk starts again with a memory.
function copyObject(value: object, depth: number, seen: Map<object, unknown> | undefined): unknown {
  if (depth > deepest && seen === undefined) throw deepValue
  const known = seen?.get(value)
  if (known !== undefined) return known
  if (Array.isArray(value)) {
    const out: unknown[] = new Array(value.length)
    seen?.set(value, out)
    for (let i = 0; i < value.length; i++) {
      const each: unknown = value[i]
      out[i] = typeof each === 'object' && each !== null ? copyInner(each, depth, seen) : each
    }
    return out
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  const out: Fields = {}
  seen?.set(value, out)
  for (const key of Object.keys(value)) {
    const each = (value as Fields)[key]
    out[key] = typeof each === 'object' && each !== null ? copyInner(each, depth, seen) : each
  }
  return out
}

const deepValue = new RangeError('a value is nested too deep')

function copyInner(value: object, depth: number, seen: Map<object, unknown> | undefined): unknown {
  if (depth > 0 || seen !== undefined) return copyObject(value, depth + 1, seen)
  try {
    return copyObject(value, 1, undefined)
  } catch (error) {
    if (error !== deepValue) throw error
    return copyObject(value, 1, new Map())
  }
}

/** Text as a template shows it: null and undefined are nothing. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  if (typeof value === 'symbol') return value.toString()
  try {
    return String(value)
  } catch {
    return ''
  }
}

/** Classes as they are given. No name has a comma: a list, alone or within a text, is as many classes. */
export function toClasses(value: unknown): string {
  const text = toText(value)
  return text.includes(',') ? text.replaceAll(',', ' ') : text
}

export function camel(name: string): string {
  return name.includes('-') ? name.replace(/-(.)/g, (_, c: string) => c.toUpperCase()) : name
}
