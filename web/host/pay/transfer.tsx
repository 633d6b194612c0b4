/** Money for a contact: how much, what for, the PIN. They have it when the tick is there. */
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { type Failure, failureOf } from '../../kit/api/client.js'
import type { Person } from '../../kit/api/model.js'
import { wallets } from '../../kit/api/pay.js'
import { moneyParts, moneyText } from '../../kit/i18n/format.js'
import { explain } from '../../kit/i18n/failure.js'
import { locale, t } from '../../kit/i18n/i18n.js'
import { Avatar } from '../../kit/ui/avatar.js'
import { Money } from '../../kit/ui/money.js'
import { Button, Problem } from '../../kit/ui/parts.js'
import { Sheet } from '../../kit/ui/sheet.js'
import { toast } from '../../kit/ui/toast.js'
import { amountFault, eraseAmount, minorOf, MOST_MINOR, typeAmount } from './amount.js'
import { Bill, Mark } from './bill.js'
import { type Confirm, endOf } from './confirm.js'
import { ConfirmStep, isHeld } from './confirm-step.js'
import { toWallet, type Wallet } from './model.js'
import { moneyMoved } from './moved.js'
import { Pad } from './pad.js'
import { startConfirm } from './start.js'

const CURRENCY = 'CNY'
const NOTE_MAX = 40

interface Going {
  readonly confirm: Confirm
  readonly amount: number
  readonly note: string
  readonly wallet: Wallet
}

export function TransferSheet({ to, onClose }: { readonly to: Person; readonly onClose: () => void }): JSX.Element {
  const [going, setGoing] = useState<Going | null>(null)
  const state = going?.confirm.state.value
  const paid = state?.kind === 'paid'
  useEffect(() => () => going?.confirm.dispose(), [going])
  useEffect(() => {
    if (paid) moneyMoved()
  }, [paid])
  const leave = () => {
    if (going && endOf(going.confirm.state.peek()).kind === 'unknown') toast(t('pay.leftUnknown'), 'alert')
    onClose()
  }
  const start = (amount: number, note: string, wallet: Wallet) =>
    setGoing({
      amount,
      note,
      wallet,
      confirm: startConfirm(wallet, async (requestId, pin) => {
        const sent = await wallets.transfer({ requestId, userId: to.id, amount: BigInt(amount), currency: CURRENCY, note, pin })
        return sent.payment
      }),
    })
  const face = (
    <span class="pay-name">
      <Avatar person={to} size={32} />
      {to.name}
    </span>
  )
  return (
    <Sheet title={t('transfer.title')} onClose={leave} hold={isHeld(state)}>
      <div class="pay">
        <Mark />
        {!going && <HowMuch to={to} onNext={start} />}
        {going && !paid && <Bill payee={face} amount={going.amount} currency={CURRENCY} text={going.note} balance={going.wallet.balance} />}
        {going && <ConfirmStep confirm={going.confirm} payee={to.name} onClose={leave} />}
      </div>
    </Sheet>
  )
}

interface HowMuchProps {
  readonly to: Person
  readonly onNext: (amount: number, note: string, wallet: Wallet) => void
}

function HowMuch({ to, onNext }: HowMuchProps): JSX.Element {
  const [wallet, setWallet] = useState<Wallet | undefined>(undefined)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [tries, setTries] = useState(0)
  const [text, setText] = useState('')
  const [note, setNote] = useState('')
  useEffect(() => {
    setFailure(null)
    wallets.getWallet({}).then(
      (answer) => setWallet(answer.wallet && toWallet(answer.wallet)),
      (err: unknown) => setFailure(failureOf(err)),
    )
  }, [tries])
  const minor = minorOf(text)
  const fault = amountFault(minor, wallet?.balance)
  const next = () => {
    if (wallet && fault === undefined) onNext(minor, note.trim(), wallet)
  }
  const sign = moneyParts(0, CURRENCY, locale.value).find((p) => p.kind === 'sign')?.text ?? ''
  const said = fault === 'short' ? t('transfer.short') : fault === 'most' ? t('transfer.most', moneyText(MOST_MINOR, CURRENCY, locale.value)) : ''
  return (
    <form
      class="transfer-form"
      onSubmit={(e) => {
        e.preventDefault()
        next()
      }}
      onKeyDown={(e) => {
        if (e.key !== 'Enter' || e.target instanceof HTMLButtonElement) return
        e.preventDefault()
        next()
      }}
    >
      <div class="pay-bill">
        <div class="pay-payee">
          <span class="pay-name">
            <Avatar person={to} size={32} />
            {to.name}
          </span>
        </div>
        <p class={said === '' ? 'pay-amount' : 'pay-amount bad'} role="status" aria-label={t('transfer.amount')} tabIndex={-1} data-autofocus="">
          <span class="money-sign">{sign}</span>
          <span class={text === '' ? 'pay-none' : undefined}>{text === '' ? '0' : text}</span>
        </p>
        <p class={said === '' ? 'transfer-said' : 'transfer-said bad'} role={said === '' ? undefined : 'alert'}>
          {said !== '' ? (
            said
          ) : wallet ? (
            <>
              {t('pay.balance')} <Money minor={wallet.balance} currency={CURRENCY} />
            </>
          ) : (
            ''
          )}
        </p>
      </div>
      {failure && <Problem text={explain(failure)} code={failure.code} onRetry={() => setTries(tries + 1)} />}
      <input
        class="transfer-field"
        name="note"
        value={note}
        maxLength={NOTE_MAX}
        autoComplete="off"
        placeholder={t('transfer.note')}
        aria-label={t('transfer.note')}
        onInput={(e) => setNote(e.currentTarget.value)}
      />
      <Pad extra="." onKey={(key) => setText((was) => typeAmount(was, key))} onErase={() => setText(eraseAmount)} />
      <Button type="submit" wide disabled={fault !== undefined || !wallet}>
        {t('transfer.go')}
      </Button>
    </form>
  )
}
