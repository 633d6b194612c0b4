/**
 * `my` of one program: Alipay's members over those of wx, by the table of members.ts. What succeeds gives no errMsg; what fails gives
 * {error, errorMessage}. Every documented member exists; one that nothing carries out fails.
 */
import { absentFunctions } from '../api/absent.js'
import type { Env } from '../core/env.js'
import { isFields, type Fields } from '../core/paths.js'
import { barRows } from './bar.js'
import { districtRows } from './districts.js'
import { callOf, Failure, networkOf, rows as ofWx, stored, systemInfo, tried, type Kit, type Row } from './members.js'
import { calls, events, functions } from './names.js'
import { sheetRows } from './sheets.js'

export const rows: Readonly<Record<string, Row>> = { ...ofWx, ...barRows, ...sheetRows, ...districtRows }

/** Numbers for reasons that many members share. */
const errors: readonly (readonly [reason: RegExp, error: number])[] = [
  [/^parameter error/, 2],
  [/cancel/, 11],
  [/^auth deny|denied/, 2001],
  [/^timeout/, 13],
  [/domain list/, 11],
  [/^network|^abort/, 12],
  [/not supported/, 1],
]
const unknownError = 3

/** What my.canIUse is asked for beside members. */
const capabilities = new Set(['lifetimes', 'observers'])

function failureOf(error: unknown): Fields {
  if (error instanceof Failure) return { error: error.error, errorMessage: error.errorMessage, ...error.more }
  const said = isFields(error) ? (error['errMsg'] ?? error['message']) : error
  const reason = String(said).replace(/^\w+:fail ?/, '')
  return { error: errors.find(([pattern]) => pattern.test(reason))?.[1] ?? unknownError, errorMessage: reason }
}

const callbacks = new Set(['success', 'fail', 'complete'])

/** The options without what answers are told to. */
function plain(options: Fields): Fields {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !callbacks.has(name)))
}

function member(name: string, row: Row, env: Env, wx: Fields, my: Fields = {}): (given?: unknown) => Promise<Fields> {
  return (given) => {
    const options = isFields(given) ? given : {}
    let task: unknown
    const ask = (of: string, args: Fields): Promise<Fields> =>
      new Promise((success, fail) => {
        if (typeof wx[of] !== 'function') return fail(new Failure(1, `my.${name} is not supported`))
        const made = callOf(wx, of)({ ...args, success, fail })
        task ??= made
      })
    const kit: Kit = { env, wx, ask }
    const work = async (): Promise<Fields> => {
      try {
        const args = plain(options)
        if (row.work !== undefined) {
          const done = await row.work(args, kit)
          return isFields(done) ? done : {}
        }
        const { errMsg: _said, ...result } = await ask(row.of ?? name, row.give?.(args) ?? args)
        return row.take?.(result, args) ?? result
      } catch (error) {
        throw failureOf(error)
      }
    }
    const promise = work()
    const tell = (outcome: 'success' | 'fail') => (result: Fields) => {
      env.run(options[outcome], [result], `${outcome} of my.${name}`)
      env.run(options['complete'], [result], `complete of my.${name}`)
    }
    // A failure that nobody waits for is not an error of the program.
    promise.then(tell('success'), tell('fail'))
    const beside = row.task?.(my, (inner, its) => member(inner, its, env, wx)) ?? task
    return isFields(beside) ? Object.assign(promise, beside) : promise
  }
}

/** on… and off… of what is told in another form. */
function heard(env: Env, wx: Fields, event: string, take: (result: Fields) => Fields): Fields {
  const listeners = new Map<unknown, (result: unknown) => void>()
  return {
    [`on${event}`]: (listener: unknown) => {
      const inner = (result: unknown): void => void env.run(listener, [take(isFields(result) ? result : {})], `my.on${event}`)
      listeners.set(listener, inner)
      callOf(wx, `on${event}`)(inner)
    },
    [`off${event}`]: (listener: unknown) => {
      for (const [each, inner] of [...listeners]) {
        if (listener !== undefined && each !== listener) continue
        listeners.delete(each)
        callOf(wx, `off${event}`)(inner)
      }
    },
  }
}

/** on… and off… of what the host tells and wx has no member for. Older programs give an object with their listener in it. */
function told(env: Env, event: string, name: string): Fields {
  const listeners = new Map<unknown, () => void>()
  return {
    [`on${event}`]: (given: unknown) => {
      const listener = isFields(given) ? given['success'] : given
      if (typeof listener !== 'function' || listeners.has(given)) return
      listeners.set(
        given,
        env.onHostEvent(name, (detail) => void env.run(listener, [detail], `my.on${event}`)),
      )
    },
    [`off${event}`]: (given: unknown) => {
      for (const [each, stop] of [...listeners]) {
        if (given !== undefined && each !== given) continue
        listeners.delete(each)
        stop()
      }
    },
  }
}

/** Members that give something at once. */
function direct(env: Env, wx: Fields): Fields {
  const keyOf = (given: unknown): unknown => (isFields(given) ? given['key'] : given)
  const sync = callOf
  return {
    getStorageSync: (given: unknown) => tried(() => stored(wx, keyOf(given))),
    setStorageSync: (given: unknown) => tried(() => sync(wx, 'setStorageSync')(keyOf(given), isFields(given) ? given['data'] : undefined)),
    removeStorageSync: (given: unknown) => tried(() => sync(wx, 'removeStorageSync')(keyOf(given))),
    clearStorageSync: () => tried(() => sync(wx, 'clearStorageSync')()),
    getStorageInfoSync: () => tried(() => sync(wx, 'getStorageInfoSync')()),
    getSystemInfoSync: () => systemInfo(env, wx),
    getMenuButtonBoundingClientRect: () => ({ ...(sync(wx, 'getMenuButtonBoundingClientRect')() as Fields), success: true }),
    getAppIdSync: () => ({ appId: env.system.appId }),
    ...told(env, 'LocatedComplete', 'locatedComplete'),
    ...heard(env, wx, 'NetworkStatusChange', networkOf),
    ...heard(env, wx, 'SocketMessage', ({ data }) => {
      const isBuffer = typeof data !== 'string'
      return { data: isBuffer ? sync(wx, 'arrayBufferToBase64')(data) : data, isBuffer }
    }),
    createSelectorQuery: (...args: unknown[]) => deep(sync(wx, 'createSelectorQuery')(...args), ['select', 'selectAll']),
    createIntersectionObserver: (...args: unknown[]) => deep(sync(wx, 'createIntersectionObserver')(...args), ['observe', 'relativeTo']),
    SDKVersion: '2.9.0',
    isIDE: false,
    env: {
      USER_DATA_PATH: 'wxfile://usr',
      clientName: 'ap',
      clientVersion: env.system.version,
      language: systemInfo(env, wx)['language'],
      platform: env.system.platform === 'ios' ? 'iOS' : 'Android',
    },
  }
}

/** Selectors of a page mean its components' nodes too. */
function throughComponents(selector: unknown): unknown {
  if (typeof selector !== 'string') return selector
  const parts = selector.split(',').map((each) => each.trim())
  // A child is one of the same template; whatever else is below may be in another.
  return parts.map((each) => `>>> ${each.replace(/\s*>(?!>)\s*/g, '>').replace(/\s+/g, ' >>> ')}`).join(', ')
}

/** The object with these members taking selectors of the whole page. */
function deep(made: unknown, names: readonly string[]): unknown {
  if (!isFields(made)) return made
  for (const name of names) {
    const own = made[name]
    if (typeof own === 'function') made[name] = (selector: unknown, ...more: unknown[]): unknown => own.call(made, throughComponents(selector), ...more)
  }
  return made
}

/** my.call('getClipboard', options, callback): a member by its name. The callback gets what it fails with too. */
function calling(env: Env, my: Fields): (name: unknown, ...given: unknown[]) => Promise<unknown> | undefined {
  return (name, ...given) => {
    const found = Object.hasOwn(my, String(name)) ? my[String(name)] : undefined
    const options = given.find(isFields) ?? {}
    const callback = given.find((each) => typeof each === 'function')
    const done =
      typeof found === 'function'
        ? Promise.resolve((found as (options: Fields) => unknown)(options))
        : Promise.reject(failureOf(new Failure(1, `my.${String(name)} is not supported`)))
    if (callback === undefined) return done
    const tell = (result: unknown): void => void env.run(callback, [result], 'callback of my.call')
    done.then(tell, tell)
    return undefined
  }
}

/** my.on('appShow', listener) and my.off: my.onAppShow by its name. */
function byName(my: Fields, way: 'on' | 'off'): (name: unknown, listener: unknown) => unknown {
  return (name, listener) => {
    const title = String(name)
    const member = `${way}${title.charAt(0).toUpperCase()}${title.slice(1)}`
    if (Object.hasOwn(my, member)) callOf(my, member)(listener)
    return way === 'off' ? undefined : { remove: () => byName(my, 'off')(name, listener) }
  }
}

/** What a name comes to: its row, or the member of wx that takes and gives the same. */
function rowOf(wx: Fields, name: string): Row | undefined {
  return rows[name] ?? (typeof wx[name] === 'function' ? {} : undefined)
}

export function createMy(wx: Fields, env: Env): Fields {
  const my: Fields = {}
  for (const name of [...calls, ...Object.keys(rows)]) {
    const row = rowOf(wx, name) ?? { work: () => Promise.reject(new Failure(1, `my.${name} is not supported`)) }
    my[name] = member(name, row, env, wx, my)
  }
  const here = direct(env, wx)
  const absent = functions.filter((name) => wx[name] === undefined)
  for (const name of [...functions, ...events]) my[name] = wx[name] ?? (() => undefined)
  Object.assign(my, absentFunctions(env, absent))
  Object.assign(my, here, { call: calling(env, my), on: byName(my, 'on'), off: byName(my, 'off') })
  my['canIUse'] = (schema: unknown): boolean => {
    const [name = '', ...parts] = String(schema).split('.')
    if (name === 'component2') return env.app.component2 !== false
    if (Object.hasOwn(here, name) || capabilities.has(name)) return true
    const row = rows[name]
    const ask = callOf(wx, 'canIUse')
    if (row === undefined) return ask(schema) === true
    if (row.of !== undefined && ask(row.of) !== true) return false
    return parts.length < 2 || parts[0] !== 'return'
  }
  my['ap'] = Object.fromEntries(
    ['navigateToAlipayPage', 'openAlipayApp', 'openURL', 'navigateToFinance', 'imgRisk', 'nsf', 'preventCheat'].map((name) => [name, my[name]]),
  )
  return my
}
