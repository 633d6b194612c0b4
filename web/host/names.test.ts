import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import type { Conversation, Person } from '../kit/api/model.js'
import { titleOf } from './chats/conversations.js'
import { nameOf, remarks, textsOf } from './names.js'

const tom: Person = { id: 'usr_tom', handle: 'tom', name: 'Tom', tint: 0, bot: false }
const ling: Person = { id: 'usr_ling', handle: 'ling', name: 'Ling', tint: 0, bot: false }

afterEach(() => {
  remarks.value = new Map()
})

test('somebody is called by the name that was given to them, and found by both', () => {
  assert.equal(nameOf(tom), 'Tom')
  remarks.value = new Map([[tom.id, { name: 'Aaron', note: '' }]])
  assert.equal(nameOf(tom), 'Aaron')
  assert.deepEqual(textsOf(tom), ['Aaron', 'Tom', 'tom'])
  assert.equal(nameOf(ling), 'Ling')
})

test('a note alone gives no name, and nobody has none', () => {
  remarks.value = new Map([[tom.id, { name: '', note: 'likes oolong' }]])
  assert.equal(nameOf(tom), 'Tom')
  assert.equal(nameOf(undefined), '')
  assert.equal(nameOf(null), '')
})

test('a conversation of two, and a group without a name, are called so too', () => {
  remarks.value = new Map([[tom.id, { name: 'Aaron', note: '' }]])
  const c = { id: 'cnv_1', kind: 'direct', title: '', members: [ling, tom] } as unknown as Conversation
  assert.equal(titleOf(c, ling.id), 'Aaron')
  assert.equal(titleOf(c, tom.id), 'Ling')
  assert.equal(titleOf({ ...c, kind: 'group', members: [ling, tom, { ...tom, id: 'usr_ann', name: 'Ann' }] }, ling.id), 'Aaron, Ann')
})
