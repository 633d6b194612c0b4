import assert from 'node:assert/strict'
import { test } from 'node:test'
import { op, type WorkerToView } from '../../protocol/ops.js'
import { settled } from './testing/program.js'
import { Writer } from './writer.js'

function writerWithPort(): { writer: Writer; sent: WorkerToView[] } {
  const sent: WorkerToView[] = []
  const writer = new Writer()
  writer.open({ postMessage: (message) => sent.push(message) })
  return { writer, sent }
}
const seqs = (sent: readonly WorkerToView[]): number[] => sent.flatMap((message) => (message.kind === 'batch' ? [message.seq] : []))

test('operations of one moment go as one batch at the end of the microtask queue', async () => {
  const { writer, sent } = writerWithPort()
  writer.write4(op.create, 2, writer.string('wx-view'), 0)
  writer.write3(op.class, 2, writer.string('a'))
  assert.equal(sent.length, 0)
  await settled()
  assert.equal(sent.length, 1)
  const batch = sent[0]
  assert.ok(batch?.kind === 'batch')
  assert.deepEqual([...batch.ops], [op.create, 2, 0, 0, op.class, 2, 1])
  assert.deepEqual(batch.strings, ['wx-view', 'a'])
  writer.close()
})

test('at most two batches are under way; what comes meanwhile waits and goes as one', async () => {
  const { writer, sent } = writerWithPort()
  for (let i = 0; i < 5; i++) {
    writer.write2(op.remove, i)
    await settled()
  }
  assert.deepEqual(seqs(sent), [1, 2])
  writer.acknowledge(1)
  assert.deepEqual(seqs(sent), [1, 2, 3])
  const last = sent[2]
  assert.ok(last?.kind === 'batch')
  assert.deepEqual([...last.ops], [op.remove, 2, op.remove, 3, op.remove, 4])
  writer.close()
})

test('the beginning of a long batch goes ahead while the rest is written, and only all of it is acknowledged', async () => {
  const { writer, sent } = writerWithPort()
  const ran: string[] = []
  const row = (id: number): void => {
    writer.write4(op.text, id, writer.string(`row ${id}`), 0)
    writer.goAhead()
  }
  for (let id = 2; id < 2002; id++) row(id)
  assert.deepEqual(
    sent.map((message) => message.kind === 'batch' && [message.seq, message.more]),
    [
      [1, true],
      [1, true],
    ],
    'two parts are on their way before the moment is over',
  )
  const lengths = sent.map((message) => (message.kind === 'batch' ? message.ops.length : 0))
  assert.ok((lengths[0] ?? 0) < (lengths[1] ?? 0) / 3, `${lengths}: the frame does not wait long for the first one`)
  writer.whenDrawn(() => ran.push('drawn'))
  await settled()
  assert.deepEqual(
    sent.map((message) => message.kind === 'batch' && [message.seq, message.more]),
    [
      [1, true],
      [1, true],
      [1, undefined],
    ],
  )
  // Each part names its own strings.
  const texts = sent.flatMap((message) =>
    message.kind === 'batch' ? [...message.ops].flatMap((_, i, ops) => (i % 4 === 2 ? [message.strings[ops[i] ?? -1]] : [])) : [],
  )
  assert.deepEqual(
    texts,
    Array.from({ length: 2000 }, (_, i) => `row ${i + 2}`),
  )
  assert.deepEqual(ran, [])
  writer.acknowledge(1)
  assert.deepEqual(ran, ['drawn'])
  assert.equal(writer.takeSent(), 8000)

  // With two batches under way nothing goes ahead of them.
  for (const id of [6000, 6001]) {
    row(id)
    await settled()
  }
  sent.length = 0
  for (let id = 7000; id < 9000; id++) row(id)
  await settled()
  assert.deepEqual(sent, [])
  writer.close()
})

test('what waits for drawing runs after the acknowledgement of all that was written before', async () => {
  const { writer } = writerWithPort()
  const ran: string[] = []
  writer.write2(op.remove, 1)
  writer.whenDrawn(() => ran.push('drawn'))
  await settled()
  assert.equal(ran.length, 0)
  writer.acknowledge(1)
  assert.equal(ran.join(), 'drawn')
  writer.whenDrawn(() => ran.push('at once'))
  await settled()
  assert.equal(ran.join(), 'drawn,at once')
  writer.close()
})

test('what is written before the frame is there is sent when it comes', async () => {
  const writer = new Writer()
  const sent: WorkerToView[] = []
  writer.write2(op.remove, 9)
  await settled()
  writer.open({ postMessage: (message) => sent.push(message) })
  assert.deepEqual(seqs(sent), [1])
  writer.close()
})

test('what is said before the frame is there keeps its place among the operations', async () => {
  const writer = new Writer()
  const sent: WorkerToView[] = []
  writer.write2(op.remove, 1)
  await settled()
  writer.tell({ kind: 'unobserve', id: 4 })
  await settled()
  writer.write2(op.remove, 2)
  await settled()
  writer.open({ postMessage: (message) => sent.push(message) })
  assert.deepEqual(
    sent.map((message) => (message.kind === 'batch' ? [...message.ops] : message.kind)),
    [[op.remove, 1], 'unobserve', [op.remove, 2]],
  )
  writer.close()
})

test('a page that said something before it wrote anything can still write after its frame came', async () => {
  const writer = new Writer()
  const sent: WorkerToView[] = []
  writer.tell({ kind: 'unobserve', id: 4 })
  await settled()
  writer.open({ postMessage: (message) => sent.push(message) })
  writer.write2(op.remove, 1)
  await settled()
  assert.deepEqual(
    sent.map((message) => message.kind),
    ['unobserve', 'batch'],
  )
  writer.close()
})

test('what waits for the drawing of a page without nodes runs when its frame comes', async () => {
  const writer = new Writer()
  let ran = 0
  writer.whenDrawn(() => ran++)
  await settled()
  assert.equal(ran, 0, 'there is no frame yet')
  writer.open({ postMessage: () => undefined })
  await settled()
  assert.equal(ran, 1)
  writer.close()
})

test('a frame that is slow is waited for: what follows a drawing goes on after a second, batches do not pile up', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const writer = new Writer()
  const sent: WorkerToView[] = []
  const ran: string[] = []
  writer.write2(op.remove, 1)
  writer.whenDrawn(() => ran.push('first'))
  await settled()
  t.mock.timers.tick(60_000)
  assert.deepEqual(ran, [], 'a frame that is not there is not slow')
  writer.open({ postMessage: (message) => sent.push(message) })
  for (let i = 2; i < 6; i++) {
    writer.write2(op.remove, i)
    await settled()
    t.mock.timers.tick(1000)
  }
  assert.deepEqual(ran, ['first'])
  assert.deepEqual(seqs(sent), [1, 2])
  writer.acknowledge(1)
  writer.acknowledge(2)
  assert.deepEqual(seqs(sent), [1, 2, 3])
  writer.close()
})

test('another message stands after the operations before it', async () => {
  const { writer, sent } = writerWithPort()
  writer.write2(op.remove, 1)
  writer.tell({ kind: 'unobserve', id: 4 })
  assert.deepEqual(
    sent.map((message) => message.kind),
    ['batch', 'unobserve'],
  )
  writer.close()
})

test('functions in values do not reach the port', async () => {
  const { writer, sent } = writerWithPort()
  writer.write4(op.property, 2, writer.string('p'), writer.value({ f: () => 1, list: [1, () => 2], text: 'x' }))
  await settled()
  const batch = sent[0]
  assert.ok(batch?.kind === 'batch')
  assert.deepEqual(batch.values, [{ list: [1, null], text: 'x' }])
  writer.close()
})
