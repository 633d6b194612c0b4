import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pinFault, typePin } from './pin.js'

test('a PIN has six digits, and is neither 123456 nor six times the same', () => {
  assert.equal(pinFault('246810'), undefined)
  assert.equal(pinFault('111112'), undefined)
  assert.equal(pinFault('654321'), undefined)
  assert.equal(pinFault('123456'), 'sequence')
  assert.equal(pinFault('000000'), 'same')
  assert.equal(pinFault('24681'), 'short')
  assert.equal(pinFault('2468100'), 'short')
  assert.equal(pinFault('24681x'), 'short')
  assert.equal(pinFault('２４６８１０'), 'short')
})

test('only digits are entered, and no more than six', () => {
  assert.equal([...'24a6-8 1x0'].reduce(typePin, ''), '246810')
  assert.equal(typePin('246810', '9'), '246810')
  assert.equal(typePin('', '24'), '')
})
