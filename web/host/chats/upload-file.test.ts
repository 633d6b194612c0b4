import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { endingOf } from './file.js'
import type { Pending } from './thread.js'
import type { FileAnswer, FileAsk, FileRequest } from './upload-file.js'
import { PART_BYTES, uploadBy } from './upload-file.js'

const SIZE = 2 * PART_BYTES + 10
const SENT = '{"message":{"conv":"cnv_a","seq":"7","file":{"hash":"h","name":"plan.pdf","sizeBytes":"8388618","kind":"pdf"}}}'

function pending(): Pending {
  return { conv: 'cnv_a', clientId: 'client-0001', text: '', file: { name: 'plan.pdf', size: SIZE }, ts: 1, state: 'waiting', tried: false }
}

function answer(status: number, code = '', offset?: number, text = ''): FileAnswer {
  const headers: Readonly<Record<string, string | undefined>> = { 'superette-code': code || undefined, 'upload-offset': offset?.toString() }
  return { status, text, header: (name) => headers[name] ?? null }
}

/** A server that has `at` bytes, and does something else where it is told to. */
function server(at: number, other: (r: FileRequest, nth: number) => FileAnswer | null | undefined = () => undefined) {
  const asked: string[] = []
  const parts: number[] = []
  const ask: FileAsk = async (r, _stop, loaded) => {
    const said = r.headers['Upload-Offset']
    asked.push(`${r.method}${said === undefined ? '' : ` ${said}`}`)
    const instead = other(r, asked.length)
    if (instead !== undefined) return instead
    if (r.method === 'POST') return answer(200, '', undefined, SENT)
    if (r.method === 'PATCH') {
      assert.equal(Number(said), at)
      assert.equal(r.headers['Upload-Length'], String(SIZE))
      loaded(r.body?.size ?? 0)
      at += r.body?.size ?? 0
      return answer(204, '', at)
    }
    return answer(200, '', at)
  }
  const send = () => uploadBy(ask, pending(), new Blob([new Uint8Array(SIZE)]), (n) => parts.push(n), new AbortController().signal)
  return { asked, parts, send, has: () => at }
}

describe('a file on its way', () => {
  it('goes up in parts, with real progress, and is sent then', async () => {
    const { asked, parts, send, has } = server(0)
    const end = await send()
    assert.ok(end.kind === 'sent' && end.message.body.kind === 'file')
    assert.deepEqual(end.message.body.file, { hash: 'h', name: 'plan.pdf', size: SIZE, kind: 'pdf' })
    assert.deepEqual(asked, ['HEAD', 'PATCH 0', `PATCH ${PART_BYTES}`, `PATCH ${2 * PART_BYTES}`, 'POST'])
    assert.equal(has(), SIZE)
    assert.deepEqual(
      parts,
      [...parts].sort((a, b) => a - b),
    )
    assert.equal(parts.at(-1), 1)
  })
  it('goes on where the server says that it was', async () => {
    const { asked, parts, send } = server(PART_BYTES + 5)
    assert.equal((await send()).kind, 'sent')
    assert.deepEqual(asked, ['HEAD', `PATCH ${PART_BYTES + 5}`, `PATCH ${2 * PART_BYTES + 5}`, 'POST'])
    assert.equal(parts[0], 0.5) // of twice as much and ten bytes
  })
  it('that is there already is only sent', async () => {
    const { asked, send } = server(SIZE)
    assert.equal((await send()).kind, 'sent')
    assert.deepEqual(asked, ['HEAD', 'POST'])
  })
  it('whose line is cut is lost for now, wherever that was', async () => {
    for (const nth of [1, 2, 3, 5]) {
      const { send } = server(0, (_, n) => (n === nth ? null : undefined))
      assert.deepEqual(await send(), { kind: 'lost' })
    }
  })
  it('takes the end that the server has, and leaves a server that contradicts itself for later', async () => {
    const once = server(0, (_, n) => (n === 3 ? answer(409, 'store.upload-at', PART_BYTES) : undefined))
    assert.equal((await once.send()).kind, 'sent')
    assert.equal(once.asked.filter((a) => a === `PATCH ${PART_BYTES}`).length, 2)
    const always = server(0, (r) => (r.method === 'PATCH' ? answer(409, 'store.upload-at', 0) : undefined))
    assert.deepEqual(await always.send(), { kind: 'lost' })
    assert.equal(always.asked.length, 5)
  })
  it('waits while another tab sends it, or the server has swept it, and stops for good at a refusal, with its reason', async () => {
    const at = (nth: number, a: FileAnswer) => server(0, (_, n) => (n === nth ? a : undefined)).send()
    assert.deepEqual(await at(2, answer(409, 'store.upload-busy')), { kind: 'lost' })
    assert.deepEqual(await at(5, answer(409, 'chat.file-unfinished')), { kind: 'lost' })
    assert.deepEqual(await at(1, answer(200)), { kind: 'lost' }) // something before the server answered in its place
    assert.deepEqual(await at(1, answer(400, 'chat.file-size')), { kind: 'refused', fault: { code: 'chat.file-size', said: '' } })
    assert.deepEqual(await at(2, answer(413)), { kind: 'refused', fault: { code: 'chat.file-size', said: '' } })
    assert.deepEqual(await at(2, answer(503, 'store.full', undefined, '{"code":"store.full","message":"no room"}')), {
      kind: 'refused',
      fault: { code: 'store.full', said: 'no room' },
    })
  })
  it('that is no longer on its disk is told of', async () => {
    const gone = new Blob([new Uint8Array(SIZE)])
    gone.slice = () => ({ slice: () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }) }) as unknown as Blob
    const end = await uploadBy(
      async () => answer(200, '', 0),
      pending(),
      gone,
      () => undefined,
      new AbortController().signal,
    )
    assert.deepEqual(end, { kind: 'refused', fault: { code: 'chat.file-lost', said: '' } })
  })
})

describe('the ending of a name', () => {
  it('is what stands after its last dot, if that is one', () => {
    for (const [name, want] of [
      ['plan.pdf', 'PDF'],
      ['a.tar.gz', 'GZ'],
      ['README', ''],
      ['.profile', ''],
      ['v1.0 final draft', ''],
      ['photo.jpg .exe', 'EXE'],
    ] as const)
      assert.equal(endingOf(name), want)
  })
})
