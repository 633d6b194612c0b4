import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Card, Message } from '../../kit/api/model.js'
import type { Pending, Thread } from './thread.js'
import { changeCard, changeMessages, emptyThread, mergeMessages, rowsOf, withoutSent } from './thread.js'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const bare = { quote: null, reactions: [], editedTs: 0, mentions: [], mod: 0 } as const

function message(seq: number, more: Partial<Message> = {}): Message {
  return { conv: 'cnv_1', seq, sender: 'usr_tom', clientId: `client-${seq}`, ts: seq * MINUTE, body: { kind: 'text', text: `text ${seq}` }, ...bare, ...more }
}
function threadOf(...seqs: readonly number[]): Thread {
  return { conv: 'cnv_1', messages: seqs.map((s) => message(s)) }
}
function seqs(t: Thread): readonly number[] {
  return t.messages.map((m) => m.seq)
}
function pending(clientId: string, more: Partial<Pending> = {}): Pending {
  return { conv: 'cnv_1', clientId, text: clientId, ts: 0, state: 'waiting', tried: false, ...more }
}

describe('merging messages into a thread', () => {
  const cases: readonly { name: string; held: readonly number[]; incoming: readonly number[]; want: readonly number[]; pullAfter?: number }[] = [
    { name: 'appends the next one', held: [1, 2], incoming: [3], want: [1, 2, 3] },
    { name: 'puts older ones before, whatever order they come in', held: [5, 6], incoming: [4, 2, 3], want: [2, 3, 4, 5, 6] },
    { name: 'ignores what it holds already', held: [1, 2, 3], incoming: [2, 3], want: [1, 2, 3] },
    { name: 'leaves out what lies beyond a hole and says from where to pull', held: [1, 2], incoming: [5], want: [1, 2], pullAfter: 2 },
    { name: 'takes both sides at once', held: [3], incoming: [2, 4], want: [2, 3, 4] },
    { name: 'leaves out old ones that do not touch', held: [8, 9], incoming: [1, 2], want: [8, 9] },
    { name: 'takes the newest run into an empty thread', held: [], incoming: [1, 2, 5, 6], want: [5, 6] },
    { name: 'takes the rest of a pull and asks for nothing more', held: [1, 2], incoming: [3, 4, 5], want: [1, 2, 3, 4, 5] },
  ]
  for (const c of cases) {
    it(c.name, () => {
      const merged = mergeMessages(
        threadOf(...c.held),
        c.incoming.map((s) => message(s)),
      )
      assert.deepEqual(seqs(merged.thread), c.want)
      assert.equal(merged.pullAfter, c.pullAfter)
    })
  }

  it('gives back the same object when nothing is new, so that nothing is drawn again', () => {
    const held = threadOf(1, 2)
    assert.equal(mergeMessages(held, [message(2)]).thread, held)
  })

  it('ignores messages of another conversation and without a number', () => {
    const held = threadOf(1)
    assert.equal(mergeMessages(held, [message(2, { conv: 'cnv_2' }), message(0)]).thread, held)
  })

  it('ends the same whatever order the pushes come in', () => {
    const orders = [
      [1, 2, 3, 4],
      [4, 3, 2, 1],
      [2, 4, 1, 3],
      [3, 1, 4, 2],
    ]
    for (const order of orders) {
      let t = emptyThread('cnv_1')
      const kept: Message[] = []
      for (const s of order) {
        kept.push(message(s))
        t = mergeMessages(t, kept).thread
      }
      t = mergeMessages(t, kept).thread
      assert.deepEqual(seqs(t), [1, 2, 3, 4], `order ${order.join()}`)
    }
  })
})

describe('a card', () => {
  const card: Card = {
    id: 'crd_1',
    appId: 'wx1',
    appName: 'Teahouse',
    appColor: '#112233',
    appLogo: '',
    title: 'Tea',
    path: 'p',
    image: '',
    price: 100,
    currency: 'CNY',
    state: 'none',
    stateBy: '',
    stateOthers: 0,
  }

  it('changes in place', () => {
    const held: Thread = { conv: 'cnv_1', messages: [message(1), message(2, { body: { kind: 'card', card } })] }
    const changed = changeCard(held, 2, { ...card, state: 'paid', stateBy: 'usr_ling' })
    assert.deepEqual(changed.messages[1]?.body, { kind: 'card', card: { ...card, state: 'paid', stateBy: 'usr_ling' } })
    assert.equal(changed.messages[0], held.messages[0])
  })

  it('leaves a text of that number alone', () => {
    const held = threadOf(1)
    assert.equal(changeCard(held, 1, card), held)
  })
})

describe('what is pending', () => {
  it('is taken out when its client_id comes back as mine', () => {
    const list = [pending('a'), pending('b')]
    const rest = withoutSent(list, [message(3, { sender: 'usr_me', clientId: 'a' })], 'usr_me')
    assert.deepEqual(
      rest.map((p) => p.clientId),
      ['b'],
    )
  })

  it('stays when somebody else used the same client_id', () => {
    const list = [pending('a')]
    assert.equal(withoutSent(list, [message(3, { clientId: 'a' })], 'usr_me'), list)
  })
})

describe('rows of a conversation', () => {
  const base = { me: 'usr_me', pending: [], unreadAfter: 0, dayOf: (ts: number) => Math.floor(ts / DAY) }

  it('begin with the day and a new day has its own separator', () => {
    const thread: Thread = { conv: 'cnv_1', messages: [message(1), message(2, { ts: DAY + MINUTE })] }
    assert.deepEqual(
      rowsOf({ ...base, thread }).map((r) => r.kind),
      ['day', 'message', 'day', 'message'],
    )
  })

  it('mark where the unread ones begin', () => {
    const kinds = rowsOf({ ...base, thread: threadOf(1, 2, 3), unreadAfter: 2 }).map((r) => r.kind)
    assert.deepEqual(kinds, ['day', 'message', 'message', 'unread', 'message'])
  })

  it('do not mark unread ones that are not loaded yet', () => {
    const kinds = rowsOf({ ...base, thread: threadOf(7, 8), unreadAfter: 3 }).map((r) => r.kind)
    assert.deepEqual(kinds, ['day', 'message', 'message'])
  })

  it('group messages of one person within three minutes', () => {
    const thread: Thread = {
      conv: 'cnv_1',
      messages: [message(1), message(2), message(3, { ts: 9 * MINUTE }), message(4, { ts: 9 * MINUTE, sender: 'usr_me' })],
    }
    const groups = rowsOf({ ...base, thread }).flatMap((r) => (r.kind === 'message' ? [[r.head, r.tail]] : []))
    assert.deepEqual(groups, [
      [true, false],
      [false, true],
      [true, true],
      [true, true],
    ])
  })

  it('put pending ones last, in the order of writing, even when this clock is behind', () => {
    const rows = rowsOf({ ...base, thread: threadOf(1, 2), pending: [pending('a', { ts: 5 }), pending('b', { ts: 1 })] })
    assert.deepEqual(rows.map((r) => r.key).slice(-2), ['c-a', 'c-b'])
  })

  it('keep the key of my message when it is acked, so that its bubble stays', () => {
    const before = rowsOf({ ...base, thread: emptyThread('cnv_1'), pending: [pending('a')] })
    const after = rowsOf({ ...base, thread: { conv: 'cnv_1', messages: [message(1, { sender: 'usr_me', clientId: 'a' })] } })
    assert.equal(before.at(-1)?.key, after.at(-1)?.key)
  })

  it('have unique keys', () => {
    const thread: Thread = { conv: 'cnv_1', messages: Array.from({ length: 40 }, (_, i) => message(i + 1, { ts: i * DAY * 0.4 })) }
    const keys = rowsOf({ ...base, thread, unreadAfter: 9, pending: [pending('x')] }).map((r) => r.key)
    assert.equal(new Set(keys).size, keys.length)
  })
})

describe('a message that changed', () => {
  const held: Thread = { conv: 'cnv_1', messages: [message(1), message(2, { quote: { seq: 1, sender: 'usr_tom', text: 'text 1' } })] }

  it('is replaced in place, and quoted as it is now', () => {
    const t = changeMessages(held, [message(1, { body: { kind: 'text', text: 'other' }, mod: 1 })])
    assert.deepEqual(t.messages[0]?.body, { kind: 'text', text: 'other' })
    assert.equal(t.messages[1]?.quote?.text, 'other')
  })

  it('is quoted no more when it was taken back', () => {
    const t = changeMessages(held, [message(1, { body: { kind: 'recalled' }, mod: 1 })])
    assert.equal(t.messages[0]?.body.kind, 'recalled')
    assert.equal(t.messages[1]?.quote?.text, '')
  })

  it('does not come back by an answer that was overtaken', () => {
    const t = changeMessages(held, [message(1, { body: { kind: 'recalled' }, mod: 2 })])
    assert.equal(mergeMessages(t, [message(1, { mod: 1 })]).thread.messages[0]?.body.kind, 'recalled')
    const hidden = changeMessages(held, [message(2, { body: { kind: 'hidden' } })])
    assert.equal(mergeMessages(hidden, [message(2, { mod: 3 })]).thread.messages[1]?.body.kind, 'hidden')
  })

  it('is left out when it is not held, and nothing is pulled for it', () => {
    assert.equal(changeMessages(held, [message(9, { mod: 1 })]), held)
  })

  it('that is hidden has no row, and the others stay in order', () => {
    const t = changeMessages(held, [message(1, { body: { kind: 'hidden' } })])
    const rows = rowsOf({ thread: t, pending: [], me: 'usr_me', unreadAfter: 0, dayOf: () => 0 })
    assert.deepEqual(
      rows.flatMap((r) => (r.kind === 'message' ? [r.message.seq] : [])),
      [2],
    )
  })
})
