/**
 * Parsers for what arrives over a port. A parser takes an unknown value and gives a typed one, or throws a Violation
 * that names the place ("args.list[3].key") and the reason. Nothing of an unknown shape passes: objects are rebuilt from
 * their known members, strings, lists and free-form values have limits.
 *
 * The parsers of each receiver stand in a file of their own (`parse-host.ts`, `parse-worker.ts`, `parse-view.ts`,
 * `parse-package.ts`), so that a bundle holds only the ones that it needs.
 */

/** Why a message was dropped. `at` is the place inside it, "" the message itself. */
export class Violation extends Error {
  readonly at: string
  readonly reason: string
  constructor(at: string, reason: string) {
    super(at === '' ? reason : `${at}: ${reason}`)
    this.name = 'Violation'
    this.at = at
    this.reason = reason
  }
}

/** Gives the typed value or throws a Violation. */
export type Parser<T> = (value: unknown, at: string) => T

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'number') return String(value)
  return Array.isArray(value) ? 'a list' : typeof value
}

/** A string of at most `max` UTF-16 units. */
export function text(max: number): Parser<string> {
  return (value, at) => {
    if (typeof value !== 'string') throw new Violation(at, `a string is expected, not ${kindOf(value)}`)
    if (value.length > max) throw new Violation(at, `a string of ${value.length} is longer than ${max}`)
    return value
  }
}

/** A string of at most `max` units, of which the first `keep` are kept: for what is only shown. */
export function clipped(keep: number, max: number): Parser<string> {
  const whole = text(max)
  return (value, at) => {
    const given = whole(value, at)
    return given.length <= keep ? given : `${given.slice(0, keep - 1)}…`
  }
}

export const bool: Parser<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw new Violation(at, `true or false is expected, not ${kindOf(value)}`)
  return value
}

/** A finite number. */
export const finite: Parser<number> = (value, at) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Violation(at, `a number is expected, not ${kindOf(value)}`)
  return value
}

/** A safe integer from `min` to `max`. */
export function integer(min: number = 0, max: number = Number.MAX_SAFE_INTEGER): Parser<number> {
  return (value, at) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Violation(at, `an integer is expected, not ${kindOf(value)}`)
    if (value < min || value > max) throw new Violation(at, `${value} is not from ${min} to ${max}`)
    return value
  }
}

/** One of these values exactly. */
export function oneOf<const T extends string | number | boolean | null>(...allowed: readonly T[]): Parser<T> {
  return (value, at) => {
    const found = allowed.find((each) => each === value)
    if (found === undefined) throw new Violation(at, 'this value is not among the allowed ones')
    return found
  }
}

/** Absent (or undefined), or what `inner` accepts. */
export function optional<T>(inner: Parser<T>): Parser<T | undefined> {
  return (value, at) => (value === undefined ? undefined : inner(value, at))
}

/** null, or what `inner` accepts. */
export function nullable<T>(inner: Parser<T>): Parser<T | null> {
  return (value, at) => (value === null ? null : inner(value, at))
}

/** A list of at most `max` members. */
export function list<T>(member: Parser<T>, max: number): Parser<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw new Violation(at, `a list is expected, not ${kindOf(value)}`)
    if (value.length > max) throw new Violation(at, `a list of ${value.length} is longer than ${max}`)
    const out: T[] = []
    for (let i = 0; i < value.length; i++) out.push(member(value[i], `${at}[${i}]`))
    return out
  }
}

function objectOf(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Violation(at, `an object is expected, not ${kindOf(value)}`)
  // Members are read by own name only, so a prototype cannot lend any.
  return value as Readonly<Record<string, unknown>>
}

/** A parser for every member of T; members that may be absent take `optional`. */
export type Shape<T> = { readonly [K in keyof T]-?: Parser<T[K]> }

/** An object with these members; others are left out of the result. */
export function object<T extends object>(shape: Shape<T>): Parser<T> {
  const members = Object.entries(shape) as [string, Parser<unknown>][]
  return (value, at) => {
    const from = objectOf(value, at)
    const out: Record<string, unknown> = {}
    for (const [name, member] of members) {
      const got = member(Object.hasOwn(from, name) ? from[name] : undefined, at === '' ? name : `${at}.${name}`)
      if (got !== undefined) out[name] = got
    }
    return out as T
  }
}

/** An object used as a map: at most `max` keys, each of at most `keyLength`. */
export function record<T>(member: Parser<T>, max: number, keyLength: number = 1024): Parser<Readonly<Record<string, T>>> {
  return (value, at) => {
    const entries = Object.entries(objectOf(value, at))
    if (entries.length > max) throw new Violation(at, `${entries.length} keys are more than ${max}`)
    const out: [string, T][] = []
    for (const [key, each] of entries) {
      if (key.length > keyLength) throw new Violation(at, `a key is longer than ${keyLength}`)
      if (key === '__proto__') throw new Violation(at, 'a key is named __proto__')
      out.push([key, member(each, `${at}.${key.slice(0, 40)}`)])
    }
    return Object.fromEntries(out)
  }
}

/** A union by its `kind`: one parser per kind, complete by its type. */
export function tagged<T extends { readonly kind: string }>(cases: { readonly [K in T['kind']]: Parser<Extract<T, { readonly kind: K }>> }): Parser<T> {
  const byKind = new Map(Object.entries(cases) as [string, Parser<T>][])
  return (value, at) => {
    const from = objectOf(value, at)
    const kind = Object.hasOwn(from, 'kind') ? from['kind'] : undefined
    const parse = typeof kind === 'string' ? byKind.get(kind) : undefined
    if (parse === undefined)
      throw new Violation(at, typeof kind === 'string' ? `no message is called ${JSON.stringify(kind.slice(0, 40))}` : 'the message has no kind')
    return parse(value, at)
  }
}

export interface PlainLimits {
  /** How deep objects and lists may be nested. */
  readonly depth: number
  /** Values in all, members of lists and objects counted. */
  readonly values: number
  /** UTF-16 units of all strings and keys together, plus the bytes of all buffers. */
  readonly size: number
}

/**
 * A free-form value: JSON's kinds, undefined, and bytes (ArrayBuffer, typed arrays, Blob). No functions, no other classes.
 * It is walked without recursion, so depth cannot exhaust the stack, and a cycle ends at the depth limit.
 */
export function plain(limits: PlainLimits): Parser<unknown> {
  return (value, at) => {
    let values = 0
    let size = 0
    const open: { value: unknown; depth: number }[] = [{ value, depth: 0 }]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      values += 1
      if (values > limits.values) throw new Violation(at, `more than ${limits.values} values`)
      size += ownSize(next.value, at)
      if (typeof next.value === 'object' && next.value !== null && !isBytes(next.value)) {
        if (next.depth >= limits.depth) throw new Violation(at, `nested deeper than ${limits.depth}`)
        const depth = next.depth + 1
        if (Array.isArray(next.value)) {
          if (next.value.length > limits.values) throw new Violation(at, `more than ${limits.values} values`)
          for (const each of next.value) open.push({ value: each, depth })
        } else {
          for (const [key, each] of Object.entries(next.value)) {
            if (key === '__proto__') throw new Violation(at, 'a key is named __proto__')
            size += key.length
            open.push({ value: each, depth })
          }
        }
      }
      if (size > limits.size) throw new Violation(at, `larger than ${limits.size}`)
    }
    return value
  }
}

function isBytes(value: object): boolean {
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value) || (typeof Blob !== 'undefined' && value instanceof Blob)
}

function ownSize(value: unknown, at: string): number {
  switch (typeof value) {
    case 'string':
      return value.length
    case 'number':
    case 'boolean':
    case 'undefined':
      return 8
    case 'object': {
      if (value === null || Array.isArray(value)) return 8
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value.byteLength
      if (isBytes(value)) return 64
      const prototype: unknown = Object.getPrototypeOf(value)
      if (prototype !== Object.prototype && prototype !== null) throw new Violation(at, 'an object of a class that messages do not carry')
      return 8
    }
    default:
      throw new Violation(at, `a ${typeof value} is not carried`)
  }
}

/** A Blob of at most `max` bytes. */
export function blob(max: number): Parser<Blob> {
  return (value, at) => {
    if (!(value instanceof Blob)) throw new Violation(at, `a Blob is expected, not ${kindOf(value)}`)
    if (value.size > max) throw new Violation(at, `a Blob of ${value.size} bytes is larger than ${max}`)
    return value
  }
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly violation: Violation }

/** Runs a parser on a whole message without throwing. */
export function parse<T>(parser: Parser<T>, value: unknown): Parsed<T> {
  try {
    return { ok: true, value: parser(value, '') }
  } catch (error) {
    if (error instanceof Violation) return { ok: false, violation: error }
    throw error
  }
}

/** The part of a MessagePort (or of a Worker's global) that `onMessage` needs. */
export interface Receiver {
  onmessage: ((event: MessageEvent) => void) | null
}

/**
 * Hears a port: each message is parsed; a good one goes to `handle` with the ports that came along, a bad one is dropped
 * and named to `violated`.
 */
export function onMessage<T>(
  port: Receiver,
  parser: Parser<T>,
  handle: (message: T, ports: readonly MessagePort[]) => void,
  violated: (violation: Violation) => void,
): void {
  port.onmessage = (event) => {
    const got = parse(parser, event.data as unknown)
    if (got.ok) handle(got.value, event.ports)
    else violated(got.violation)
  }
}
