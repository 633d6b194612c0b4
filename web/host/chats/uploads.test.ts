import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Message } from '../../kit/api/model.js'
import { serverAway } from '../../kit/api/server.js'
import { LocalCopy } from '../local/db.js'
import { Chats } from './store.js'
import type { Pending } from './thread.js'
import { uploaded, type Upload, type Uploaded } from './uploads.js'

const SIZE = { width: 4, height: 3 }

function sentAs(p: Pending, seq: number): Message {
  const picture = { hash: 'h', thumb: 't', type: 'image/png', ...SIZE, blur: [] }
  return {
    conv: p.conv,
    seq,
    sender: 'usr_ling',
    clientId: p.clientId,
    ts: 1,
    body: { kind: 'picture', picture },
    quote: null,
    reactions: [],
    editedTs: 0,
    mentions: [],
    mod: 0,
  }
}

/** Chats whose pictures go to the test. */
function line() {
  const state = { up: true }
  const kept = new Map<string, unknown>()
  const going: { p: Pending; end: (u: Uploaded) => void; stop: AbortSignal; part: (n: number) => void }[] = []
  const upload: Upload = (p, _content, part, stop) =>
    new Promise((resolve) => {
      going.push({ p, end: resolve, stop, part })
    })
  const local = new LocalCopy('usr_ling')
  local.keepValue = async (name, value) => void kept.set(name, value)
  local.forgetValue = async (name) => void kept.delete(name)
  local.value = async <T>(name: string) => kept.get(name) as T | undefined
  const givenUp: string[] = []
  const make = () =>
    new Chats({
      me: 'usr_ling',
      local,
      send: () => state.up,
      greet: () => undefined,
      up: () => state.up,
      upload,
      uploadFile: upload,
      giveUp: (p) => givenUp.push(p.clientId),
    })
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
  return { chats: make(), make, state, kept, going, settled, givenUp }
}

const blob = (text: string): Blob => new Blob([text], { type: 'image/png' })

describe('pictures on their way', () => {
  it('are drawn at once, go up one after another, and are kept until the server has them', async () => {
    const { chats, kept, going, settled } = line()
    await chats.sendPicture('cnv_a', blob('one'), SIZE)
    await chats.sendPicture('cnv_a', blob('two'), SIZE)
    await settled()
    assert.equal(chats.pending.value.length, 2)
    assert.equal([...kept.keys()].filter((k) => k.startsWith('picture-')).length, 2)
    assert.equal(going.length, 1)
    const [first] = going
    assert.ok(first)
    first.part(0.5)
    assert.equal(chats.uploads.progress.value.get(first.p.clientId), 0.5)
    assert.ok(chats.uploads.url(first.p.clientId))
    first.end({ kind: 'sent', message: sentAs(first.p, 1) })
    await settled()
    assert.equal(going.length, 2)
    assert.equal(chats.pending.value.length, 1)
    assert.equal([...kept.keys()].filter((k) => k.startsWith('picture-')).length, 1)
    assert.ok(chats.uploads.url(first.p.clientId), 'it is drawn from here also once it is sent')
  })

  it('wait without a connection, and go up when it is back', async () => {
    const { chats, going, settled, state } = line()
    state.up = false
    await chats.sendPicture('cnv_a', blob('one'), SIZE)
    await settled()
    assert.equal(going.length, 0)
    state.up = true
    chats.outbox.flush()
    chats.outbox.flush()
    await settled()
    assert.equal(going.length, 1)
  })

  it('that were lost on the way go up again under the same client_id', async () => {
    const { chats, going, settled, state } = line()
    await chats.sendPicture('cnv_a', blob('one'), SIZE)
    await settled()
    state.up = false
    going[0]?.end({ kind: 'lost' })
    await settled()
    assert.equal(chats.pending.value[0]?.state, 'waiting')
    state.up = true
    chats.outbox.flush()
    await settled()
    assert.deepEqual(
      going.map((g) => g.p.clientId),
      [going[0]?.p.clientId, going[0]?.p.clientId],
    )
    chats.uploads.dispose()
  })

  it('survive a reload with their content', async () => {
    const { chats, make, kept, going, settled, state } = line()
    state.up = false
    await chats.sendPicture('cnv_a', blob('one'), SIZE)
    kept.set('outbox', chats.outbox.list)
    const later = make()
    await later.restore()
    assert.ok(later.uploads.url(chats.pending.value[0]?.clientId ?? ''))
    state.up = true
    later.outbox.flush()
    await settled()
    assert.equal(going.length, 1)
  })

  it('whose content this browser has lost are told of as not sent', async () => {
    const { chats, make, kept, going, settled, state } = line()
    state.up = false
    await chats.sendPicture('cnv_a', blob('one'), SIZE)
    kept.set('outbox', chats.outbox.list)
    for (const name of [...kept.keys()]) if (name.startsWith('picture-')) kept.delete(name)
    const later = make()
    await later.restore()
    state.up = true
    later.outbox.flush()
    await settled()
    assert.equal(going.length, 0)
    assert.equal(later.pending.value[0]?.fault?.code, 'chat.picture-lost')
  })

  it('that the server refuses stay with the reason; that are given up are stopped and forgotten', async () => {
    const { chats, kept, going, settled } = line()
    await chats.sendPicture('cnv_a', blob('one'), SIZE)
    await chats.sendPicture('cnv_a', blob('two'), SIZE)
    await settled()
    going[0]?.end({ kind: 'refused', fault: { code: 'chat.not-picture', said: 'no' } })
    await settled()
    const [first, second] = chats.pending.value
    assert.equal(first?.fault?.code, 'chat.not-picture')
    assert.equal(going.length, 2)
    chats.outbox.take(second?.clientId ?? '')
    assert.equal(going[1]?.stop.aborted, true)
    chats.outbox.take(first?.clientId ?? '')
    assert.deepEqual(
      [...kept.keys()].filter((k) => k.startsWith('picture-')),
      [],
    )
  })
})

describe('files on their way', () => {
  const FILE = { name: 'a.pdf', size: 3 }
  it('go up beside pictures, one after another, are kept meanwhile, and survive a reload', async () => {
    const { chats, make, kept, going, settled, state } = line()
    await chats.sendFile('cnv_a', blob('one'), FILE)
    await chats.sendFile('cnv_a', blob('two'), FILE)
    await chats.sendPicture('cnv_a', blob('pic'), SIZE)
    await settled()
    assert.deepEqual(
      going.map((g) => g.p.file?.name ?? 'picture'),
      ['a.pdf', 'picture'],
    )
    assert.equal([...kept.keys()].filter((k) => k.startsWith('file-')).length, 2)
    going[0]?.part(0.25)
    assert.equal(chats.files.progress.value.get(going[0]?.p.clientId ?? ''), 0.25)
    kept.set('outbox', chats.outbox.list)
    state.up = false
    const later = make()
    await later.restore()
    state.up = true
    later.outbox.flush()
    await settled()
    assert.equal(going.at(-2)?.p.clientId, going[0]?.p.clientId)
    chats.files.dispose()
    later.files.dispose()
  })
  it('that are given up are told of, those that were sent are not', async () => {
    const { chats, kept, going, settled, givenUp } = line()
    await chats.sendFile('cnv_a', blob('one'), FILE)
    await chats.sendFile('cnv_a', blob('two'), FILE)
    await settled()
    const [first, second] = chats.pending.value
    going[0]?.end({ kind: 'sent', message: { ...sentAs(going[0].p, 1), body: { kind: 'file', file: { hash: 'h', name: 'a.pdf', size: 3, kind: 'pdf' } } } })
    await settled()
    assert.equal(going[1]?.p.clientId, second?.clientId)
    chats.outbox.take(second?.clientId ?? '')
    assert.equal(going[1]?.stop.aborted, true)
    assert.deepEqual(givenUp, [second?.clientId])
    assert.notEqual(first?.clientId, second?.clientId)
    assert.deepEqual(
      [...kept.keys()].filter((k) => k.startsWith('file-')),
      [],
    )
  })
})

describe('an answer to an upload', () => {
  const answer = (status: number, code: string, text = '{"code":"x","message":"no"}') =>
    uploaded(status, text, (name) => (name === 'superette-code' && code !== '' ? code : null))
  it('refuses for good what the room refused, with its reason', () => {
    assert.deepEqual(answer(400, 'chat.not-picture'), { kind: 'refused', fault: { code: 'chat.not-picture', said: 'no' } })
    assert.equal(answer(404, 'chat.no-conversation').kind, 'refused')
    assert.equal(answer(413, '', '<html>').kind, 'refused')
    assert.equal(answer(503, 'store.full').kind, 'refused')
  })
  it('is waited out where the server is away, or what stands before it answers', () => {
    assert.equal(answer(503, 'store.away').kind, 'lost')
    assert.equal(answer(502, '', '<html>').kind, 'lost')
    assert.equal(answer(429, 'httpd.too-many').kind, 'lost')
    assert.equal(answer(401, 'httpd.sign-in').kind, 'lost')
    assert.equal(answer(200, '', '<html>').kind, 'lost')
    serverAway.value = false
  })
  it('brings the message', () => {
    const said = answer(200, '', '{"message":{"conv":"cnv_a","seq":"7","picture":{"hash":"h","thumbHash":"t","width":4,"height":3,"blur":"AQID"}}}')
    assert.ok(said.kind === 'sent' && said.message.body.kind === 'picture')
    assert.deepEqual([said.message.seq, said.message.body.picture.blur], [7, [1, 2, 3]])
  })
})
