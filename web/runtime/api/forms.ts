/**
 * The forms of an asynchronous member, as WeChat has them: with success, fail or complete it answers by them and returns
 * nothing; without, it gives a promise. The result always carries errMsg: "name:ok", or "name:fail " and the reason.
 */
import { CallFailure, type Env } from '../core/env.js'

export type Options = Readonly<Record<string, unknown>>
/** What a member gives beside errMsg. */
export type Result = Readonly<Record<string, unknown>>
/** Does the work; throws CallFailure to fail. */
export type Work = (options: Options) => unknown

/**
 * The types that WeChat checks, by the names in its messages. A trailing ? allows the member to be absent; `Any` is read and not checked.
 * Whatever a member reads stands in its table: `canIUse` and the compatibility lists are answered from it.
 */
export type ParameterType = 'String' | 'Number' | 'Boolean' | 'Array' | 'Object' | 'String?' | 'Number?' | 'Boolean?' | 'Array?' | 'Object?' | 'Any'
export type Parameters = Readonly<Record<string, ParameterType>>

export type Member = (options?: unknown) => Promise<Result> | undefined

/** WeChat's name for a value's type. */
export function typeName(value: unknown): string {
  if (value === null) return 'Null'
  return Object.prototype.toString.call(value).slice(8, -1)
}

/** The reason for which the options do not fit, or undefined. */
export function misfit(options: Options, parameters: Parameters): string | undefined {
  for (const [name, type] of Object.entries(parameters)) {
    if (type === 'Any') continue
    const value = options[name]
    const optional = type.endsWith('?')
    // WeChat takes undefined and null for "not given".
    if (optional && (value === undefined || value === null)) continue
    const wanted = optional ? type.slice(0, -1) : type
    const is = typeName(value)
    if (is !== wanted) return `parameter error: parameter.${name} should be ${wanted} instead of ${is};`
  }
  return undefined
}

function reasonOf(error: unknown): string {
  if (error instanceof CallFailure) return error.message
  return error instanceof Error ? error.message : String(error)
}

function asResult(value: unknown): Result {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Result) : {}
}

/** A member of wx by its name, the options that it checks and its work. */
export function member(env: Env, name: string, parameters: Parameters, work: Work): Member {
  return (given) => {
    const options: Options = typeof given === 'object' && given !== null ? (given as Options) : {}
    const { success, fail, complete } = options
    const byCallback = typeof success === 'function' || typeof fail === 'function' || typeof complete === 'function'
    const answer = async (): Promise<Result> => {
      const wrong =
        given !== undefined && given !== null && typeof given !== 'object'
          ? `parameter error: parameter should be Object instead of ${typeName(given)};`
          : misfit(options, parameters)
      try {
        if (wrong !== undefined) throw new CallFailure(wrong)
        return { ...asResult(await work(options)), errMsg: `${name}:ok` }
      } catch (error) {
        const coded = error instanceof CallFailure ? error : undefined
        throw { ...failure(name, reasonOf(error), coded?.errno), ...(coded?.errCode === undefined ? {} : { errCode: coded.errCode }) }
      }
    }
    const promise = answer()
    if (!byCallback) {
      // Fire and forget is common (`wx.showToast({…})`): a failure that nobody waits for is not an error of the program.
      promise.catch(() => undefined)
      return promise
    }
    promise.then(
      (result) => finish(env, { name, first: success, firstName: 'success', complete, result }),
      (result: Result) => finish(env, { name, first: fail, firstName: 'fail', complete, result }),
    )
    return undefined
  }
}

/** WeChat's numbers for reasons that many members share. */
const errnos: readonly (readonly [reason: RegExp, errno: number])[] = [
  [/^parameter error/, 1001],
  [/^auth deny/, 103],
  [/^timeout/, 5],
  [/^url not in domain list/, 600_002],
  [/^network error/, 600_003],
  [/^invalid url/, 600_009],
]

/** WeChat rejects with a plain object, not with an Error: programs read errMsg of it, and errno where the reason has a number. */
export function failure(name: string, reason: string, given?: number): Result {
  const errno = given ?? errnos.find(([pattern]) => pattern.test(reason))?.[1]
  return { errMsg: `${name}:fail ${reason}`, ...(errno === undefined ? {} : { errno }) }
}

interface Finish {
  readonly name: string
  readonly first: unknown
  readonly firstName: 'success' | 'fail'
  readonly complete: unknown
  readonly result: Result
}

function finish(env: Env, { name, first, firstName, complete, result }: Finish): void {
  if (typeof first === 'function') env.run(first, [result], `${firstName} of wx.${name}`)
  if (typeof complete === 'function') env.run(complete, [result], `complete of wx.${name}`)
}

/** What a member reads and answers with. */
export type Described = readonly [parameters: Parameters, work: unknown, answers?: string]

/** Declares a family: name → [the options it reads, its work, the fields of its answer beside errMsg]. */
export type Family = Readonly<Record<string, readonly [parameters: Parameters, work: Work, answers?: string]>>

export function members(env: Env, family: Family): Readonly<Record<string, Member>> {
  return Object.fromEntries(Object.entries(family).map(([name, [parameters, work]]) => [name, member(env, name, parameters, work)]))
}
