import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { backoffMs } from './backoff.js'

describe('the wait before the next try', () => {
  it('doubles from half a second to half a minute', () => {
    const longest = () => 1
    assert.deepEqual(
      [0, 1, 2, 3, 6, 50].map((n) => backoffMs(n, longest)),
      [500, 1000, 2000, 4000, 30_000, 30_000],
    )
  })

  it('is spread over the upper half, so that not everybody comes back at once', () => {
    assert.equal(
      backoffMs(2, () => 0),
      1000,
    )
    assert.equal(
      backoffMs(2, () => 0.5),
      1500,
    )
  })
})
