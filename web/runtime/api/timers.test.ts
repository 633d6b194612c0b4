import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeEnv } from './testing.js'
import { suspendTimers, type TimerScope } from './timers.js'

/** Timers that run when the test says so, by their ids. */
function handScope(): {
  readonly scope: TimerScope & { setTimeout: (...args: never[]) => unknown }
  fire(id: unknown): void
  readonly pending: Map<unknown, () => void>
} {
  const pending = new Map<unknown, () => void>()
  let last = 0
  const make = (callback: () => void): unknown => {
    last += 1
    pending.set(last, callback)
    return last
  }
  const clear = (id: unknown): void => void pending.delete(id)
  return { scope: { setTimeout: make, setInterval: make, clearTimeout: clear, clearInterval: clear }, fire: (id) => pending.get(id)?.(), pending }
}

test('while a program sleeps its timers wait, and run on waking', () => {
  const { scope, fire, pending } = handScope()
  const fake = fakeEnv()
  suspendTimers(scope, fake.env)
  const ran: string[] = []
  const timeout = scope.setTimeout(() => ran.push('timeout'), 10)
  const interval = scope.setInterval(() => ran.push('interval'), 10)
  const cleared = scope.setTimeout(() => ran.push('cleared'), 10)
  fire(interval)
  assert.deepEqual(ran, ['interval'])
  fake.happen('sleep', {})
  for (let i = 0; i < 5; i++) fire(interval)
  fire(timeout)
  fire(cleared)
  assert.deepEqual(ran, ['interval'])
  scope.clearTimeout(cleared)
  const before = new Set(pending.keys())
  fake.happen('wake', {})
  for (const [id, run] of [...pending]) if (!before.has(id)) run()
  assert.deepEqual(ran, ['interval', 'interval', 'timeout'], 'an interval runs once for all that it missed')
  fire(interval)
  assert.equal(ran.length, 4)
})

test('arguments are handed on, text is not run', () => {
  const { scope, fire } = handScope()
  suspendTimers(scope, fakeEnv().env)
  const got: unknown[] = []
  const make = scope.setTimeout as (...args: unknown[]) => unknown
  fire(make((...args: unknown[]) => got.push(...args), 5, 'a', 2))
  assert.deepEqual(got, ['a', 2])
  assert.equal(make('globalThis.leaked = 1', 0), 0)
})
