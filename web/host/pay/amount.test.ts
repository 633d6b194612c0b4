import assert from 'node:assert/strict'
import { test } from 'node:test'
import { amountFault, eraseAmount, minorOf, MOST_MINOR, typeAmount } from './amount.js'

const typed = (keys: string): string => [...keys].reduce(typeAmount, '')

test('keys become an amount, and keys that would make none change nothing', () => {
  const cases: readonly (readonly [keys: string, text: string, minor: number])[] = [
    ['', '', 0],
    ['5', '5', 500],
    ['12.3', '12.3', 1230],
    ['12.34', '12.34', 1234],
    ['12.345', '12.34', 1234],
    ['1.2.3', '1.23', 123],
    ['.5', '0.5', 50],
    ['.05', '0.05', 5],
    ['0', '0', 0],
    ['007', '7', 700],
    ['0.', '0.', 0],
    ['1234567', '123456', 123_456_00],
    ['1x-2', '12', 1200],
  ]
  for (const [keys, text, minor] of cases) {
    assert.equal(typed(keys), text, keys)
    assert.equal(minorOf(text), minor, keys)
  }
})

test('every amount of two decimals is exact', () => {
  for (let minor = 1; minor < 20_000; minor += 7) assert.equal(minorOf(`${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`), minor)
})

test('erasing takes one key away, and leaves no lone zero', () => {
  assert.equal(eraseAmount('12.3'), '12.')
  assert.equal(eraseAmount('0.'), '')
  assert.equal(eraseAmount('5'), '')
  assert.equal(eraseAmount(''), '')
})

test('nothing, more than the limit and more than there is are refused', () => {
  assert.equal(amountFault(0, 100), 'none')
  assert.equal(amountFault(MOST_MINOR, undefined), undefined)
  assert.equal(amountFault(MOST_MINOR + 1, undefined), 'most')
  assert.equal(amountFault(101, 100), 'short')
  assert.equal(amountFault(100, 100), undefined)
})
