import assert from 'node:assert/strict'
import { test } from 'node:test'
import { copy, getPath, parsePath, setPath, toText, touch, type Trie } from './paths.js'

test('a data path is read into its keys', () => {
  const cases: readonly (readonly [string, readonly (string | number)[]])[] = [
    ['a', ['a']],
    ['a.b.c', ['a', 'b', 'c']],
    ['a[0].b[12]', ['a', 0, 'b', 12]],
    ['a[0][1]', ['a', 0, 1]],
    ["a['b.c']", ['a', 'b.c']],
    ['a\\.b', ['a.b']],
    ['a[x]', ['a[x]']],
    ['', ['']],
    ['a[', ['a[']],
  ]
  for (const [text, want] of cases) assert.deepEqual(parsePath(text), want, text)
})

test('setting a path makes lists and objects on the way', () => {
  const root: Record<string, unknown> = { a: 'text' }
  setPath(root, ['a', 'b'], 1)
  setPath(root, ['l', 1, 'x'], 2)
  assert.deepEqual(root['a'], { b: 1 })
  assert.deepEqual(getPath(root, ['l', 1, 'x']), 2)
  assert.ok(Array.isArray(root['l']))
})

test('no path reaches a prototype', () => {
  const root: Record<string, unknown> = {}
  setPath(root, ['__proto__', 'polluted'], true)
  setPath(root, ['constructor', 'prototype', 'polluted'], true)
  setPath(root, ['a', '__proto__'], { polluted: true })
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
  assert.equal((root['a'] as Record<string, unknown>)['polluted'], undefined)
})

test('a copy shares no list and no object, and ends at a cycle', () => {
  class Kept {}
  const kept = new Kept()
  const from = { l: [{ x: 1 }], kept, d: new Date(0) }
  const made = copy(from) as typeof from
  assert.deepEqual(made, from)
  assert.notEqual(made.l[0], from.l[0])
  assert.equal(made.kept, kept)
  const cycle: Record<string, unknown> = { n: 1 }
  cycle['self'] = { cycle }
  const round = copy(cycle) as { self: { cycle: { self: { cycle: unknown } } } }
  assert.equal(round.self.cycle.self.cycle, round.self.cycle)
})

test('what changed is kept as a trie in which the whole swallows its parts', () => {
  const trie: Trie = new Map()
  touch(trie, ['a', 0, 'x'])
  touch(trie, ['a', 0, 'y'])
  assert.deepEqual(
    trie,
    new Map([
      [
        'a',
        new Map([
          [
            0,
            new Map([
              ['x', true],
              ['y', true],
            ]),
          ],
        ]),
      ],
    ]),
  )
  touch(trie, ['a'])
  touch(trie, ['a', 1])
  assert.deepEqual(trie, new Map([['a', true]]))
})

test('text of values', () => {
  assert.deepEqual([undefined, null, 0, false, [1, 2], { a: 1 }].map(toText), ['', '', '0', 'false', '1,2', '[object Object]'])
})
