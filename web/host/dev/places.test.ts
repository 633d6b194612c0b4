import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Section } from './maps.js'
import { createPlaces, placeIn, readMappings, startsOf } from './places.js'

const sections: readonly Section[] = [
  { offset: { line: 2 }, map: { sources: ['app.js'], mappings: 'AAAA,IAAI;' } },
  // Line 5: columns 0 and 4 of line 10; line 6: column 2 of line 11.
  { offset: { line: 5 }, map: { sources: ['pages/a/a.js'], mappings: 'AASA,IAAI;EACF' } },
]
const runtime = 'runtime 1\nruntime 2'
const script = '0\n1\n2\n3\n4\n5\n6\n7'
const [, from = 0] = startsOf([runtime, script])
const places = createPlaces()
places.add('$/program.js', [{ from, to: from + 8, text: script, sections }])
places.add('$/part two.js', [{ from: 0, to: 8, text: 'other', sections }])

test('mappings are read, and what is none ends its line', () => {
  assert.deepEqual(readMappings('AAAA,IAAI;;EACF'), [
    [
      [0, 0, 0, 0],
      [4, 0, 0, 4],
    ],
    [],
    [[2, 0, 1, 2]],
  ])
  assert.deepEqual(readMappings('AAAA,!;C'), [[[0, 0, 0, 0]], []])
  assert.deepEqual(readMappings(''), [[]])
})

test('a chunk begins after the runtime and the line between them', () => {
  const joined = [runtime, script]
    .flatMap((text) => [text, '\n;\n'])
    .join('')
    .split('\n')
  assert.equal(joined[from], '0')
})

test("a stack names the author's places and leaves the runtime's out", () => {
  const stack = `Error: no tea\n    at Page.onLoad (superette://tea/$/program.js:${from + 6}:7)\n    at run ($/program.js:2:900)\n    at $/program.js:${from + 7}:3`
  assert.equal(places.translate(stack), 'Error: no tea\n    at Page.onLoad (pages/a/a.js:10:5)\n    at pages/a/a.js:11:3')
})

test('a sub-package that came later is known by its name', () => {
  assert.equal(places.translate('at onLoad ($/part%20two.js:3:1)'), 'at onLoad (app.js:1:1)')
})

test("Firefox's stack is told as V8's, and its first place has no function's name on it", () => {
  const stack = `onLoad@superette://tea/$/program.js:${from + 6}:7\nrun@superette://tea/$/program.js:2:9\n@superette://tea/$/program.js:${from + 7}:3\n`
  const told = places.translate(stack)
  assert.equal(told, '    at onLoad (pages/a/a.js:10:5)\n    at pages/a/a.js:11:3\n')
  assert.equal(placeIn(told), 'pages/a/a.js:10:5')
})

test('a stack without a place of the program stays as it is', () => {
  for (const stack of ['', 'Error: x', 'Error: x\n    at run (blob:null/1-2:1:1)', 'at ($/program.js:1:1)', 'at ($/other.js:1:1)'])
    assert.equal(places.translate(stack), stack)
})

test("the author's place in a stack is its first", () => {
  assert.equal(placeIn('Error: x\n at $/program.js:1:1\n at f (pages/a/a.js:10:5)\n at app.js:1:1'), 'pages/a/a.js:10:5')
  assert.equal(placeIn('Error: x'), '')
})

test('a function is found by its text', () => {
  assert.equal(places.ofSource('5\n6'), 'pages/a/a.js:10:1')
  assert.equal(places.ofSource('nowhere'), null)
})

test('a place in a script that we made is none of the author’s', () => {
  assert.equal(placeIn('SyntaxError\n    at superette://tea/$/program.js:48:7\n    at $/change-1.js:1:2'), '')
  assert.equal(placeIn('Error\n    at superette://tea/$/program.js:48:7\n    at pages/a/a.wxml:3:9'), 'pages/a/a.wxml:3:9')
})
