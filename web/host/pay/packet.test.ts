import assert from 'node:assert/strict'
import { test } from 'node:test'
import { charactersOf, NOTE_MAX, sharesOf, sharesRule } from './packet.js'

test('a packet has as many shares as people here can take, and at most 100', () => {
  assert.deepEqual(sharesRule(5, 0), { most: 5, by: 'people' })
  assert.deepEqual(sharesRule(100, 0), { most: 100, by: 'packet' })
  assert.deepEqual(sharesRule(500, 0), { most: 100, by: 'packet' })
})

test('with one other person its sender takes none: there is one share; alone there is none', () => {
  assert.deepEqual(sharesRule(2, 10_00), { most: 1, by: 'people' })
  assert.equal(sharesOf('2', sharesRule(2, 10_00)), undefined)
  assert.deepEqual(sharesRule(1, 10_00), { most: 0, by: 'people' })
})

test('each share is at least one minor unit, once there is an amount', () => {
  assert.deepEqual(sharesRule(5, 4), { most: 4, by: 'amount' })
  assert.deepEqual(sharesRule(5, 5), { most: 5, by: 'people' })
  assert.equal(sharesOf('5', sharesRule(5, 4)), undefined)
})

test('what is typed is a number of shares, or none', () => {
  const rule = sharesRule(500, 0)
  for (const none of ['', '0', '000', '101', '999', '1.5', 'x']) assert.equal(sharesOf(none, rule), undefined, none)
  assert.equal(sharesOf('1', rule), 1)
  assert.equal(sharesOf('100', rule), 100)
})

test('a note is counted in characters, as the instance counts it', () => {
  assert.equal(charactersOf('🧧'.repeat(NOTE_MAX)), NOTE_MAX)
  assert.equal(charactersOf('恭喜发财'), 4)
})
