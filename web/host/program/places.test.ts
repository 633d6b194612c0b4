import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AppManifest } from '../../protocol/manifest.js'
import { createPlaces, piecesOf, readMappings } from './places.js'

const map = JSON.stringify({
  version: 3,
  file: 'main.js',
  sections: [
    { offset: { line: 2, column: 0 }, map: { version: 3, sources: ['app.js'], mappings: 'AAAA,IAAI;', names: [] } },
    // Line 5: columns 0 and 4 of line 10; line 6: column 2 of line 11.
    { offset: { line: 5, column: 0 }, map: { version: 3, sources: ['pages/a/a.js'], mappings: 'AASA,IAAI;EACF', names: [] } },
  ],
})
const app = { chunks: { main: { js: '$/main.js', map: '$/main.js.map' }, sub: { js: '$/sub.js', map: '$/main.js.map' } } } as unknown as AppManifest
const held = { app, text: (path: string) => (path === '$/main.js.map' ? Promise.resolve(map) : Promise.reject(new Error(path))) }
const runtime = 'runtime 1\nruntime 2'
const script = '0\n1\n2\n3\n4\n5\n6\n7'
const pieces = piecesOf(runtime, [['main', script]])

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
  assert.equal(joined[pieces[0]!.from], '0')
})

test("a stack names the author's places and leaves the runtime's out", async () => {
  const first = pieces[0]!.from + 1
  const stack = `Error: no tea\n    at Page.onLoad (blob:null/1-2:${first + 5}:7)\n    at run (blob:null/1-2:2:900)\n    at blob:null/1-2:${first + 6}:3`
  assert.equal(await createPlaces(held, pieces).translate(stack), 'Error: no tea\n    at Page.onLoad (pages/a/a.js:10:5)\n    at pages/a/a.js:11:3')
})

test('a sub-package that came later is known by its name', async () => {
  assert.equal(await createPlaces(held, pieces).translate('onLoad@$/sub.js:3:1'), 'onLoad@app.js:1:1')
})

test('a stack without a place of the program stays as it is', async () => {
  const places = createPlaces({ app, text: () => Promise.reject(new Error('offline')) }, pieces)
  for (const stack of ['', 'Error: x', 'Error: x\n    at run (blob:null/1-2:1:1)', `at (blob:null/1:${pieces[0]!.from + 6}:1)`, 'at ($/other.js:1:1)'])
    assert.equal(await places.translate(stack), stack)
})
