/** The sheet that pays a merchant's order. Only the host draws it; a program learns how it ended, and nothing else. */
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { type Failure, failureOf, isOpen } from '../../kit/api/client.js'
import { payments } from '../../kit/api/pay.js'
import type { PresentResponse } from '../../kit/api/superette/v1/pay_pb.js'
import { textOfFault } from '../../kit/i18n/failure.js'
import { t } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { Slowly, Stripes } from '../../kit/ui/parts.js'
import { Sheet } from '../../kit/ui/sheet.js'
import { toast } from '../../kit/ui/toast.js'
import type { PaymentDemand, PaymentOutcome } from '../program/ports.js'
import { asked } from './ask.js'
import { Bill, Mark } from './bill.js'
import { type Confirm, endOf } from './confirm.js'
import { ConfirmStep, isHeld, Refused, type WayOn } from './confirm-step.js'
import { toWallet } from './model.js'
import { GiftSheet } from './gift-sheet.js'
import { moneyMoved } from './moved.js'
import { startConfirm } from './start.js'
import { SendSheet } from './transfer.js'

export function MoneySheet(): JSX.Element | null {
  const now = asked.value
  if (!now) return null
  if (now.kind === 'send') return <SendSheet to={now.to} onClose={now.close} />
  if (now.kind === 'gift') return <GiftSheet id={now.id} onClose={now.close} />
  return <OrderSheet key={JSON.stringify(now.demand)} demand={now.demand} answer={now.answer} onClose={now.close} />
}

interface OrderSheetProps {
  readonly demand: PaymentDemand
  readonly answer: (outcome: PaymentOutcome) => void
  readonly onClose: () => void
}

type Shown =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** There is nothing to confirm: it is paid, or there is too little money. */
  | { readonly kind: 'over'; readonly code: 'pay.paid' | 'pay.short'; readonly bill: PresentResponse }
  | { readonly kind: 'open'; readonly bill: PresentResponse; readonly confirm: Confirm }

function OrderSheet({ demand, answer, onClose }: OrderSheetProps): JSX.Element {
  const [shown, setShown] = useState<Shown>({ kind: 'loading' })
  const [inGroup, setInGroup] = useState(false)
  // What is sent is what the switch says at that moment.
  const show = useRef(false)
  // Whoever cannot use the card that they came from can go on without it.
  const [cardId, setCardId] = useState(demand.cardId)
  const { cardId: _, ...signed } = demand
  const withoutCard = (code: string) => (code === 'pay.card' && cardId !== '' ? { label: t('pay.withoutCard'), run: () => setCardId('') } : undefined)
  const load = () => {
    let gone = false
    let made: Confirm | undefined
    setShown({ kind: 'loading' })
    payments.present({ signed, cardId }).then(
      (bill) => {
        if (gone) return
        if (bill.paid) return setShown({ kind: 'over', code: 'pay.paid', bill })
        if (!bill.wallet) return setShown({ kind: 'failed', failure: { kind: 'internal', code: 'pay.no-wallet', message: 'the answer has no wallet' } })
        if (bill.wallet.balance < bill.amount) return setShown({ kind: 'over', code: 'pay.short', bill })
        const { payeeId, amount, currency } = bill
        made = startConfirm(toWallet(bill.wallet), async (requestId, pin) => {
          const paid = await payments.pay({ requestId, signed, cardId, showInGroup: show.current, payeeId, amount, currency, pin })
          return paid.payment
        })
        setShown({ kind: 'open', bill, confirm: made })
      },
      (err: unknown) => {
        if (!gone) setShown({ kind: 'failed', failure: failureOf(err) })
      },
    )
    return () => {
      gone = true
      made?.dispose()
    }
  }
  const [tries, setTries] = useState(0)
  useEffect(load, [tries, cardId])
  const state = shown.kind === 'open' ? shown.confirm.state.value : undefined
  const paid = state?.kind === 'paid'
  useEffect(() => {
    if (!paid) return
    moneyMoved()
    // The program goes on behind the tick: its order is paid, whenever the sheet is closed.
    answer({ kind: 'paid' })
  }, [paid])
  const leave = () => {
    const outcome = outcomeOf(shown)
    if (outcome.kind === 'unknown') toast(t('pay.leftUnknown'), 'alert')
    answer(outcome)
    onClose()
  }
  return (
    <Sheet title={t('pay.title')} onClose={leave} hold={isHeld(state)}>
      <div class="pay">
        <Mark />
        {(shown.kind === 'open' || shown.kind === 'over') && !paid && <OrderBill bill={shown.bill} />}
        {shown.kind === 'loading' && (
          <Slowly>
            <Stripes label={t('loading')} />
          </Slowly>
        )}
        {shown.kind === 'failed' && (
          <Failed failure={shown.failure} onClose={leave} onRetry={() => setTries(tries + 1)} wayOn={withoutCard(shown.failure.code)} />
        )}
        {shown.kind === 'over' && <Refused text={textOfFault(shown.code, '')} code={shown.code} onClose={leave} />}
        {shown.kind === 'open' && shown.bill.group !== '' && !paid && (
          <label class="pay-show">
            <span>{t('pay.showIn', shown.bill.group)}</span>
            <input
              type="checkbox"
              role="switch"
              class="switch"
              checked={inGroup}
              aria-checked={inGroup}
              disabled={state?.kind !== 'enter' && state?.kind !== 'choose' && state?.kind !== 'repeat'}
              onChange={(e) => {
                show.current = e.currentTarget.checked
                setInGroup(show.current)
              }}
            />
          </label>
        )}
        {shown.kind === 'open' && (
          <ConfirmStep
            confirm={shown.confirm}
            payee={shown.bill.payee}
            {...(shown.bill.deposit ? { said: t('pay.heldFor', shown.bill.payee) } : {})}
            onClose={leave}
            wayOn={withoutCard}
          />
        )}
      </div>
    </Sheet>
  )
}

function outcomeOf(shown: Shown): PaymentOutcome {
  switch (shown.kind) {
    case 'loading':
      return { kind: 'cancelled' }
    case 'failed':
      return { kind: 'refused', text: shown.failure.message }
    case 'over':
      // The program asked for what is paid already: it may go on.
      return shown.code === 'pay.paid' ? { kind: 'paid' } : { kind: 'refused', text: 'there is not enough money' }
    case 'open': {
      const end = endOf(shown.confirm.state.peek())
      return end.kind === 'refused' ? { kind: 'refused', text: end.said } : end
    }
  }
}

function OrderBill({ bill }: { readonly bill: PresentResponse }): JSX.Element {
  const payee = (
    <>
      <span class="pay-name">
        {bill.payee}
        <Icon name="shield" size={20} label={t('pay.merchant')} class="good" />
      </span>
      <span class="pay-number">{t('pay.merchantNumber', bill.payeeId)}</span>
    </>
  )
  return (
    <Bill
      payee={payee}
      amount={Number(bill.amount)}
      currency={bill.currency}
      text={bill.description}
      balance={Number(bill.wallet?.balance ?? 0n)}
      deposit={bill.deposit}
    />
  )
}

interface FailedProps {
  readonly failure: Failure
  readonly onClose: () => void
  readonly onRetry: () => void
  readonly wayOn: WayOn | undefined
}

/** The order could not even be shown: nothing was sent that moves money. */
function Failed({ failure, onClose, onRetry, wayOn }: FailedProps): JSX.Element {
  if (isOpen(failure)) return <Refused text={t('pay.notReached')} code={failure.code} onClose={onClose} wayOn={{ label: t('tryAgain'), run: onRetry }} />
  return <Refused text={textOfFault(failure.code, failure.message)} code={failure.code} onClose={onClose} wayOn={wayOn} />
}
