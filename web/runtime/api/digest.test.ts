import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { digests } from './digest.js'

test('each digest is what others compute, around the ends of blocks too', () => {
  for (const [name, digest] of digests)
    for (const length of [0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000, 70_001]) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) % 256)
      assert.equal(digest(bytes), createHash(name).update(bytes).digest('hex'), `${name} of ${length} bytes`)
    }
})
