import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { find, matches } from './match.js'

const list = [
  { id: 'tea', texts: ['Tea on Saturday', ''] },
  { id: 'house', texts: ['Teahouse', 'Superette', 'Fresh tea'] },
  { id: 'tom', texts: ['Tom Becker', 'tom'] },
  { id: 'mei', texts: ['陈美', 'mei'] },
  { id: 'steam', texts: ['Steam'] },
]
const ids = (query: string) => find(query, list, 10).map((x) => x.id)

describe('search', () => {
  it('gives everything, in its order, for nothing typed', () => {
    assert.deepEqual(ids(''), ['tea', 'house', 'tom', 'mei', 'steam'])
  })

  it('puts beginnings before middles', () => {
    assert.deepEqual(ids('tea'), ['tea', 'house', 'steam'])
  })

  it('needs every word', () => {
    assert.deepEqual(ids('tom beck'), ['tom'])
    assert.deepEqual(ids('tom tea'), [])
  })

  it('finds Han characters, handles with or without @, and letters without their accents', () => {
    assert.deepEqual(ids('美'), ['mei'])
    assert.deepEqual(ids('@mei'), ['mei'])
    assert.equal(matches('elodie', ['Élodie']), true)
  })

  it('puts a whole name before a longer one', () => {
    const names = [{ texts: ['Tommy'] }, { texts: ['Tom'] }]
    assert.equal(find('tom', names, 2)[0]?.texts[0], 'Tom')
  })

  it('stops at the limit', () => {
    assert.equal(find('', list, 2).length, 2)
  })
})
