import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { Code, ConnectError } from '@connectrpc/connect'
import type { Role } from '../../kit/api/model.js'
import { type Member, type Page, Roll } from './roll.js'

const member = (name: string, role: Role = 'member'): Member => ({ person: { id: `usr_${name}`, name, handle: name, tint: 1, bot: false }, role })
const many = (names: string): readonly Member[] => names.split('').map((name) => member(name))

/** A server that answers when the test says so, with pages of three. */
function server(members: readonly Member[]) {
  const asked: { readonly query: string; readonly cursor: string; answer(): Promise<void>; fail(): Promise<void> }[] = []
  const state = { members }
  const roll = new Roll((query, cursor) => {
    let resolve: (page: Page) => void = () => undefined
    let reject: (err: unknown) => void = () => undefined
    const promise = new Promise<Page>((yes, no) => {
      resolve = yes
      reject = no
    })
    asked.push({
      query,
      cursor,
      answer: () => {
        const found = state.members.filter((m) => m.person.name.includes(query))
        const from = cursor === '' ? 0 : found.findIndex((m) => m.person.id === cursor) + 1
        const page = found.slice(from, from + 3)
        resolve({ members: page, next: from + 3 < found.length ? (page.at(-1)?.person.id ?? '') : '' })
        return setImmediate() // the roll has heard it then
      },
      fail: () => {
        reject(new ConnectError('the line is cut', Code.Unavailable))
        return setImmediate() // the roll has heard it then
      },
    })
    return promise
  })
  const shown = () => roll.shown.value.list?.map((m) => m.person.name).join('')
  return { roll, asked, state, shown }
}

async function all(s: ReturnType<typeof server>): Promise<void> {
  void s.roll.refresh()
  await s.asked.at(-1)?.answer()
  while (s.roll.shown.value.more) {
    void s.roll.more()
    await s.asked.at(-1)?.answer()
  }
}

describe('the list of a group', () => {
  it('grows page by page to its end, and asks for each page once', async () => {
    const s = server(many('abcdefg'))
    void s.roll.refresh()
    assert.equal(s.shown(), undefined)
    await s.asked[0]?.answer()
    assert.deepEqual([s.shown(), s.roll.shown.value.more], ['abc', true])
    void s.roll.more()
    void s.roll.more()
    assert.equal(s.asked.length, 2)
    await s.asked[1]?.answer()
    void s.roll.more()
    await s.asked[2]?.answer()
    assert.deepEqual([s.shown(), s.roll.shown.value.more], ['abcdefg', false])
    void s.roll.more()
    assert.equal(s.asked.length, 3)
  })

  it('is of the last query alone, however late an answer comes', async () => {
    const s = server(many('abcdefg'))
    void s.roll.refresh()
    void s.roll.search('f')
    await s.asked[1]?.answer()
    await s.asked[0]?.answer()
    assert.deepEqual([s.shown(), s.roll.shown.value.more], ['f', false])
    void s.roll.search('')
    void s.roll.more()
    await s.asked[2]?.answer()
    assert.deepEqual([s.shown(), s.asked.length], ['abc', 3])
  })

  it('that is asked for again while it is long keeps who stands behind, and knows who came, left or leads', async () => {
    const s = server(many('abdefgh'))
    await all(s)
    s.state.members = [member('g', 'admin'), ...many('bcdefh')]
    void s.roll.refresh()
    await s.asked.at(-1)?.answer()
    assert.equal(s.shown(), 'gbcdefh')
    assert.deepEqual(s.roll.shown.value.list?.[0]?.role, 'admin')
    assert.equal(s.roll.shown.value.more, false)
    s.state.members = many('bc')
    void s.roll.refresh()
    await s.asked.at(-1)?.answer()
    assert.equal(s.shown(), 'bc')
  })

  it('says why a page did not come, shows what it has, and asks again', async () => {
    const s = server(many('abcdefg'))
    void s.roll.refresh()
    await s.asked[0]?.fail()
    assert.deepEqual([s.shown(), s.roll.shown.value.problem?.message], [undefined, 'the line is cut'])
    void s.roll.retry()
    await s.asked[1]?.answer()
    void s.roll.more()
    await s.asked[2]?.fail()
    assert.deepEqual([s.shown(), s.roll.shown.value.problem?.message], ['abc', 'the line is cut'])
    void s.roll.retry()
    assert.equal(s.asked[3]?.cursor, 'usr_c')
    await s.asked[3]?.answer()
    assert.deepEqual([s.shown(), s.roll.shown.value.problem], ['abcdef', null])
  })

  it('of a search that failed is not mixed with what was shown before', async () => {
    const s = server(many('abcdefg'))
    await all(s)
    void s.roll.search('')
    await s.asked.at(-1)?.fail()
    s.state.members = many('xyz12')
    void s.roll.search('')
    void s.roll.retry()
    await s.asked.at(-1)?.answer()
    assert.equal(s.roll.shown.value.more, true)
    void s.roll.search('z')
    await s.asked.at(-1)?.fail()
    void s.roll.retry()
    await s.asked.at(-1)?.answer()
    assert.equal(s.shown(), 'z')
  })
})
