import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { mergeKept, Outbox } from './outbox.js'
import type { Pending } from './thread.js'

function line() {
  const sent: { clientId: string; retry: boolean }[] = []
  const state = { up: true, kept: [] as readonly Pending[] }
  const outbox = new Outbox({
    send: (p) => {
      if (state.up) sent.push({ clientId: p.clientId, retry: p.tried })
      return state.up
    },
    keep: (list) => {
      state.kept = list
    },
    changed: () => undefined,
  })
  const write = (clientId: string) => outbox.add({ conv: 'cnv_1', clientId, text: clientId, ts: 1 })
  return { outbox, sent, state, write }
}

describe('the outbox', () => {
  it('sends at once while connected and waits for the ack', () => {
    const { outbox, sent, write } = line()
    write('a')
    assert.deepEqual(sent, [{ clientId: 'a', retry: false }])
    assert.equal(outbox.list.length, 1)
    assert.equal(outbox.take('a')?.text, 'a')
    assert.equal(outbox.list.length, 0)
  })

  it('keeps what is written offline and sends it in order when the line is back, as first tries', () => {
    const { outbox, sent, state, write } = line()
    state.up = false
    write('a')
    write('b')
    assert.deepEqual(sent, [])
    state.up = true
    outbox.flush()
    assert.deepEqual(sent, [
      { clientId: 'a', retry: false },
      { clientId: 'b', retry: false },
    ])
  })

  it('sends what was never acked again after a cut, flagged as a retry, before what is new', () => {
    const { outbox, sent, state, write } = line()
    write('a')
    state.up = false
    write('b')
    state.up = true
    outbox.flush()
    assert.deepEqual(sent.slice(1), [
      { clientId: 'a', retry: true },
      { clientId: 'b', retry: false },
    ])
  })

  it('does not send again what was acked', () => {
    const { outbox, sent, write } = line()
    write('a')
    outbox.take('a')
    outbox.flush()
    assert.equal(sent.length, 1)
  })

  it('stops at the first that the line does not take, so that order holds', () => {
    const { outbox, sent, state, write } = line()
    state.up = false
    write('a')
    write('b')
    outbox.flush()
    assert.deepEqual(sent, [])
    assert.deepEqual(
      outbox.list.map((p) => p.clientId),
      ['a', 'b'],
    )
  })

  it('holds a refused one with the reason, out of the flush, until it is tried again', () => {
    const { outbox, sent, write } = line()
    write('a')
    outbox.refuse('a', { code: 'chat.no-conversation', said: 'You have no such conversation.' })
    outbox.flush()
    assert.equal(sent.length, 1)
    assert.equal(outbox.list[0]?.state, 'failed')
    assert.equal(outbox.list[0]?.fault?.code, 'chat.no-conversation')
    outbox.again('a')
    assert.deepEqual(sent.at(-1), { clientId: 'a', retry: true })
    assert.equal(outbox.list[0]?.state, 'waiting')
  })

  it('comes back after a reload as it was kept, and everything in it counts as tried', () => {
    const before = line()
    before.state.up = false
    before.write('a')
    const after = line()
    after.outbox.restore(before.state.kept)
    after.outbox.flush()
    assert.deepEqual(after.sent, [{ clientId: 'a', retry: true }])
  })

  it('keeps every change', () => {
    const { outbox, state, write } = line()
    write('a')
    assert.deepEqual(
      state.kept.map((p) => [p.clientId, p.tried]),
      [['a', true]],
    )
    outbox.take('a')
    assert.deepEqual(state.kept, [])
  })
})

describe('what two tabs keep in one place', () => {
  /** Two outboxes without a line over one kept list, as the browser has it. */
  function tabs() {
    let kept: readonly Pending[] = []
    const open = (): Outbox =>
      new Outbox({
        send: () => false,
        changed: () => undefined,
        keep: (list, mine) => {
          kept = mergeKept(kept, list, mine)
        },
      })
    return { open, kept: () => kept.map((p) => p.text), all: () => kept }
  }
  const write = (o: Outbox, clientId: string, ts: number): void => o.add({ conv: 'cnv_1', clientId, text: clientId, ts })

  it('is what both wrote, in the order of writing', () => {
    const { open, kept } = tabs()
    const [one, two] = [open(), open()]
    write(one, 'a', 1)
    write(two, 'b', 2)
    write(one, 'c', 3)
    assert.deepEqual(kept(), ['a', 'b', 'c'])
  })

  it('loses what one tab sent, and nothing of the other', () => {
    const { open, kept } = tabs()
    const [one, two] = [open(), open()]
    write(one, 'a', 1)
    write(two, 'b', 2)
    one.take('a')
    assert.deepEqual(kept(), ['b'])
    one.take('b') // it was never there
    assert.deepEqual(kept(), ['b'])
  })

  it('comes back after both were closed, and does not come back once it is sent', () => {
    const { open, kept, all } = tabs()
    const [one, two] = [open(), open()]
    write(one, 'a', 1)
    write(two, 'b', 2)
    const later = open()
    later.restore(all())
    assert.deepEqual(
      later.list.map((p) => p.text),
      ['a', 'b'],
    )
    later.take('a')
    later.take('b')
    assert.deepEqual(kept(), [])
  })
})
