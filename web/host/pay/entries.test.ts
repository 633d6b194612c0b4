import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byMonth, joinEntries, pageBefore } from './entries.js'
import type { Entry } from './model.js'

function entry(position: number, at: string): Entry {
  return {
    position,
    ts: Date.parse(at),
    incoming: false,
    amount: 100,
    currency: 'CNY',
    balance: 0,
    kind: 'order',
    person: null,
    name: 'Teahouse',
    note: '',
    payment: '',
    packet: false,
  }
}

test('entries stand under the month of the reader, not of the server', () => {
  const list = [entry(3, '2026-03-31T23:30:00Z'), entry(2, '2026-03-31T15:00:00Z'), entry(1, '2026-02-28T12:00:00Z')]
  const shape = (zone: string) => byMonth(list, zone).map((m) => m.entries.map((e) => e.position))
  assert.deepEqual(shape('UTC'), [[3, 2], [1]])
  // Half past seven on the first of April, eleven at night on the last of March.
  assert.deepEqual(shape('Asia/Shanghai'), [[3], [2], [1]])
})

test('the same month of two years is two months', () => {
  const list = [entry(2, '2026-05-02T12:00:00Z'), entry(1, '2025-05-02T12:00:00Z')]
  assert.equal(byMonth(list, 'UTC').length, 2)
})

test('nothing has no months', () => {
  assert.deepEqual(byMonth([], 'UTC'), [])
})

test('a page that overlaps what is held adds only what is older', () => {
  const held = [entry(9, '2026-05-02T12:00:00Z'), entry(7, '2026-05-01T12:00:00Z')]
  const joined = joinEntries(held, [entry(7, '2026-05-01T12:00:00Z'), entry(4, '2026-04-01T12:00:00Z')])
  assert.deepEqual(
    joined.map((e) => e.position),
    [9, 7, 4],
  )
  assert.deepEqual(
    joinEntries([], held).map((e) => e.position),
    [9, 7],
  )
})

test('what has just moved is asked for, however far the clock of this browser is behind', (t) => {
  const at = Date.parse('2026-05-02T12:00:00Z')
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2020-01-01T00:00:00Z') })
  const { fromTs, toTs, before } = pageBefore(7)
  assert.ok(fromTs <= at && at < toTs)
  assert.equal(before, 7n)
})
