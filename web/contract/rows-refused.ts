/** Documented members that are not carried out: they exist, so that a program that names them runs on, and say what they are. */
import assert from 'node:assert/strict'
import { failure, until, type Row } from './row.js'
import type { Result, Stage } from './stage.js'

/** What tools/compat reads in the names of these rows. */
const refused = 'refused: it fails as documented of what is not supported, and canIUse says no'
const silent = 'refused: it takes a listener and never calls it, and canIUse says no'
/** These refuse by what they give back, as they do on a device that lacks what they ask for. */
const answers: Readonly<Record<string, unknown>> = { checkIsPictureInPictureActive: false, isVKSupport: false }
const givesNothing = /^(report|revoke|cancel)/

function event(name: string): Row {
  return [
    name,
    silent,
    (t) => {
      assert.equal(
        t.wx[name]!(() => assert.fail('it was called')),
        undefined,
      )
      assert.equal(t.wx['canIUse']!(name), false)
    },
  ]
}

/** By its callbacks, in their order. */
async function called(t: Stage, name: string): Promise<readonly unknown[]> {
  const heard: unknown[] = []
  t.wx[name]!({
    success: () => heard.push('success'),
    fail: ({ errMsg }: Result) => heard.push('fail', errMsg),
    complete: ({ errMsg }: Result) => heard.push('complete', errMsg),
  })
  await until(() => heard.length > 1 || heard.includes('success'))
  return heard
}

function asynchronous(name: string): Row {
  return [
    name,
    refused,
    async (t) => {
      const errMsg = `${name}:fail not supported`
      assert.equal((await failure(t, name))['errMsg'], errMsg)
      assert.deepEqual(await called(t, name), ['fail', errMsg, 'complete', errMsg])
      assert.equal(t.wx['canIUse']!(name), false)
    },
  ]
}

function synchronous(name: string): Row {
  return [
    name,
    refused,
    async (t) => {
      assert.equal(t.wx['canIUse']!(name), false)
      if (name in answers || givesNothing.test(name)) return assert.equal(t.wx[name]!(), answers[name])
      const errMsg = `${name}:fail not supported`
      assert.deepEqual(await called(t, name), ['fail', errMsg, 'complete', errMsg])
      // What it gives can be used as what it stands for, and all of that fails with the same words.
      const made = t.wx[name]!({}) as Record<string, (...args: unknown[]) => Promise<unknown>>
      await assert.rejects(made['start']!(), { errMsg })
    },
  ]
}

type Part = (...args: unknown[]) => unknown
/** Of objects: what is asked of them fails, or changes nothing. */
const objects: Readonly<Record<string, (object: Readonly<Record<string, Part>>) => void | Promise<void>>> = {
  cloud: async ({ callFunction }) =>
    void (await assert.rejects(callFunction!({ name: 'tea' }) as Promise<unknown>, { errMsg: 'cloud.callFunction:fail not supported' })),
  router: ({ addRouteBuilder }) =>
    void assert.equal(
      addRouteBuilder!('tea', () => ({})),
      undefined,
    ),
  worklet: ({ shared }) => void assert.deepEqual(shared!(1), { value: 1 }),
}

function value(name: string): Row {
  return [
    name,
    refused,
    async (t) => {
      assert.equal(t.wx['canIUse']!(name), false)
      await objects[name]!(t.wx[name] as unknown as Readonly<Record<string, Part>>)
    },
  ]
}

export function refusedRows(listed: Readonly<Record<string, { readonly kind: string; readonly state: string }>>): readonly Row[] {
  return Object.entries(listed)
    .filter(([, { state }]) => state !== 'works')
    .map(([name, { kind }]): Row => {
      if (kind === 'event') return event(name)
      if (kind === 'value') return value(name)
      return kind === 'call' ? asynchronous(name) : synchronous(name)
    })
}
