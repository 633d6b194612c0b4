import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBudget, createWatchdog, type Clock } from './watchdog.js'

/** A clock that runs when it is told to. */
function handClock(): { readonly clock: Clock; pass(ms: number): void } {
  let now = 0
  const runs = new Set<{ readonly every: number; next: number; readonly run: () => void }>()
  return {
    clock: {
      now: () => now,
      every(ms, run) {
        const entry = { every: ms, next: now + ms, run }
        runs.add(entry)
        return () => runs.delete(entry)
      },
    },
    pass(ms) {
      const end = now + ms
      while (now < end) {
        now += 100
        for (const entry of [...runs]) {
          if (entry.next > now) continue
          entry.next = now + entry.every
          entry.run()
        }
      }
    },
  }
}

test('a program that answers is never called stuck', () => {
  const { clock, pass } = handClock()
  const said: boolean[] = []
  const watch = createWatchdog({ ping: (n) => watch.pong(n), stuck: (is) => said.push(is) }, clock)
  watch.start()
  pass(60_000)
  assert.deepEqual(said, [])
})

test('silence of five seconds is said once, and so is the return', () => {
  const { clock, pass } = handClock()
  const said: boolean[] = []
  let last = 0
  const watch = createWatchdog({ ping: (n) => (last = n), stuck: (is) => said.push(is) }, clock)
  watch.start()
  pass(5500)
  assert.deepEqual(said, [], 'not yet')
  pass(1000)
  assert.deepEqual(said, [true])
  pass(20_000)
  assert.deepEqual(said, [true])
  watch.pong(last - 1)
  assert.deepEqual(said, [true], 'an old answer does not count')
  watch.pong(last)
  assert.deepEqual(said, [true, false])
})

test('a hidden program is not watched', () => {
  const { clock, pass } = handClock()
  const said: boolean[] = []
  const watch = createWatchdog({ ping: () => undefined, stuck: (is) => said.push(is) }, clock)
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
