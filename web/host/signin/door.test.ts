import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { codeIn, titleOf } from './door.js'

describe('an invitation', () => {
  for (const [hash, code] of [
    ['#invitation=0123456789abcdefghjkmnpqrs', '0123456789abcdefghjkmnpqrs'],
    ['#invitation=0123-ABCD', '0123-ABCD'],
    ['', ''],
    ['#', ''],
    ['#invitation=', ''],
    ['#invitation=<b>', ''],
    ['#other=0123', ''],
    [`#invitation=${'a'.repeat(65)}`, ''],
  ] as const) {
    it(`in ${hash.slice(0, 40) || 'nothing'} is ${code || 'none'}`, () => {
      assert.equal(codeIn(hash), code)
    })
  }
})

describe('why one may not make an account', () => {
  it('has a title of its own for an invitation that is missing, one that does not count, and a closed door', () => {
    assert.deepEqual(['account.uninvited', 'account.invitation-used', 'account.registration-closed'].map(titleOf), [
      'door.invitedOnly',
      'door.invitationEnded',
      'door.shut',
    ])
  })
})
