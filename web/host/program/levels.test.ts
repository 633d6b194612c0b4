import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from '../../protocol/parse.js'
import { anyLevels, readLevels } from './levels.js'

test('levels are read as far as they are such', () => {
  const list = [{ name: 'a', subList: [{ name: 'b', subList: null }, { other: 'c' }, { name: '' }] }, 'd', null, { name: 5 }]
  assert.deepEqual(readLevels(list), [
    { name: 'a', inside: [{ name: 'b', inside: [] }] },
    { name: '5', inside: [] },
  ])
  for (const nothing of [undefined, null, {}, 'a', 5]) assert.deepEqual(readLevels(nothing), [])
})

test('what is nested without end, or far too much, is refused', () => {
  const endless: { name: string; subList: unknown[] } = { name: 'a', subList: [] }
  endless.subList.push(endless)
  assert.equal(parse(anyLevels, [endless]).ok, false)
  assert.equal(
    parse(
      anyLevels,
      Array.from({ length: 70_000 }, () => 1),
    ).ok,
    false,
  )
  let [depth, at] = [0, readLevels([endless])[0]]
  for (; at !== undefined; at = at.inside[0]) depth += 1
  assert.equal(depth, 10)
})
