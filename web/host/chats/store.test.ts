import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import { ConversationKind, GetConversationResponseSchema, MessageSchema, ServerFrameSchema } from '../../kit/api/superette/v1/chat_pb.js'
import type { OutFrame } from '../../kit/live/live.js'
import { LocalCopy } from '../local/db.js'
import { toMessage } from '../../kit/api/model.js'
import { serverAway } from '../../kit/api/server.js'
import { Chats, printable } from './store.js'

/** Chats on a line whose other end is the test. */
function line(local = new LocalCopy('usr_ling')) {
  const sent: OutFrame[] = []
  const greetings: ReturnType<Chats['hello']>[] = []
  const state = { up: true }
  const chats: Chats = new Chats({
    me: 'usr_ling',
    local,
    send: (frame) => {
      if (state.up) sent.push(frame)
      return state.up
    },
    greet: () => greetings.push(chats.hello()),
  })
  const hear = (frame: MessageInitShape<typeof ServerFrameSchema>['frame']) =>
    chats.receive(create(ServerFrameSchema, { frame: frame ?? { case: undefined } }).frame)
  return { chats, sent, greetings, state, hear }
}

function talk(id: string, lastSeq: number, readSeq: number) {
  return { id, kind: ConversationKind.DIRECT, lastSeq: BigInt(lastSeq), readSeq: BigInt(readSeq), lastTs: BigInt(lastSeq) }
}

function welcome(useq: bigint, ...changed: ReturnType<typeof talk>[]) {
  return { case: 'welcome', value: { userId: 'usr_ling', useq, changed } } as const
}

describe('chats on the live line', () => {
  it('say at a hello what is held, the marks of the others included', () => {
    const { chats, hear } = line()
    hear(welcome(7n, { ...talk('cnv_a', 4, 3), ...{ peerReadSeq: 2n, mod: 0n } }))
    assert.deepEqual(chats.hello(), { useq: 7n, heads: [{ conv: 'cnv_a', seq: 4n, readSeq: 3n, peerReadSeq: 2n, mod: 0n }] })
  })

  it('keep their place in the events after what the events said, so that the next page is told of what this one lost', async () => {
    const local = new LocalCopy('usr_ling')
    const done: string[] = []
    let kept: () => void = () => undefined
    local.keepConversations = async (list) => void done.push(`begins to keep ${list.map((c) => c.id).join()}`)
    local.settled = () =>
      new Promise((resolve) => {
        kept = () => {
          done.push('all is kept')
          resolve()
        }
      })
    local.keepValue = async (name, value) => void done.push(`${name} ${value}`)
    const { hear } = line(local)
    hear({ case: 'event', value: { useq: 8n, event: { case: 'conversation', value: talk('cnv_a', 4, 3) } } })
    await new Promise(setImmediate)
    assert.deepEqual(done.splice(0), ['begins to keep cnv_a'])
    kept()
    await new Promise(setImmediate)
    assert.deepEqual(done, ['all is kept', 'useq 8'])
  })

  /** A local copy that notes which place in the events it is given, and a server that answers as the test says. */
  function withServer(t: TestContext, answer: () => Promise<Response>) {
    const local = new LocalCopy('usr_ling')
    const places: unknown[] = []
    local.keepValue = async (name, value) => {
      if (name === 'useq') places.push(value)
    }
    t.mock.method(globalThis, 'fetch', answer)
    const passed = async () => {
      for (let i = 0; i < 20; i++) await new Promise(setImmediate)
    }
    return { ...line(local), places, passed }
  }

  function found(title: string): Response {
    const message = create(GetConversationResponseSchema, { conversation: { ...talk('cnv_a', 4, 3), title } })
    return new Response(toBinary(GetConversationResponseSchema, message) as Uint8Array<ArrayBuffer>, { headers: { 'content-type': 'application/proto' } })
  }

  it('stay where they are in the events until what one points to could be asked for, which the next Welcome has done again', async (t) => {
    let asked = 0
    const { chats, hear, places, passed } = withServer(t, () => (asked++ === 0 ? Promise.reject(new TypeError('left')) : Promise.resolve(found('new'))))
    hear(welcome(7n, talk('cnv_a', 4, 3)))
    hear({ case: 'event', value: { useq: 8n, event: { case: 'touched', value: 'cnv_a' } } })
    await passed()
    hear({ case: 'event', value: { useq: 9n, event: { case: 'conversation', value: talk('cnv_b', 1, 1) } } })
    await passed()
    assert.deepEqual([asked, places], [1, []])
    hear(welcome(9n))
    await passed()
    assert.deepEqual([asked, places, chats.conversations.value.find((c) => c.id === 'cnv_a')?.title], [2, ['9'], 'new'])
  })

  it('do not take an answer that was under way when something newer was told', async (t) => {
    const under: ((r: Response) => void)[] = []
    const { chats, hear, passed } = withServer(t, () => new Promise((resolve) => under.push(resolve)))
    hear(welcome(7n, talk('cnv_a', 4, 3)))
    hear({ case: 'event', value: { useq: 8n, event: { case: 'touched', value: 'cnv_a' } } })
    hear({ case: 'event', value: { useq: 9n, event: { case: 'conversation', value: { ...talk('cnv_a', 4, 3), title: 'newest' } } } })
    await passed()
    under[0]?.(found('older'))
    await passed()
    assert.deepEqual([under.length, chats.conversations.value[0]?.title], [2, 'newest'])
    under[1]?.(found('newest of all'))
    await passed()
    assert.equal(chats.conversations.value[0]?.title, 'newest of all')
  })

  it('keep what a server without its database refused, and send it again once it greets', () => {
    const { chats, sent, hear } = line()
    hear(welcome(7n, talk('cnv_a', 4, 4)))
    chats.write('cnv_a', 'hello?')
    const { clientId } = chats.outbox.list[0] ?? assert.fail()
    hear({ case: 'refusal', value: { code: 'store.lost', message: 'This could not be saved. Nothing was changed.', clientId, conv: 'cnv_a' } })
    assert.equal(serverAway.value, true)
    assert.equal(chats.outbox.list[0]?.state, 'waiting')
    serverAway.value = false
    hear(welcome(7n))
    const again = sent.at(-1)
    assert.ok(again?.case === 'send')
    assert.deepEqual([again.value.clientId, again.value.retry], [clientId, true])
    hear({ case: 'refusal', value: { code: 'store.full', message: 'The server has no room left. Nothing was changed.', clientId, conv: 'cnv_a' } })
    assert.equal(chats.outbox.list[0]?.state, 'failed')
    assert.equal(serverAway.value, false)
  })

  it('start afresh when too much was missed: what is kept goes, what is written stays', () => {
    const { chats, greetings, state, hear } = line()
    hear(welcome(900n, talk('cnv_old', 9, 9), talk('cnv_both', 8, 8)))
    state.up = false
    chats.write('cnv_both', 'not sent yet')
    hear({ case: 'welcome', value: { userId: 'usr_ling', useq: 12n, reset: true } })
    assert.deepEqual(greetings, [{ useq: 0n, heads: [] }])
    hear(welcome(12n, talk('cnv_both', 5, 5)))
    assert.deepEqual(
      chats.conversations.value.map((c) => [c.id, c.lastSeq, c.readSeq]),
      [['cnv_both', 5, 5]],
    )
    assert.equal(chats.hello().useq, 12n)
    assert.deepEqual(
      chats.outbox.list.map((p) => p.text),
      ['not sent yet'],
    )
  })

  it('show without a server what the list alone knows of the end of a kept conversation, if nothing is missing between', async () => {
    const said = (seq: number) => ({
      conv: 'cnv_a',
      seq: BigInt(seq),
      sender: 'usr_tom',
      clientId: `c${seq}`,
      body: { case: 'text' as const, value: { text: `line ${seq}` } },
    })
    for (const [end, seen] of [
      [3, [1, 2, 3]],
      [5, [1, 2]],
    ] as const) {
      const local = new LocalCopy('usr_ling')
      local.messages = async () => [1, 2].map((seq) => toMessage(create(MessageSchema, said(seq))))
      const { chats, hear } = line(local)
      hear(welcome(3n, { ...talk('cnv_a', end, end), ...{ last: create(MessageSchema, said(end)) } }))
      await assert.rejects(chats.open('cnv_a')) // there is no server
      assert.deepEqual(
        chats.threads.value.get('cnv_a')?.messages.map((m) => m.seq),
        seen,
      )
    }
  })

  it('ask for everything again after a gap that may be anywhere', () => {
    const { greetings, hear } = line()
    hear(welcome(3n, talk('cnv_a', 4, 4)))
    hear({ case: 'gap', value: { conv: '', lastSeq: 0n } })
    assert.deepEqual(greetings, [{ useq: 3n, heads: [{ conv: 'cnv_a', seq: 4n, readSeq: 4n, peerReadSeq: 0n, mod: 0n }] }])
  })

  it('send again a mark that was made without a connection', () => {
    const { chats, sent, state, hear } = line()
    hear(welcome(3n, talk('cnv_a', 4, 1)))
    state.up = false
    chats.read('cnv_a', 4)
    state.up = true
    hear(welcome(3n, talk('cnv_a', 4, 1)))
    assert.deepEqual(
      sent.map((f) => (f.case === 'mark' ? [f.value.conv, f.value.readSeq] : f.case)),
      [['cnv_a', 4n]],
    )
    assert.equal(chats.conversations.value[0]?.readSeq, 4)
  })
})

describe('what is written', () => {
  it('loses pasted control characters, and nothing else', () => {
    assert.equal(printable('a\u0000b\u001b[1m\u0085'), 'ab[1m')
    assert.equal(printable('one\n\ttwo 👨‍👩‍👧 مرحبا'), 'one\n\ttwo 👨‍👩‍👧 مرحبا')
  })
})
