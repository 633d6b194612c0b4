import type { Env } from '../core/env.js'

export function callbacksOf(value: unknown): { readonly fail?: unknown; readonly complete?: unknown } {
  return typeof value === 'object' && value !== null ? (value as { readonly fail?: unknown; readonly complete?: unknown }) : {}
}

/**
 * An object in place of one that cannot be: any method may be called and does nothing but fail by the callbacks it was
 * given; `onError` hears of it. Values may be set and read back. It is not a thenable.
 */
export function inert(env: Env, errMsg: string): object {
  const kept = new Map<string | symbol, unknown>()
  return new Proxy(
    {},
    {
      get(_, name) {
        if (kept.has(name)) return kept.get(name)
        if (typeof name === 'symbol' || name === 'then' || name === 'toJSON') return undefined
        const method = (first?: unknown): unknown => {
          if (name === 'onError' && typeof first === 'function') {
            queueMicrotask(() => env.run(first, [{ errMsg }], errMsg))
            return undefined
          }
          const { fail, complete } = callbacksOf(first)
          if (typeof fail === 'function' || typeof complete === 'function') {
            queueMicrotask(() => {
              if (typeof fail === 'function') env.run(fail, [{ errMsg }], errMsg)
              if (typeof complete === 'function') env.run(complete, [{ errMsg }], errMsg)
            })
          }
          return undefined
        }
        return method
      },
      set(_, name, value) {
        kept.set(name, value)
        return true
      },
    },
  )
}
