import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { handleFault, handleFrom, nameFault, passwordFault } from './rules.js'

describe('joining', () => {
  it('makes a handle of a name in Latin letters', () => {
    assert.equal(handleFrom('Ling Wu'), 'ling_wu')
    assert.equal(handleFrom('  Élodie-Marie 2 '), 'elodie_marie_2')
    assert.equal(handleFrom('陈美'), '')
  })

  it('makes no handle that is too long', () => {
    assert.equal(handleFrom('a'.repeat(60)).length, 24)
  })

  it('takes handles of 3 to 24 of a-z, 0-9 and _', () => {
    assert.equal(handleFault('tom_2'), undefined)
    for (const bad of ['ab', 'Tom', 'tom!', 'a'.repeat(25), '']) assert.equal(handleFault(bad), 'door.handleFault', bad)
  })

  it('counts signs, not code units', () => {
    assert.equal(nameFault('🍵'.repeat(32)), undefined)
    assert.equal(nameFault('   '), 'door.nameFault')
    assert.equal(passwordFault('茶'.repeat(8)), undefined)
    assert.equal(passwordFault('1234567'), 'door.passwordFault')
  })
})
