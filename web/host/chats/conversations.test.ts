import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Conversation, Message, Person } from '../../kit/api/model.js'
import { mergeConversations, peerOf, sortConversations, titleOf, unreadOf, withMark, withMessage } from './conversations.js'

const me: Person = { id: 'usr_me', handle: 'me', name: 'Me', tint: 0, bot: false }
const tom: Person = { id: 'usr_tom', handle: 'tom', name: 'Tom', tint: 1, bot: false }
const mei: Person = { id: 'usr_mei', handle: 'mei', name: '陈美', tint: 2, bot: false }

function conversation(id: string, more: Partial<Conversation> = {}): Conversation {
  return {
    id,
    kind: 'direct',
    title: '',
    group: null,
    members: [me, tom],
    lastSeq: 5,
    lastTs: 500,
    last: null,
    readSeq: 5,
    peerReadSeq: 3,
    mute: false,
    pin: false,
    mod: 0,
    mentionSeq: 0,
    clearSeq: 0,
    ...more,
  }
}
function message(conv: string, seq: number, sender: string): Message {
  return {
    conv,
    seq,
    sender,
    clientId: `client-${seq}`,
    ts: 1000 + seq,
    body: { kind: 'text', text: 'hi' },
    quote: null,
    reactions: [],
    editedTs: 0,
    mentions: [],
    mod: 0,
  }
}

describe('the conversation list', () => {
  it('is pinned first, then newest first', () => {
    const list = sortConversations([conversation('a', { lastTs: 1 }), conversation('b', { lastTs: 3 }), conversation('c', { lastTs: 2, pin: true })])
    assert.deepEqual(
      list.map((c) => c.id),
      ['c', 'b', 'a'],
    )
  })

  it('takes an older answer without going back', () => {
    const [c] = mergeConversations(
      [conversation('a', { lastSeq: 9, readSeq: 8, peerReadSeq: 7, lastTs: 900 })],
      [conversation('a', { lastSeq: 5, readSeq: 2, peerReadSeq: 1, lastTs: 500 })],
    )
    assert.deepEqual([c?.lastSeq, c?.readSeq, c?.peerReadSeq, c?.lastTs], [9, 8, 7, 900])
  })

  it('takes new ones and newer heads', () => {
    const list = mergeConversations([conversation('a')], [conversation('a', { lastSeq: 7, lastTs: 700 }), conversation('b', { lastTs: 600 })])
    assert.deepEqual(
      list.map((c) => [c.id, c.lastSeq]),
      [
        ['a', 7],
        ['b', 5],
      ],
    )
  })

  it('moves up with a message and counts it as unread', () => {
    const list = withMessage([conversation('b', { lastTs: 900 }), conversation('a')], message('a', 6, tom.id), me.id)
    assert.equal(list[0]?.id, 'a')
    assert.equal(unreadOf(list[0] as Conversation), 1)
  })

  it('does not count my own message as unread', () => {
    const [c] = withMessage([conversation('a')], message('a', 6, me.id), me.id)
    assert.equal(unreadOf(c as Conversation), 0)
  })

  it('ignores a message that it knows and one that is older', () => {
    const list = [conversation('a', { last: message('a', 5, tom.id) })]
    assert.equal(withMessage(list, message('a', 5, tom.id), me.id), list)
    assert.equal(withMessage(list, message('a', 4, tom.id), me.id), list)
  })

  it('moves read marks up, never down, mine and theirs apart', () => {
    const list = [conversation('a', { lastSeq: 9, readSeq: 5, peerReadSeq: 3 })]
    const [up] = withMark(withMark(list, { conv: 'a', user: me.id, seq: 8 }, me.id), { conv: 'a', user: tom.id, seq: 6 }, me.id)
    assert.deepEqual([up?.readSeq, up?.peerReadSeq], [8, 6])
    const [down] = withMark(list, { conv: 'a', user: me.id, seq: 2 }, me.id)
    assert.equal(down?.readSeq, 5)
  })

  it('names a direct conversation by the other one and a group by its title or its members', () => {
    assert.equal(titleOf(conversation('a'), me.id), 'Tom')
    assert.equal(peerOf(conversation('a'), me.id)?.id, tom.id)
    assert.equal(titleOf(conversation('g', { kind: 'group', title: 'Tea', members: [me, tom, mei] }), me.id), 'Tea')
    assert.equal(titleOf(conversation('g', { kind: 'group', members: [me, tom, mei] }), me.id), 'Tom, 陈美')
  })
})
