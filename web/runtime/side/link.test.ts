import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LogicToSide } from '../../protocol/bridge.js'
import { createLink, largestMessage, mostWaiting, weigh } from './link.js'

test('what a message weighs: its texts, its bytes and its values, each object once', () => {
  const shared = new Uint8Array(1000)
  const circle: Record<string, unknown> = { shared, again: shared }
  circle['self'] = circle
  const size = weigh(circle, largestMessage)
  assert.ok(size > 1000 && size < 1200, String(size))
  assert.ok(weigh('ab'.repeat(500), largestMessage) >= 2000)
  assert.ok(weigh(new Map([['a', new ArrayBuffer(5000)]]), largestMessage) > 5000)
  assert.ok(weigh(new Array(2 ** 31), largestMessage) > largestMessage, 'a list of nothing')
})

function sending(): { readonly sent: LogicToSide[]; readonly link: ReturnType<typeof createLink> } {
  const sent: LogicToSide[] = []
  return { sent, link: createLink((message) => void sent.push(structuredClone(message))) }
}

test('a message that is too large, or that cannot be copied, fails and is not counted', () => {
  const { sent, link } = sending()
  assert.throws(() => link.send(new ArrayBuffer(largestMessage)), { message: 'postMessage:fail the message is larger than 64 MB' })
  assert.throws(() => link.send({ run: () => 1 }), /^Error: postMessage:fail .*could not be cloned/)
  assert.equal(sent.length, 0)
  for (let each = 0; each < mostWaiting.messages; each++) link.send(each)
  assert.equal(sent.length, mostWaiting.messages)
})

test('so many messages may wait to be taken, and so many bytes; what was taken makes room', () => {
  const full = { message: 'postMessage:fail too many messages wait to be taken' }
  const { link } = sending()
  for (let each = 0; each < mostWaiting.messages; each++) link.send(each)
  assert.throws(() => link.send(1), full)
  link.freed(1)
  link.send(1)
  assert.throws(() => link.send(1), full)

  const heavy = createLink(() => undefined)
  const part = new ArrayBuffer(largestMessage - 1000)
  for (let each = 0; each < 4; each++) heavy.send(part)
  assert.throws(() => heavy.send(part), full)
  heavy.freed(2)
  heavy.send(part)
})

test('the other end hears of what was taken before it may run out of room', () => {
  const { sent, link } = sending()
  for (let each = 0; each < 63; each++) link.took(10)
  assert.deepEqual(sent, [])
  link.took(10)
  link.took(largestMessage)
  assert.deepEqual(sent, [
    { kind: 'taken', messages: 64 },
    { kind: 'taken', messages: 1 },
  ])
})
