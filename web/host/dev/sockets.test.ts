import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRecord } from './record.js'
import { createSockets, messagesKept } from './sockets.js'

test('a socket stands among the requests with what went over it, the newest of a flood', () => {
  const record = createRecord()
  const refused: string[] = []
  const happened = createSockets(record, (url, fault) => refused.push(`${url} ${fault}`))
  const one = () => record.requests.value.find((each) => each.url === 'wss://a')!
  happened({ kind: 'asked', task: 1, url: 'wss://a', header: { a: 'b' } })
  happened({ kind: 'asked', task: 2, url: 'wss://b', header: {} })
  assert.deepEqual([one().method, one().state], ['WS', 'waiting'])
  happened({ kind: 'open', task: 1, header: { x: 'y' } })
  happened({ kind: 'sent', task: 1, data: '茶' })
  happened({ kind: 'got', task: 1, data: new ArrayBuffer(7) })
  assert.deepEqual([one().state, one().status, one().sent, one().received], ['open', 101, 3, 7])
  assert.deepEqual(
    one().messages?.map(({ sent, bytes, text }) => [sent, bytes, text]),
    [
      [true, 3, '茶'],
      [false, 7, ''],
    ],
  )
  for (let i = 0; i < messagesKept; i++) happened({ kind: 'got', task: 1, data: `${i}` })
  assert.equal(one().messages?.length, messagesKept)
  assert.equal(one().messages?.[0]?.text, '0')
  happened({ kind: 'closed', task: 1, code: 1000, reason: 'bye' })
  assert.deepEqual([one().state, one().fault], ['answered', '1000 bye'])
  happened({ kind: 'failed', task: 2, reason: 'network error' })
  assert.equal(record.requests.value.find((each) => each.url === 'wss://b')?.state, 'failed')
  assert.deepEqual(refused, ['wss://b network error'])
})
