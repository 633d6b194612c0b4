import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCatchUp } from './catchup.js'

/** Lets everything run that waits for nothing but its turn. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('whoever waits is answered by a question that was asked after it began to wait; one is under way at a time', async () => {
  const asked: number[] = []
  const done: string[] = []
  const catchUp = createCatchUp((n) => asked.push(n))
  const wait = (name: string): void => void catchUp.whenTaken().then(() => done.push(name))
  wait('a')
  wait('b')
  wait('c')
  assert.equal(asked.length, 1)
  assert.equal(catchUp.heard(asked[0]!, 0), true)
  await turn()
  assert.deepEqual(done, ['a'])
  assert.equal(asked.length, 2)
  wait('d')
  assert.equal(catchUp.heard(asked[0]!, 0), true) // an answer twice
  await turn()
  assert.deepEqual(done, ['a'])
  catchUp.heard(asked[1]!, 0)
  await turn()
  assert.deepEqual(done, ['a', 'b', 'c'])
  catchUp.heard(asked[2]!, 0)
  await turn()
  assert.deepEqual(done, ['a', 'b', 'c', 'd'])
  assert.equal(asked.length, 3)
})

test('what the watchdog asks is not its own, and what it hears was sent is kept for the watchdog', () => {
  const asked: number[] = []
  const catchUp = createCatchUp((n) => asked.push(n))
  assert.equal(catchUp.heard(7, 100), false)
  void catchUp.whenTaken()
  catchUp.heard(asked[0]!, 30)
  void catchUp.whenTaken()
  catchUp.heard(asked[1]!, 12)
  assert.equal(catchUp.takeSent(), 42)
  assert.equal(catchUp.takeSent(), 0)
})
