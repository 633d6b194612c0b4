import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Looking, onFirstTouch } from './firsttouch.js'

/** Looks when it is told to. */
function looking(): Looking & { touch(): void; look(): void; readonly looks: number } {
  const all = new Set<() => void>()
  let touched = false
  return {
    touched: () => touched,
    repeat(look) {
      all.add(look)
      return () => all.delete(look)
    },
    touch: () => {
      touched = true
    },
    look: () => {
      for (const each of [...all]) each()
    },
    get looks() {
      return all.size
    },
  }
}

test('what waits for the first touch comes once after it, and nobody looks any more', () => {
  const given = looking()
  let began = 0
  onFirstTouch(() => {
    began += 1
  }, given)
  given.look()
  assert.equal(began, 0)
  given.touch()
  given.look()
  given.look()
  assert.deepEqual([began, given.looks], [1, 0])
})

test('what was called off before the touch does not come', () => {
  const given = looking()
  let began = 0
  onFirstTouch(() => {
    began += 1
  }, given)()
  given.touch()
  given.look()
  assert.deepEqual([began, given.looks], [0, 0])
})
