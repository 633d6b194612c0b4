import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, after, type Confirm, confirm, type ConfirmNeeds, endOf, type Refusal, type State, WAITS } from './confirm.js'
import type { Payment, Wallet } from './model.js'

const wallet: Wallet = { balance: 500_00, held: 0, currency: 'CNY', testMoney: true, pinSet: true, lockedUntil: 0, triesLeft: 5, askFirst: false, stopped: '' }
const payment: Payment = { id: 'pay_1', amount: 1900, currency: 'CNY', ts: 1, payee: 'Teahouse', balance: 481_00 }
const paid: Answer = { kind: 'paid', payment }
const lost: Answer = { kind: 'lost' }
const refused = (code: string, more: Partial<Refusal> = {}): Answer => ({ kind: 'refused', refusal: { code, said: code, ...more } })

interface Sent {
  readonly requestId: string
  readonly pin: string
}

interface Bench {
  readonly confirm: Confirm
  readonly sent: Sent[]
  readonly waits: number[]
  type(digits: string): Promise<void>
  /** Lets the wait that is under way end. */
  elapse(): Promise<void>
}

/** A confirmation whose instance gives these answers in order. */
function bench(answers: readonly Answer[], needs: Partial<ConfirmNeeds> = {}): Bench {
  const sent: Sent[] = []
  const waits: number[] = []
  let due: (() => void) | undefined
  const left = [...answers]
  const made = confirm({
    wallet,
    requestId: 'request-1',
    send(requestId, pin) {
      sent.push({ requestId, pin })
      const next = left.shift()
      assert.ok(next, 'it is sent once more than there are answers')
      return Promise.resolve(next)
    },
    setPin: () => Promise.resolve({ kind: 'set' }),
    later(ms, run) {
      waits.push(ms)
      due = run
      return () => {
        due = undefined
      }
    },
    ...needs,
  })
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
  return {
    confirm: made,
    sent,
    waits,
    async type(digits) {
      for (const d of digits) made.key(d)
      await settle()
    },
    async elapse() {
      const run = due
      due = undefined
      run?.()
      await settle()
    },
  }
}

test('the sixth digit pays, once', async () => {
  const b = bench([paid])
  await b.type('24681')
  assert.equal(b.sent.length, 0)
  await b.type('0')
  assert.deepEqual(b.sent, [{ requestId: 'request-1', pin: '246810' }])
  assert.deepEqual(b.confirm.state.value, { kind: 'paid', payment })
  await b.type('246810')
  assert.equal(b.sent.length, 1)
  assert.deepEqual(endOf(b.confirm.state.value), { kind: 'paid' })
})

test('digits that are typed while it is under way do nothing', async () => {
  let answer: (a: Answer) => void = () => undefined
  let count = 0
  const b = bench([], {
    send: () => {
      count += 1
      return new Promise((resolve) => {
        answer = resolve
      })
    },
  })
  await b.type('246810246810')
  b.confirm.erase()
  b.confirm.again()
  assert.equal(count, 1)
  assert.equal(b.confirm.state.value.kind, 'sending')
  answer(paid)
  await b.type('')
  assert.equal(b.confirm.state.value.kind, 'paid')
})

test('a wrong PIN is typed again under the same id, and says how many tries are left', async () => {
  const b = bench([refused('pay.pin', { triesLeft: 4 }), paid])
  await b.type('111112')
  const state = b.confirm.state.value
  assert.equal(state.kind, 'enter')
  assert.equal(state.kind === 'enter' && state.entered, '')
  assert.equal(state.kind === 'enter' && state.fault?.triesLeft, 4)
  await b.type('246810')
  assert.equal(b.confirm.state.value.kind, 'paid')
  assert.deepEqual(
    b.sent.map((s) => s.requestId),
    ['request-1', 'request-1'],
  )
})

test('without an answer the same is asked for again, with growing waits, until the instance says what became of it', async () => {
  const b = bench([lost, lost, paid])
  await b.type('246810')
  assert.equal(b.confirm.state.value.kind, 'waiting')
  await b.elapse()
  assert.equal(b.confirm.state.value.kind, 'waiting')
  await b.elapse()
  assert.equal(b.confirm.state.value.kind, 'paid')
  assert.deepEqual(b.waits, WAITS.slice(0, 2))
  assert.deepEqual(new Set(b.sent.map((s) => `${s.requestId} ${s.pin}`)), new Set(['request-1 246810']))
})

test('after the last wait the person decides; nothing claims that nothing was taken', async () => {
  const b = bench([...WAITS.map(() => lost), lost, paid])
  await b.type('246810')
  for (const _ of WAITS) await b.elapse()
  assert.equal(b.confirm.state.value.kind, 'unknown')
  assert.deepEqual(endOf(b.confirm.state.value), { kind: 'unknown' })
  b.confirm.again()
  await b.type('')
  assert.equal(b.confirm.state.value.kind, 'paid')
  assert.deepEqual(new Set(b.sent.map((s) => s.requestId)), new Set(['request-1']))
})

test('a repetition that meets the first one at work goes on asking', async () => {
  for (const code of ['pay.being-paid', 'pay.paid']) {
    const b = bench([lost, refused(code), paid])
    await b.type('246810')
    await b.elapse()
    assert.equal(b.confirm.state.value.kind, 'waiting', code)
    await b.elapse()
    assert.equal(b.confirm.state.value.kind, 'paid', code)
  }
})

test('the same refusals at the first try are final', async () => {
  for (const code of ['pay.being-paid', 'pay.paid', 'pay.expired', 'pay.changed', 'pay.short', 'pay.locked', 'unauthenticated']) {
    const b = bench([refused(code)])
    await b.type('246810')
    const state = b.confirm.state.value
    assert.equal(state.kind === 'refused' && state.refusal.code, code)
    await b.type('246810')
    b.confirm.again()
    assert.equal(b.sent.length, 1, code)
    assert.deepEqual(endOf(state), { kind: 'refused', said: code })
  }
})

test('a sheet that is closed sends nothing any more', async () => {
  const b = bench([lost])
  await b.type('246810')
  b.confirm.dispose()
  await b.elapse()
  b.confirm.again()
  assert.equal(b.sent.length, 1)
})

test('a first PIN is chosen, entered again, set, and pays', async () => {
  const set: string[] = []
  const b = bench([paid], {
    wallet: { ...wallet, pinSet: false },
    setPin(pin) {
      set.push(pin)
      return Promise.resolve({ kind: 'set' })
    },
  })
  await b.type('135790')
  assert.equal(b.confirm.state.value.kind, 'repeat')
  assert.deepEqual(endOf(b.confirm.state.value), { kind: 'cancelled' })
  await b.type('135790')
  assert.deepEqual(set, ['135790'])
  assert.deepEqual(b.sent, [{ requestId: 'request-1', pin: '135790' }])
  assert.equal(b.confirm.state.value.kind, 'paid')
})

test('an easy first PIN and two different ones are refused before anything is sent', async () => {
  const b = bench([], { wallet: { ...wallet, pinSet: false }, setPin: () => assert.fail('it is not set') })
  await b.type('123456')
  assert.deepEqual(b.confirm.state.value, { kind: 'choose', entered: '', fault: 'sequence' })
  await b.type('777777')
  assert.deepEqual(b.confirm.state.value, { kind: 'choose', entered: '', fault: 'same' })
  await b.type('135790')
  await b.type('135791')
  assert.deepEqual(b.confirm.state.value, { kind: 'choose', entered: '', fault: 'different' })
})

test('a PIN that was set elsewhere meanwhile is asked for', async () => {
  const b = bench([], { wallet: { ...wallet, pinSet: false }, setPin: () => Promise.resolve({ kind: 'refused', refusal: { code: 'pay.pin', said: '' } }) })
  await b.type('135790')
  await b.type('135790')
  const state = b.confirm.state.value
  assert.equal(state.kind === 'enter' && state.fault?.code, 'pin.set')
})

test('nothing that happens takes a payment out of its end', () => {
  const ends: readonly State[] = [
    { kind: 'paid', payment },
    { kind: 'refused', refusal: { code: 'pay.short', said: '' } },
  ]
  for (const end of ends)
    for (const happened of [{ kind: 'key', key: '1' }, { kind: 'erase' }, { kind: 'pinSet' }, { kind: 'lost' }, { kind: 'again' }] as const)
      assert.equal(after(end, happened), end)
})
