import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeOf, placeWithin } from './handleplace.js'

test('the panel’s button stays wholly inside the program’s box', () => {
  const box = { width: 390, height: 800 }
  assert.deepEqual(placeWithin({ right: 20.4, top: 300 }, box), { right: 20, top: 300 })
  assert.deepEqual(placeWithin({ right: -50, top: -1 }, box), { right: 4, top: 4 })
  assert.deepEqual(placeWithin({ right: 900, top: 900 }, box), { right: 354, top: 764 })
})

test('what was kept of its place is taken for one only if it is one', () => {
  assert.deepEqual(placeOf('{"right":12,"top":300}'), { right: 12, top: 300 })
  for (const kept of [null, '', 'null', '{', '{"right":12}', '{"right":"12","top":3}', '{"right":-3,"top":3}', '[1,2]']) assert.equal(placeOf(kept), null)
})
