/**
 * What a program may reach. Before its first line the Worker keeps what the runtime needs and deletes everything that is not on
 * the list (reachable.ts) from the global object and all its prototypes: a nested Worker would run a string as code, and WebRTC
 * ignores the content policy.
 */
import { type AddFont, fontsOf } from './fonts.js'
import { isReachable } from './reachable.js'

/** What the runtime itself goes on using. */
export interface Kept {
  readonly importScripts: (url: string) => void
  readonly createObjectURL: (blob: Blob) => string
  readonly revokeObjectURL: (url: string) => void
  /** Makes a font known to the canvases that are drawn in the Worker. */
  readonly addFont: AddFont
}

export function lockDown(scope: typeof globalThis): Kept {
  const worker = scope as unknown as Record<string, unknown>
  const bound = (name: string): ((...args: never[]) => unknown) => {
    const fn = worker[name]
    return typeof fn === 'function'
      ? (fn.bind(scope) as (...args: never[]) => unknown)
      : () => {
          throw new Error(`${name} is missing`)
        }
  }
  const url = scope.URL
  // A program that gets hold of a font can make no other by its constructor.
  Reflect.deleteProperty(scope.FontFace.prototype, 'constructor')
  const kept: Kept = {
    importScripts: bound('importScripts') as Kept['importScripts'],
    createObjectURL: url.createObjectURL.bind(url),
    revokeObjectURL: url.revokeObjectURL.bind(url),
    addFont: fontsOf(scope.FontFace, (scope as unknown as { readonly fonts: FontFaceSet }).fonts),
  }
  for (let at: object | null = scope; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) {
    for (const name of Object.getOwnPropertyNames(at)) if (!isReachable(name)) remove(at, name)
  }
  for (const name of ['createObjectURL', 'revokeObjectURL']) Reflect.deleteProperty(url, name)
  silenceCode()
  return kept
}

function remove(from: object, name: string): void {
  if (Reflect.deleteProperty(from, name)) return
  const own = Object.getOwnPropertyDescriptor(from, name)
  if (own?.writable === true) (from as Record<string, unknown>)[name] = undefined
}

// The policy forbids code from strings; programs test for it, and get the policy's answer without its report.
function silenceCode(): void {
  const refuse = (): never => {
    throw new EvalError('code generation from strings is not allowed')
  }
  const kinds = [() => {}, async () => {}, function* () {}, async function* () {}]
  for (const kind of kinds) {
    const prototype = Object.getPrototypeOf(kind) as object
    const refusing = kind === kinds[0] ? refusingFunction(refuse, prototype) : refuse.bind(undefined)
    Object.defineProperty(prototype, 'constructor', { value: refusing, writable: false, configurable: false })
  }
}

// Programs take the global object by Function('return this')(): that one text is answered, all others are refused.
function refusingFunction(refuse: () => never, prototype: object): unknown {
  // biome-ignore lint/complexity/useArrowFunction: programs also write `new Function('return this')`
  const made = function (...texts: unknown[]): unknown {
    if (texts.length === 1 && /^\s*return\s+this\s*;?\s*$/.test(String(texts[0]))) return () => globalThis
    return refuse()
  }
  Object.defineProperty(made, 'name', { value: 'Function' })
  Object.defineProperty(made, 'prototype', { value: prototype, writable: false })
  Object.defineProperty(globalThis, 'Function', { value: made, writable: true, configurable: true })
  return made
}
