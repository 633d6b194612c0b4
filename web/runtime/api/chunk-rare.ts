/** Members that few programs use: the animations of old, what a program writes down and counts of its use, its idle moments, and what stands in for the vendor's cloud and Skyline's threads. */
import { inert } from './inert.js'
import { createAnimation } from './animation.js'
import { extend, type Env, type Extension, type Kit } from './extension.js'

/** wx.cloud: `init` and `database` may be called; what asks the cloud fails. */
function absentCloud(env: Env, { member, CallFailure }: Kit): object {
  const names = ['callFunction', 'uploadFile', 'downloadFile', 'getTempFileURL', 'deleteFile', 'callContainer', 'connectContainer']
  const refuse = (): never => {
    throw new CallFailure('not supported')
  }
  const calls = Object.fromEntries(names.map((name) => [name, member(env, `cloud.${name}`, {}, refuse)]))
  return { ...calls, init: () => undefined, database: () => inert(env, 'cloud.database:fail not supported'), Cloud: class {} }
}

/** wx.worklet: values are held, animations end at once. Skyline's threads do not exist here. */
function absentWorklet(): object {
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
    // Both what a curve is used as, and what makes one (bezier(…).factory()).
    Easing: new Proxy({}, { get: () => () => Object.assign((value: unknown) => value, { factory: () => same }) }),
    scrollViewContext: { scrollTo: () => undefined },
  }
}

function logManager(env: Env): object {
  const at =
    (level: 'debug' | 'info' | 'log' | 'warn' | 'error') =>
    (...args: unknown[]): void =>
      env.log(level, ...args)
  return {
    debug: at('debug'),
    info: at('info'),
    log: at('log'),
    warn: at('warn'),
    error: at('error'),
    setFilterMsg: () => undefined,
    addFilterMsg: () => undefined,
    in: () => undefined,
    tag: () => logManager(env),
    // Nothing of the log is kept back.
    getCurrentState: () => ({ size: 0, maxSize: 5120, logCount: 0, maxLogCount: 200 }),
  }
}

const idleMs = 50

const longestReport = 10_240

/** Why an event is not one, in WeChat's words; undefined: it is. */
function misfitOf({ misfit, typeName }: Kit, eventId: unknown, data: unknown): string | undefined {
  const wrong = misfit({ eventId, data }, { eventId: 'String', data: 'Object' })
  if (wrong !== undefined) return wrong
  if (eventId === '') return 'parameter error: parameter.eventId should not be empty;'
  for (const [name, value] of Object.entries(data as object)) {
    const type = typeName(value)
    if (!['String', 'Number', 'Boolean'].includes(type) || Number.isNaN(value))
      return `parameter error: parameter.data.${name} should be String or Number instead of ${type};`
  }
  return JSON.stringify(data).length > longestReport ? `parameter error: parameter.data should not be longer than ${longestReport};` : undefined
}

/** wx.reportEvent gives nothing back, and tells nothing but its author's console of what it cannot take. */
function reportEvent(env: Env, tools: Kit): (eventId?: unknown, data?: unknown) => void {
  return (eventId, data = {}) => {
    const wrong = misfitOf(tools, eventId, data)
    if (wrong === undefined) env.call('reportEvent', { eventId, data }).catch(() => undefined)
    else env.log('warn', `reportEvent:fail ${wrong}`)
  }
}

export const rareExtension: Extension = (env, tools) => ({
  own: {
    createAnimation,
    cloud: absentCloud(env, tools),
    worklet: absentWorklet(),
    reportEvent: reportEvent(env, tools),
    getLogManager: () => logManager(env),
    getRealtimeLogManager: () => logManager(env),
    requestIdleCallback: (callback: unknown) =>
      setTimeout(() => env.run(callback, [{ timeRemaining: () => idleMs, didTimeout: false }], 'wx.requestIdleCallback'), 1),
    cancelIdleCallback: (id: unknown) => clearTimeout(id as ReturnType<typeof setTimeout>),
  },
})
extend(rareExtension)
