import assert from 'node:assert/strict'
import { test } from 'node:test'
import { picturesIn, sentSize } from './prepare.js'
import { shownSize } from './picture.js'
import { AT_REST, clampView, MOST, zoomAt } from './zoom.js'

const jpeg = { type: 'image/jpeg', bytes: 1_000_000 }

test('what a phone takes is made smaller, in its proportions', () => {
  const sent = sentSize({ ...jpeg, width: 4032, height: 3024, bytes: 4_000_000 })
  assert.ok(sent && sent.width * sent.height <= 6_000_000 && sent.width * sent.height > 5_900_000)
  assert.ok(Math.abs(sent.width / sent.height - 4 / 3) < 0.002)
})

test('what is small goes as it is, as do long screenshots while the server takes them', () => {
  assert.equal(sentSize({ ...jpeg, width: 1200, height: 800 }), null)
  assert.equal(sentSize({ type: 'image/png', bytes: 8_000_000, width: 1080, height: 15_000 }), null)
  const longer = sentSize({ type: 'image/png', bytes: 8_000_000, width: 1080, height: 40_000 })
  assert.ok(longer && longer.height <= 16_384)
})

test('what the server would not take, by its type or its bytes, is written anew', () => {
  assert.deepEqual(sentSize({ type: 'image/heic', bytes: 1000, width: 100, height: 80 }), { width: 100, height: 80 })
  assert.deepEqual(sentSize({ type: 'image/png', bytes: 30_000_000, width: 2000, height: 1000 }), { width: 2000, height: 1000 })
})

test('of what was dropped only pictures are taken, and no drawing that can carry script', () => {
  const files = ['image/png', 'image/svg+xml', 'text/html', 'image/jpeg'].map((type) => new File(['x'], 'a.png', { type }))
  assert.deepEqual(
    picturesIn(files).map((f) => f.type),
    ['image/png', 'image/jpeg'],
  )
  assert.deepEqual(picturesIn(null), [])
})

test('a picture is drawn in its proportions, and never so narrow that it cannot be touched', () => {
  assert.deepEqual(shownSize({ width: 1200, height: 800 }), { width: 260, height: 173 })
  assert.deepEqual(shownSize({ width: 800, height: 1600 }), { width: 160, height: 320 })
  assert.deepEqual(shownSize({ width: 1080, height: 15_000 }), { width: 72, height: 320 })
  assert.deepEqual(shownSize({ width: 10, height: 10 }), { width: 72, height: 72 })
})

test('what is enlarged stays under the finger, within its stage, and comes to rest in the middle', () => {
  const stage = { width: 400, height: 800 }
  const at = { x: 100, y: 200 }
  const twice = zoomAt(AT_REST, 2, at, stage)
  assert.deepEqual(twice, { scale: 2, x: 100, y: 200 })
  assert.deepEqual(clampView({ scale: 2, x: 900, y: -900 }, stage), { scale: 2, x: 200, y: -400 })
  assert.equal(zoomAt(twice, 100, at, stage).scale, MOST)
  assert.deepEqual(clampView(zoomAt(twice, 0.01, at, stage), stage), AT_REST)
})
