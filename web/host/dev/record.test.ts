import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Preview } from '../../protocol/dev.js'
import { createRecord, errorsNow, type Request } from './record.js'
import { asCurl, linesAsText, queryOf } from './short.js'

const text = (v: string): Preview => ({ k: 'text', v })
const line = (level: 'log' | 'error', ...args: Preview[]) => ({ at: 0, level, args, page: 'pages/a', stack: 'Error: lost\n    at a.js:1:2' })

test('a run that begins anew is marked, or begins with nothing; its errors are counted from there', () => {
  const record = createRecord()
  record.began(true)
  record.line(line('error', text('first')))
  assert.deepEqual([record.lines.value.length, errorsNow(record)], [1, 1])
  record.began(true)
  record.began(true)
  assert.deepEqual(
    record.lines.value.map((each) => each.began === true),
    [false, true],
  )
  assert.equal(errorsNow(record), 0)
  record.line(line('error', text('first')))
  assert.equal(errorsNow(record), 1)
  record.began(false)
  assert.deepEqual(record.lines.value, [])
})

test('what was thrown before the source changed is not wrong any more, unless it is thrown again', () => {
  const record = createRecord()
  record.began(true)
  record.line(line('error', text('first')))
  record.changed()
  assert.equal(errorsNow(record), 0)
  record.line(line('error', text('first')))
  assert.deepEqual([errorsNow(record), record.lines.value.length], [1, 2])
  record.line(line('error', text('first')))
  assert.deepEqual([errorsNow(record), record.lines.value.length], [1, 2])
})

test('lines are copied with their values whole, and errors with their stack', () => {
  const record = createRecord()
  const list: Preview = { k: 'object', c: 'Array', n: 1, e: [{ key: '0', value: { k: 'plain', v: '7' } }] }
  record.line(
    line('log', text('tea'), {
      k: 'object',
      c: 'Object',
      n: 2,
      e: [
        { key: 'list', value: list },
        { key: 'name', value: text('茶') },
      ],
    }),
  )
  record.line(line('error', text('lost')))
  record.line(line('error', text('lost')))
  assert.equal(
    linesAsText(record.lines.value),
    '1970-01-01T00:00:00.000Z log: tea {\n  "list": [\n    7\n  ],\n  "name": "茶"\n}\n' +
      '1970-01-01T00:00:00.000Z error (2 times): lost\nError: lost\n    at a.js:1:2',
  )
})

test('a request is copied as a command that a shell reads back as it was', () => {
  const request: Request = {
    n: 1,
    at: 0,
    method: 'POST',
    url: "https://api.example.org/teas?kind=green&kind=it's",
    header: { 'X-Shop': 'a' },
    body: '{"name":"it\'s"}',
    sent: 15,
    state: 'answered',
    status: 200,
    answerHeader: {},
    answer: '',
    received: 0,
    ms: 1,
    headMs: 1,
    fault: '',
  }
  assert.equal(
    asCurl(request),
    "curl 'https://api.example.org/teas?kind=green&kind=it'\\''s' \\\n  -X POST \\\n  -H 'X-Shop: a' \\\n  --data-raw '{\"name\":\"it'\\''s\"}'",
  )
  assert.deepEqual(queryOf(request.url), { kind: "green, it's" })
  assert.deepEqual(queryOf('not an address'), {})
})
