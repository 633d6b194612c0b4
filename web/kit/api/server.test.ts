import assert from 'node:assert/strict'
import { afterEach, describe, it, mock } from 'node:test'
import { isPassing, noteAnswer, serverAway, watchServer } from './server.js'

const answer = (status: number, headers: Readonly<Record<string, string>> = {}) => noteAnswer({ status, headers: new Headers(headers) })
const ours = { 'superette-instance': 'one' }

afterEach(() => {
  serverAway.value = false
  mock.timers.reset()
})

describe('what answers say of the server', () => {
  it('is that it is away when its database is, or when it is a proxy that answers', () => {
    answer(503, { ...ours, 'superette-code': 'store.away' })
    assert.equal(serverAway.value, true)
    serverAway.value = false
    answer(502)
    assert.equal(serverAway.value, true)
  })

  it('is nothing of the kind when it is busy, or when something failed', () => {
    answer(503, { ...ours, 'superette-code': 'account.busy' })
    answer(500, { ...ours, 'superette-code': 'internal' })
    assert.equal(serverAway.value, false)
  })

  it('is that it is back when it answers itself, and not when somebody else does', () => {
    serverAway.value = true
    answer(200)
    assert.equal(serverAway.value, true)
    answer(401, ours)
    assert.equal(serverAway.value, false)
  })

  it('tells what passes by itself from a disk that is full', () => {
    assert.equal(isPassing('store.lost'), true)
    assert.equal(isPassing('store.full'), false)
    assert.equal(isPassing('chat.too-long'), false)
  })
})

describe('a server that is away', () => {
  it('is asked ever more rarely whether it is back, which is told once', async () => {
    mock.timers.enable({ apis: ['setTimeout'] })
    let asked = 0
    let told = 0
    const end = watchServer({
      ask: async () => {
        if (++asked === 3) answer(200, ours)
        else throw new Error('not yet')
      },
      back: () => told++,
    })
    const pass = async (ms: number) => {
      mock.timers.tick(ms)
      for (let i = 0; i < 5; i++) await Promise.resolve()
    }
    await pass(60_000)
    assert.equal(asked, 0, 'one that is well is left alone')
    answer(503, { ...ours, 'superette-code': 'store.away' })
    await pass(1_000)
    assert.equal(asked, 1)
    await pass(1_000)
    assert.equal(asked, 1)
    await pass(1_000)
    assert.equal(asked, 2)
    await pass(4_000)
    assert.deepEqual([asked, told], [3, 1])
    await pass(60_000)
    assert.deepEqual([asked, told], [3, 1])
    end()
  })
})
