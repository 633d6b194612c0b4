import assert from 'node:assert/strict'
import { test } from 'node:test'
import { handClock } from './testing/clock.js'
import { createBudget, createWatchdog, type Trouble } from './watchdog.js'

type Said = Trouble | null

test('a program that answers is never called stuck', () => {
  const { clock, pass } = handClock()
  const said: Said[] = []
  const watch = createWatchdog({ ping: (n) => watch.pong(n, 500), trouble: (now) => said.push(now) }, clock)
  watch.start()
  pass(60_000)
  assert.deepEqual(said, [])
})

test('silence of five seconds is said once, and so is the return', () => {
  const { clock, pass } = handClock()
  const said: Said[] = []
  let last = 0
  const watch = createWatchdog({ ping: (n) => (last = n), trouble: (now) => said.push(now) }, clock)
  watch.start()
  pass(5500)
  assert.deepEqual(said, [], 'not yet')
  pass(1000)
  assert.deepEqual(said, ['silent'])
  pass(20_000)
  assert.deepEqual(said, ['silent'])
  watch.pong(last - 1, 0)
  assert.deepEqual(said, ['silent'], 'an old answer does not count')
  watch.pong(last, 0)
  assert.deepEqual(said, ['silent', null])
})

test('a host that stood still itself does not blame the program', () => {
  const { clock, pass, freeze } = handClock()
  const said: Said[] = []
  let last = 0
  const watch = createWatchdog({ ping: (n) => (last = n), trouble: (now) => said.push(now) }, clock)
  watch.start()
  pass(1500)
  freeze(60_000)
  pass(1000)
  watch.pong(last, 0)
  pass(2000)
  assert.deepEqual(said, [])
})

test('who waits is left alone for half a minute, then asked again', () => {
  const { clock, pass } = handClock()
  const said: Said[] = []
  const watch = createWatchdog({ ping: () => undefined, trouble: (now) => said.push(now) }, clock)
  watch.start()
  pass(7000)
  watch.wait()
  pass(25_000)
  assert.deepEqual(said, ['silent', null])
  pass(10_000)
  assert.deepEqual(said, ['silent', null, 'silent'])
})

test('drawing without end is said, one large page is not', () => {
  const { clock, pass } = handClock()
  const said: Said[] = []
  let sent = 60_000
  const watch = createWatchdog({ ping: (n) => watch.pong(n, sent), trouble: (now) => said.push(now) }, clock)
  watch.start()
  pass(1500)
  sent = 0
  pass(10_000)
  assert.deepEqual(said, [], 'a list was made, once')
  sent = 300 * 60 * 3
  pass(20_000)
  assert.deepEqual(said, [], '300 elements move at 60 frames a second')
  sent = 130_000
  pass(6000)
  assert.deepEqual(said, [], 'not yet')
  pass(2000)
  assert.deepEqual(said, ['flood'])
  sent = 100
  pass(2000)
  assert.deepEqual(said, ['flood', null])
})

test('storing without end is said, one large value is not', () => {
  const { clock, pass } = handClock()
  const said: Said[] = []
  let stored = 10 << 20
  const watch = createWatchdog({ ping: (n) => watch.pong(n, 0, stored), trouble: (now) => said.push(now) }, clock)
  watch.start()
  pass(1500)
  stored = 0
  pass(10_000)
  assert.deepEqual(said, [], 'all that it may keep was written, once')
  stored = 1 << 20
  pass(12_000)
  assert.deepEqual(said, [], 'not yet')
  pass(2000)
  assert.deepEqual(said, ['stores'])
  stored = 100
  pass(2000)
  assert.deepEqual(said, ['stores', null])
})

test('a flood of a Worker that gets a turn at every other look alone is one all the same; large pages that come and go are none', () => {
  const { clock, pass } = handClock()
  const said: Said[] = []
  let looks = 0
  let counts = [0, 180_000]
  const watch = createWatchdog({ ping: (n) => watch.pong(n, counts[looks++ % counts.length] ?? 0), trouble: (now) => said.push(now) }, clock)
  watch.start()
  pass(9000)
  assert.deepEqual(said, ['flood'])
  counts = [180_000, 0, 0, 0]
  pass(5000)
  assert.deepEqual(said, ['flood', null])
  pass(60_000)
  assert.deepEqual(said, ['flood', null])
})

test('a hidden program is not watched', () => {
  const { clock, pass } = handClock()
  const said: Said[] = []
  const watch = createWatchdog({ ping: () => undefined, trouble: (now) => said.push(now) }, clock)
  watch.start()
  pass(1500)
  watch.stop()
  pass(60_000)
  assert.deepEqual(said, [])
})

test('a budget lets a burst pass, refuses a storm, and refills', () => {
  const { clock, pass } = handClock()
  const budget = createBudget(100, 500, clock)
  const taken = Array.from({ length: 600 }, () => budget.take()).filter(Boolean).length
  assert.equal(taken, 500)
  pass(1000)
  assert.equal(Array.from({ length: 200 }, () => budget.take()).filter(Boolean).length, 100)
})
