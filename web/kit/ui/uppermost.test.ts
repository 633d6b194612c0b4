import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cover, isCovered, leaveUppermost } from './uppermost.js'

test('the cover that came last is left, and one that was taken away is not', () => {
  const left: string[] = []
  const removeFirst = cover(() => left.push('first'))
  const removeSecond = cover(() => left.push('second'))
  leaveUppermost()
  removeSecond()
  removeSecond()
  leaveUppermost()
  assert.deepEqual(left, ['second', 'first'])
  assert.equal(isCovered(), true)
  removeFirst()
  assert.equal(isCovered(), false)
  leaveUppermost()
  assert.deepEqual(left, ['second', 'first'])
})
