import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSelector } from './selector.js'

test('a selector is read into its parts', () => {
  assert.deepEqual(parseSelector('#a.b > .c >>> view, .d'), [
    [
      { tag: '', id: 'a', classes: ['b'], relation: 'below' },
      { tag: '', id: '', classes: ['c'], relation: 'child' },
      { tag: 'view', id: '', classes: [], relation: 'across' },
    ],
    [{ tag: '', id: '', classes: ['d'], relation: 'below' }],
  ])
})

test('what is no selector finds nothing', () => {
  for (const text of ['', '>', '{}', '.', '#']) assert.deepEqual(parseSelector(text), [], text)
})
