import type { Env } from '../core/env.js'

export function callbacksOf(value: unknown): { readonly fail?: unknown; readonly complete?: unknown } {
  return typeof value === 'object' && value !== null ? (value as { readonly fail?: unknown; readonly complete?: unknown }) : {}
}

/** Listeners, and questions, to which undefined is the answer. */
const tells = /^(on|off|is|has)[A-Z]|^get./

/**
 * An object in place of one that cannot be: any method may be called and does nothing but fail, by the callbacks it was given or as the
 * promise that it gives (`ad.show().catch(…)`), on which further methods may be called (`db.collection('teas').where({}).get()`);
 * `onError` hears of it. Values may be set and read back. It is not a thenable; outcome: what one is that a method gave.
 */
export function inert(env: Env, errMsg: string, outcome?: Promise<never>): object {
  const kept = new Map<string | symbol, unknown>()
  return new Proxy(
    {},
    {
      get(target, name) {
        if (kept.has(name)) return kept.get(name)
        if (outcome !== undefined && (name === 'then' || name === 'catch' || name === 'finally')) return outcome[name].bind(outcome)
        return partOf(env, errMsg, target, name)
      },
      set(_, name, value) {
        kept.set(name, value)
        return true
      },
    },
  )
}

/** What the language gives to every object and function is as it is everywhere. */
function partOf(env: Env, errMsg: string, target: object, name: string | symbol): unknown {
  if (typeof name === 'symbol' || name === 'then' || name === 'toJSON' || name in target) return Reflect.get(target, name)
  const method = (first?: unknown): unknown => {
    const { fail, complete } = name === 'onError' ? { fail: first } : callbacksOf(first)
    for (const callback of [fail, complete]) if (typeof callback === 'function') queueMicrotask(() => env.run(callback, [{ errMsg }], errMsg))
    if (tells.test(name)) return undefined
    const outcome = Promise.reject({ errMsg })
    outcome.catch(() => undefined)
    return inert(env, errMsg, outcome)
  }
  // Of some, parts are named before anything is called: db.command.gt(1).
  return new Proxy(method, { get: (own, part) => partOf(env, errMsg, own, part) })
}
