/**
 * Documented members that a browser or this version does not have. They exist, so that a program that names them runs on;
 * they fail with WeChat's form of text, and `canIUse` says false. The console names each once.
 */
import type { Env } from '../core/env.js'
import { members, type Member } from './forms.js'
import { CallFailure } from '../core/env.js'
import { callbacksOf, inert } from './inert.js'

export function absentCalls(env: Env, names: readonly string[]): Readonly<Record<string, Member>> {
  const refuse = (): never => {
    throw new CallFailure('not supported')
  }
  return members(env, Object.fromEntries(names.map((name) => [name, [{}, refuse] as const])))
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
