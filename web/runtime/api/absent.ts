/**
 * Documented members that a browser or this version does not have. They exist, so that a program that names them runs on;
 * they fail with WeChat's form of text, and `canIUse` says false. The console names each once.
 */
import type { Env } from '../core/env.js'
import { members, type Member } from './forms.js'
import { CallFailure } from '../core/env.js'

export function absentCalls(env: Env, names: readonly string[]): Readonly<Record<string, Member>> {
  const refuse = (): never => {
    throw new CallFailure('not supported')
  }
  return members(env, Object.fromEntries(names.map((name) => [name, [{}, refuse] as const])))
}

function callbacksOf(value: unknown): { readonly fail?: unknown; readonly complete?: unknown } {
  return typeof value === 'object' && value !== null ? (value as { readonly fail?: unknown; readonly complete?: unknown }) : {}
}

/**
 * An object in place of one that cannot be: any method may be called and does nothing but fail by the callbacks it was
 * given; `onError` hears of it. Values may be set and read back. It is not a thenable.
 */
function inert(env: Env, errMsg: string): object {
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

/** Of these nothing is made or given back. */
const silent = /^(report|revoke|cancel|check|is[A-Z])/

/** Functions that make or give something: an inert object comes back; request and the like fail by their callbacks too. */
export function absentFunctions(env: Env, names: readonly string[]): Readonly<Record<string, (...args: unknown[]) => unknown>> {
  const told = new Set<string>()
  return Object.fromEntries(
    names.map((name) => [
      name,
      (...args: unknown[]): unknown => {
        if (name.startsWith('check') || /^is[A-Z]/.test(name)) return false
        if (silent.test(name)) return undefined
        const errMsg = `${name}:fail not supported`
        if (!told.has(name)) {
          told.add(name)
          env.log('warn', errMsg)
        }
        const { fail, complete } = callbacksOf(args[0])
        queueMicrotask(() => {
          if (typeof fail === 'function') env.run(fail, [{ errMsg }], `fail of wx.${name}`)
          if (typeof complete === 'function') env.run(complete, [{ errMsg }], `complete of wx.${name}`)
        })
        return inert(env, errMsg)
      },
    ]),
  )
}

/** wx.cloud: `init` and `database` may be called; what asks the cloud fails. */
export function absentCloud(env: Env): object {
  const names = ['callFunction', 'uploadFile', 'downloadFile', 'getTempFileURL', 'deleteFile', 'callContainer', 'connectContainer']
  const calls = Object.fromEntries(names.map((name) => [name, absentCalls(env, [`cloud.${name}`])[`cloud.${name}`]]))
  return { ...calls, init: () => undefined, database: () => inert(env, 'cloud.database:fail not supported'), Cloud: class {} }
}

/** wx.worklet: values are held, animations end at once. Skyline's threads do not exist here. */
export function absentWorklet(): object {
  const same = (value: unknown): unknown => value
  return {
    shared: (value: unknown) => ({ value }),
    derived: (give: () => unknown) => ({
      get value() {
        return give()
      },
    }),
    timing: same,
    spring: same,
    decay: () => 0,
    sequence: (...steps: unknown[]) => steps.at(-1),
    repeat: same,
    delay: (_: unknown, value: unknown) => value,
    cancelAnimation: () => undefined,
    runOnUI: same,
    runOnJS: same,
    Easing: new Proxy({}, { get: () => () => same }),
    scrollViewContext: { scrollTo: () => undefined },
  }
}
