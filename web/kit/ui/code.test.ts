import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encode } from 'uqr'
import { codePath } from './code.js'

test('the path of a code has each dark module once, inside a margin of four', () => {
  const text = 'https://corner.example/contacts/with-ling_1'
  const { path, side } = codePath(text)
  const drawn = Array.from({ length: side }, () => Array<number>(side).fill(0))
  for (const [, x = '', y = '', w = ''] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) {
    const row = drawn[Number(y)] as number[]
    for (let i = Number(x); i < Number(x) + Number(w); i++) row[i] = (row[i] ?? 0) + 1
  }
  const wanted = encode(text, { border: 4, ecc: 'M' }).data.map((row) => row.map(Number))
  assert.deepEqual(drawn, wanted)
  // The corner of the first finder pattern is where the margin ends.
  assert.equal(
    drawn.findIndex((row) => row.includes(1)),
    4,
  )
  assert.equal((drawn[4] as number[]).indexOf(1), 4)
})
