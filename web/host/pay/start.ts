/** Ties the confirmation of a payment to the instance's answers and to this browser. */
import { type Failure, failureOf, isOpen } from '../../kit/api/client.js'
import { wallets } from '../../kit/api/pay.js'
import type { Payment as PbPayment } from '../../kit/api/superette/v1/pay_pb.js'
import { PaymentState } from '../../kit/api/superette/v1/pay_pb.js'
import { type Answer, type Confirm, confirm, type Refusal } from './confirm.js'
import { toPayment, toWallet, type Wallet } from './model.js'

/** With a PIN that was refused the instance is asked how many tries are left. */
async function refusalOf(f: Failure): Promise<Refusal> {
  const plain: Refusal = { code: f.code, said: f.message }
  if (f.code !== 'pay.pin' && f.code !== 'pay.locked') return plain
  const wallet = await wallets.getWallet({}).then(
    (answer) => answer.wallet && toWallet(answer.wallet),
    () => undefined,
  )
  return wallet ? { ...plain, triesLeft: wallet.triesLeft, lockedUntil: wallet.lockedUntil } : plain
}

async function answerOf(asked: Promise<PbPayment | undefined>): Promise<Answer> {
  try {
    const payment = await asked
    if (payment?.state === PaymentState.PAID) return { kind: 'paid', payment: toPayment(payment) }
    return { kind: 'lost' }
  } catch (err) {
    const f = failureOf(err)
    return isOpen(f) ? { kind: 'lost' } : { kind: 'refused', refusal: await refusalOf(f) }
  }
}

/** Begins a confirmation; `ask` sends the payment under the id that it is given, which is the same at every repetition. */
export function startConfirm(wallet: Wallet, ask: (requestId: string, pin: string) => Promise<PbPayment | undefined>): Confirm {
  const made = confirm({
    wallet,
    requestId: crypto.randomUUID(),
    send: (requestId, pin) => answerOf(ask(requestId, pin)),
    async setPin(pin) {
      try {
        await wallets.setPin({ pin })
        return { kind: 'set' }
      } catch (err) {
        const f = failureOf(err)
        return isOpen(f) ? { kind: 'lost' } : { kind: 'refused', refusal: await refusalOf(f) }
      }
    },
    later(ms, run) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  })
  // Whoever is back in the network does not wait for the next try.
  addEventListener('online', made.again)
  return {
    ...made,
    dispose() {
      removeEventListener('online', made.again)
      made.dispose()
    },
  }
}
