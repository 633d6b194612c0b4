/** Members that few programs use: the animations of old, and what stands in for the vendor's cloud and Skyline's threads. */
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

export const rareExtension: Extension = (env, tools) => ({
  own: { createAnimation, cloud: absentCloud(env, tools), worklet: absentWorklet() },
})
extend(rareExtension)
