import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFrameWatch, type FrameWatch } from './framewatch.js'
import { handClock } from './testing/clock.js'

/** A picture whose frames come after `late(veiled)` ms; `before` is whether it was veiled when the frame was asked for. */
function picture(late: (veiled: boolean, before: boolean) => number): {
  readonly watch: FrameWatch
  readonly said: string[]
  pass(ms: number): void
  freeze(ms: number): void
} {
  const { clock, pass, freeze } = handClock()
  const said: string[] = []
  let veiled = false
  const watch = createFrameWatch(
    {
      frame(run) {
        const at = clock.now()
        const before = veiled
        const cancel = clock.every(100, () => {
          if (clock.now() - at < late(veiled, before)) return
          cancel()
          run()
        })
      },
      veil(on) {
        veiled = on
        said.push(on ? 'veiled' : 'unveiled')
      },
      heavy: (on) => said.push(on ? 'heavy' : 'over'),
    },
    clock,
  )
  watch.start()
  return { watch, said, pass, freeze }
}

test('a program that moves is left alone', () => {
  const { said, pass } = picture(() => 100)
  pass(60_000)
  assert.deepEqual(said, [])
})

test('a program that lets no frame through is taken out of the picture, and that is said once frames come back', () => {
  const { said, pass } = picture((veiled) => (veiled ? 100 : 1e9))
  pass(4000)
  assert.deepEqual(said, [], 'not yet')
  pass(2000)
  assert.equal(said[0], 'veiled')
  pass(120_000)
  assert.deepEqual(said, ['veiled', 'heavy'])
})

test('a picture that is under way for most of a minute when the program is taken out is waited for', () => {
  const { said, pass } = picture((_, before) => (before ? 100 : 50_000))
  pass(45_000)
  assert.deepEqual(said, ['veiled'])
  pass(20_000)
  assert.deepEqual(said, ['veiled', 'heavy'])
})

test('a picture that never comes back is not the program’s doing', () => {
  const { said, pass } = picture(() => 1e9)
  pass(300_000)
  assert.deepEqual(said.slice(0, 2), ['veiled', 'unveiled'])
  assert.ok(!said.includes('heavy'))
})

test('frames that come late and in time without the program are its doing', () => {
  const { watch, said, pass } = picture((veiled) => (veiled ? 100 : 900))
  pass(20_000)
  assert.deepEqual(said, ['veiled', 'heavy'])
  watch.wait()
  assert.deepEqual(said, ['veiled', 'heavy', 'unveiled', 'over'])
  pass(25_000)
  assert.equal(said.length, 4, 'who waits is left alone')
  pass(20_000)
  assert.deepEqual(said.slice(4), ['veiled', 'heavy'])
})

test('a machine that is as slow without the program is not its doing', () => {
  const { said, pass } = picture(() => 900)
  pass(40_000)
  assert.deepEqual(said, ['veiled', 'unveiled'])
})

test('a host that stood still itself blames nobody', () => {
  const { said, pass, freeze } = picture((veiled) => (veiled ? 100 : 900))
  for (let i = 0; i < 20; i++) {
    pass(1000)
    freeze(3000)
  }
  assert.deepEqual(said, [])
})
