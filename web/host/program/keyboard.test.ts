import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyboardHeight } from './keyboard.js'

test('the keyboard is as high as what it takes of the window', () => {
  assert.equal(keyboardHeight(800, { height: 520, scale: 1 }), 280)
  assert.equal(keyboardHeight(800, { height: 800, scale: 1 }), 0)
  assert.equal(keyboardHeight(800, null), 0)
})

test('neither a bar of the browser nor a magnified page is a keyboard', () => {
  assert.equal(keyboardHeight(800, { height: 744, scale: 1 }), 0)
  assert.equal(keyboardHeight(800, { height: 400, scale: 2 }), 0)
})
