import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { askToPay, askToSend, asked, pinAsked } from './ask.js'

const demand = { appId: 'wx1', timeStamp: '1', nonceStr: 'n', package: 'prepay_id=ord_1', signType: 'RSA', paySign: 's', cardId: '' }
const tom = { id: 'usr_1', handle: 'tom', name: 'Tom', tint: 0, bot: false }

afterEach(() => asked.peek()?.close())

test('one sheet at a time: another demand is refused, and a transfer does not open over it', async () => {
  const first = askToPay(demand)
  assert.deepEqual(await askToPay(demand), { kind: 'refused', text: 'another payment is under way' })
  askToSend({ conv: 'cnv_1', what: 'transfer', person: tom, group: false, people: 2 })
  const open = asked.peek()
  assert.equal(open?.kind, 'order')
  if (open?.kind === 'order') open.answer({ kind: 'paid' })
  assert.deepEqual(await first, { kind: 'paid' })
})

test('a sheet that goes without an answer is a cancelled payment', async () => {
  const outcome = askToPay(demand)
  asked.peek()?.close()
  assert.deepEqual(await outcome, { kind: 'cancelled' })
  assert.equal(asked.peek(), null)
})

test('programs keep their pages as long as a PIN may be typed: an order until it is answered, a transfer until it is closed', async () => {
  assert.equal(pinAsked(), undefined)
  void askToPay(demand)
  const paying = pinAsked()
  assert.notEqual(paying, undefined)
  const open = asked.peek()
  if (open?.kind === 'order') open.answer({ kind: 'paid' })
  await paying
  assert.equal(pinAsked(), undefined)
  open?.close()

  askToSend({ conv: 'cnv_1', what: 'transfer', person: tom, group: false, people: 2 })
  const sending = pinAsked()
  assert.notEqual(sending, undefined)
  asked.peek()?.close()
  await sending
  assert.equal(pinAsked(), undefined)
})
