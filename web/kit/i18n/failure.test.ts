import assert from 'node:assert/strict'
import { it } from 'node:test'
import { en } from './en.js'
import { explain } from './failure.js'
import { zh } from './zh.js'

it('a server that does not answer is called by its name, whatever was asked of it: no shop need be involved', () => {
  assert.equal(explain({ kind: 'away', code: 'store.away', message: 'The database cannot be reached.' }), en['fault.store.away'])
  assert.equal(explain({ kind: 'away', code: 'unavailable', message: 'HTTP 502' }), en['fault.store.away'])
  assert.equal(explain({ kind: 'away', code: 'account.busy', message: '' }), en['fault.account.busy'])
  assert.match(explain({ kind: 'offline', code: 'offline', message: '' }), /^Superette cannot be reached/)
  for (const text of [en.unreachable, en['pay.notReached'], zh.unreachable, zh['pay.notReached']]) {
    assert.match(text, /Superette/)
    assert.doesNotMatch(text, /shop|小店/)
  }
})
