/**
 * The `wx` object of one program. Every documented member exists; those that this version carries out are in own.ts, the others fail in
 * WeChat's form (absent.ts). The object is an ordinary one: programs add to it.
 */
import type { Env } from '../core/env.js'
import { absentCalls, absentFunctions } from './absent.js'
import type { Extension } from './extension.js'
import { calls, events, functions } from './names.js'
import { registry } from './own.js'

export function createWx(env: Env, extensions: readonly Extension[] = []): object {
  const known = registry(env, extensions)
  const missing = (names: readonly string[]): readonly string[] => names.filter((name) => !known.usable.has(name))
  const router = { addRouteBuilder: () => undefined, removeRouteBuilder: () => undefined, getRouteContext: () => undefined }
  // Several spreads of so many members take V8 five times as long as all the rest of it.
  return Object.assign(
    absentCalls(env, missing(calls)),
    absentFunctions(env, missing(functions)),
    Object.fromEntries(missing(events).map((name) => [name, () => undefined])),
    { router },
    known.own,
    { env: { USER_DATA_PATH: 'wxfile://usr' }, canIUse: known.canIUse },
  )
}
