/** The sheet that moves money. Only the host draws it: a program gets to know how it ended. */
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { failureOf, payments, wallets, type Failure } from '../../kit/api/client.js'
import { PaymentState, type PresentResponse } from '../../kit/api/superette/v1/pay_pb.js'
import { explain } from '../../kit/i18n/failure.js'
import { clockTime } from '../../kit/i18n/format.js'
import { t, when } from '../../kit/i18n/i18n.js'
import { Awning } from '../../kit/icons/icons.js'
import { Money } from '../../kit/ui/money.js'
import { Button, Problem, Slowly, Stripes } from '../../kit/ui/parts.js'
import { Sheet } from '../../kit/ui/sheet.js'
import type { PaymentDemand, PaymentOutcome } from '../program/ports.js'
import { asked } from './ask.js'
import { PinStep } from './pin-step.js'
import { TransferSheet } from './transfer.js'

export function MoneySheet(): JSX.Element | null {
  const now = asked.value
  if (!now) return null
  if (now.kind === 'transfer') return <TransferSheet to={now.to} onClose={now.close} />
  return <OrderSheet key={now.demand.package} demand={now.demand} answer={now.answer} onClose={now.close} />
}

/** A failure after which the same request may be asked again: it is not known whether it was carried out. */
export function isOpen(f: Failure): boolean {
  return f.kind === 'offline' || f.code === 'pay.pending'
}

/**
 * The text for a failure of a payment: one that is open says so, and does not claim that nothing was taken; after a wrong
 * PIN it says how many tries are left, or until when it is locked.
 */
export async function explainPayment(f: Failure): Promise<string> {
  if (isOpen(f)) return t('pay.unknown')
  const text = explain(f)
  if (f.code !== 'pay.pin' && f.code !== 'pay.locked') return text
  try {
    const { wallet } = await wallets.getWallet({})
    if (!wallet) return text
    const until = Number(wallet.pinLockedUntilTs)
    return `${text} ${until > 0 ? t('pay.lockedUntil', clockTime(until, when())) : t('pay.triesLeft', wallet.pinTriesLeft)}`
  } catch {
    return text
  }
}

export function TestMoney(): JSX.Element {
  return <span class="test-money">{t('pay.testMoney')}</span>
}

/** The tick, drawn in 400 ms, and what is left. It closes itself when it has been seen. */
export function Done({ amount, currency, payee, balance, onClose }: DoneProps): JSX.Element {
  useEffect(() => {
    const timer = setTimeout(onClose, 2500)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div class="pay-done" role="status">
      <svg class="pay-tick" width={72} height={72} viewBox="0 0 72 72" aria-hidden="true">
        <circle cx="36" cy="36" r="34" />
        <path d="m21 37 10.5 10.5L51 27" />
      </svg>
      <p class="pay-said">{t('pay.paidTo', payee)}</p>
      <p class="pay-amount">
        <Money minor={amount} currency={currency} />
      </p>
      <p class="muted">
        {t('pay.left')} <Money minor={balance} currency={currency} />
      </p>
      <Button wide onClick={onClose}>
        {t('pay.done')}
      </Button>
    </div>
  )
}

interface DoneProps {
  readonly amount: number
  readonly currency: string
  readonly payee: string
  readonly balance: number
  readonly onClose: () => void
}

/** Payee, amount and what it is for, under the instance's own mark. */
export function Bill({ payee, amount, currency, text, children }: BillProps): JSX.Element {
  return (
    <div class="pay-bill">
      <p class="pay-mark">
        <Awning size={20} />
        <span>{location.host}</span>
        <TestMoney />
      </p>
      <p class="pay-payee">{payee}</p>
      <p class="pay-amount">
        <Money minor={amount} currency={currency} />
      </p>
      {text !== '' && <p class="muted">{text}</p>}
      {children}
    </div>
  )
}

interface BillProps {
  readonly payee: string
  readonly amount: number
  readonly currency: string
  readonly text: string
  readonly children?: ComponentChildren
}

interface OrderSheetProps {
  readonly demand: PaymentDemand
  readonly answer: (outcome: PaymentOutcome) => void
  readonly onClose: () => void
}

type Step =
  | { readonly kind: 'loading' }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'pin' }
  | { readonly kind: 'paying' }
  | { readonly kind: 'done'; readonly balance: number }

function OrderSheet({ demand, answer, onClose }: OrderSheetProps): JSX.Element {
  const [step, setStep] = useState<Step>({ kind: 'loading' })
  const [bill, setBill] = useState<PresentResponse | null>(null)
  const [problem, setProblem] = useState('')
  const [tries, setTries] = useState(0)
  const [show, setShow] = useState(false)
  const outcome = useRef<PaymentOutcome>({ kind: 'cancelled' })
  const request = useRef(crypto.randomUUID())
  const signed = {
    appId: demand.appId,
    timeStamp: demand.timeStamp,
    nonceStr: demand.nonceStr,
    package: demand.package,
    signType: demand.signType,
    paySign: demand.paySign,
  }
  const present = () => {
    setStep({ kind: 'loading' })
    payments.present({ signed, cardId: demand.cardId }).then(
      (sheet) => {
        setBill(sheet)
        if (!sheet.paid) return setStep({ kind: 'pin' })
        outcome.current = { kind: 'paid' }
        setStep({ kind: 'done', balance: Number(sheet.wallet?.balance ?? 0n) })
      },
      (err: unknown) => {
        const failure = failureOf(err)
        outcome.current = { kind: 'refused', text: failure.message }
        setStep({ kind: 'refused', failure })
      },
    )
  }
  useEffect(present, [])
  const leave = () => {
    answer(outcome.current)
    onClose()
  }
  const pay = async (pin: string) => {
    if (!bill) return
    setStep({ kind: 'paying' })
    setProblem('')
    try {
      const { payeeId, amount, currency } = bill
      const paid = await payments.pay({ requestId: request.current, signed, cardId: demand.cardId, showInGroup: show, payeeId, amount, currency, pin })
      if (paid.payment?.state !== PaymentState.PAID) throw new Error('the payment has not ended')
      outcome.current = { kind: 'paid' }
      // The program goes on behind the tick: nobody waits for a sheet to close.
      answer(outcome.current)
      setStep({ kind: 'done', balance: Number(paid.payment.balance) })
    } catch (err) {
      const failure = failureOf(err)
      // A refused request stays refused; a new try is a new one. One whose end is not known is asked for again.
      if (!isOpen(failure)) request.current = crypto.randomUUID()
      setProblem(await explainPayment(failure))
      setTries((n) => n + 1)
      setStep({ kind: 'pin' })
    }
  }
  return (
    <Sheet title={t('pay.title')} onClose={leave}>
      <div class="pay">
        {bill && step.kind !== 'done' && (
          <Bill payee={bill.payee} amount={Number(bill.amount)} currency={bill.currency} text={bill.description}>
            <p class="pay-from">
              {t('pay.from')} · <Money minor={Number(bill.wallet?.balance ?? 0n)} currency={bill.currency} />
            </p>
          </Bill>
        )}
        {bill && bill.group !== '' && (step.kind === 'pin' || step.kind === 'paying') && (
          <label class="pay-show">
            <input type="checkbox" checked={show} onChange={(e) => setShow(e.currentTarget.checked)} />
            {t('pay.showIn', bill.group)}
          </label>
        )}
        {step.kind === 'loading' && (
          <Slowly>
            <Stripes label={t('loading')} />
          </Slowly>
        )}
        {step.kind === 'refused' && <Refused failure={step.failure} onRetry={present} onClose={leave} />}
        {(step.kind === 'pin' || step.kind === 'paying') && (
          <PinStep set={bill?.wallet?.pinSet ?? false} busy={step.kind === 'paying'} problem={problem} tries={tries} onPin={(pin) => void pay(pin)} />
        )}
        {step.kind === 'paying' && <Stripes label={t('pay.paying')} />}
        {step.kind === 'done' && bill && (
          <Done amount={Number(bill.amount)} currency={bill.currency} payee={bill.payee} balance={step.balance} onClose={leave} />
        )}
      </div>
    </Sheet>
  )
}

function Refused({ failure, onRetry, onClose }: { readonly failure: Failure; readonly onRetry: () => void; readonly onClose: () => void }): JSX.Element {
  return (
    <>
      {failure.kind === 'offline' ? <Problem text={t('pay.notReached')} onRetry={onRetry} /> : <Problem text={explain(failure)} code={failure.code} />}
      <div class="sheet-foot">
        <Button wide kind="soft" onClick={onClose}>
          {t('close')}
        </Button>
      </div>
    </>
  )
}
