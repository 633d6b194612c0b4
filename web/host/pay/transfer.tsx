/** Money for somebody in a conversation, or a red packet for all in it: how much, how it is divided, what for, the PIN. */
import { create } from '@bufbuild/protobuf'
import type { JSX } from 'preact'
import { useEffect, useId, useState } from 'preact/hooks'
import { type Failure, failureOf } from '../../kit/api/client.js'
import { wallets } from '../../kit/api/pay.js'
import { PaymentSchema, PaymentState } from '../../kit/api/superette/v1/pay_pb.js'
import { moneyParts, moneyText } from '../../kit/i18n/format.js'
import { explain } from '../../kit/i18n/failure.js'
import { locale, t } from '../../kit/i18n/i18n.js'
import { Avatar } from '../../kit/ui/avatar.js'
import { Money } from '../../kit/ui/money.js'
import { Button, Problem } from '../../kit/ui/parts.js'
import { Sheet } from '../../kit/ui/sheet.js'
import { toast } from '../../kit/ui/toast.js'
import { nameOf } from '../names.js'
import { amountFault, eraseAmount, minorOf, MOST_MINOR, typeAmount } from './amount.js'
import type { Recipients } from './ask.js'
import { Bill, Mark } from './bill.js'
import { type Confirm, endOf } from './confirm.js'
import { ConfirmStep, isHeld } from './confirm-step.js'
import { sendGift } from './gift-calls.js'
import { type Gift, gifts, keepGift } from './gifts.js'
import { toWallet, type Wallet } from './model.js'
import { moneyMoved } from './moved.js'
import { charactersOf, NOTE_MAX, type SharesRule, sharesOf, sharesRule } from './packet.js'
import { Pad } from './pad.js'
import { startConfirm } from './start.js'

const CURRENCY = 'CNY'

/** What is sent: all of the money, into so many shares. */
interface Sending {
  readonly kind: Gift['kind']
  readonly amount: number
  readonly count: number
  readonly note: string
}

interface Going extends Sending {
  readonly confirm: Confirm
  readonly wallet: Wallet
}

export function SendSheet({ to, onClose }: { readonly to: Recipients; readonly onClose: () => void }): JSX.Element {
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
  const start = (sending: Sending, wallet: Wallet) =>
    setGoing({
      ...sending,
      wallet,
      confirm: startConfirm(wallet, async (requestId, pin) => {
        const whom = to.what === 'transfer' ? (to.person?.id ?? '') : ''
        const { gift, balance } = await sendGift({ requestId, conv: to.conv, to: whom, currency: CURRENCY, pin, ...sending })
        keepGift(gift)
        return create(PaymentSchema, { id: gift.id, state: PaymentState.PAID, amount: BigInt(gift.amount), currency: gift.currency, balance: BigInt(balance) })
      }),
    })
  const packet = to.what === 'packet'
  const arrived = state?.kind === 'paid' && gifts.value.get(state.payment.id)?.direct === true
  const said = packet ? t('gift.packetSent') : t(arrived ? 'gift.arrivedAt' : 'gift.sentTo', nameOf(to.person))
  const face = <Whom to={to} />
  return (
    <Sheet title={t(packet ? 'gift.packet' : 'transfer.title')} onClose={leave} hold={isHeld(state)}>
      <div class="pay">
        <Mark />
        {!going && <HowMuch to={to} onNext={start} />}
        {going && !paid && <Bill payee={face} amount={going.amount} currency={CURRENCY} text={going.note} balance={going.wallet.balance} />}
        {going && <ConfirmStep confirm={going.confirm} payee={nameOf(to.person)} said={said} onClose={leave} />}
      </div>
    </Sheet>
  )
}

function Whom({ to }: { readonly to: Recipients }): JSX.Element {
  if (!to.person) return <span class="pay-name">{t('gift.forAll')}</span>
  return (
    <span class="pay-name">
      <Avatar person={to.person} size={32} />
      {nameOf(to.person)}
    </span>
  )
}

/** How many shares may be entered, and why no more. */
function sharesText({ most, by }: SharesRule): string {
  if (most < 1) return t('gift.sharesNobody')
  if (by === 'people') return most === 1 ? t('gift.sharesOne') : t('gift.sharesPeople', most)
  return by === 'amount' ? t('gift.sharesAmount', most, moneyText(1, CURRENCY, locale.value)) : t('gift.sharesMost', most)
}

/** What may stand in the field above it. */
function Said({ id, text, wrong }: { readonly id: string; readonly text: string; readonly wrong: boolean }): JSX.Element {
  return (
    <p id={id} class={wrong ? 'transfer-hint bad' : 'transfer-hint'} role={wrong ? 'alert' : undefined}>
      {text}
    </p>
  )
}

interface HowMuchProps {
  readonly to: Recipients
  readonly onNext: (sending: Sending, wallet: Wallet) => void
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
  const [shares, setShares] = useState('')
  const [kind, setKind] = useState<'lucky' | 'equal'>('lucky')
  const grouped = to.what === 'packet' && to.group
  const minor = minorOf(text)
  const rule = sharesRule(to.people, minor)
  const count = grouped ? sharesOf(shares, rule) : 1
  const fault = amountFault(minor, wallet?.balance)
  const written = charactersOf(note.trim())
  const ready = wallet !== undefined && fault === undefined && count !== undefined && written <= NOTE_MAX
  const id = useId()
  const next = () => {
    if (wallet && ready) onNext({ kind: to.what === 'transfer' ? 'transfer' : grouped ? kind : 'equal', amount: minor, count, note: note.trim() }, wallet)
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
          <Whom to={to} />
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
      {grouped && (
        <div class="packet-form">
          <input
            class="transfer-field"
            name="shares"
            value={shares}
            inputMode="numeric"
            maxLength={3}
            autoComplete="off"
            placeholder={t('gift.shares')}
            aria-label={t('gift.shares')}
            aria-invalid={shares !== '' && count === undefined}
            aria-describedby={`${id}-shares`}
            onInput={(e) => setShares(e.currentTarget.value.replace(/\D/g, ''))}
          />
          <Said id={`${id}-shares`} text={sharesText(rule)} wrong={shares !== '' && count === undefined} />
          <fieldset class="packet-kinds">
            <legend class="sr-only">{t('gift.division')}</legend>
            {(['lucky', 'equal'] as const).map((each) => (
              <label key={each}>
                <input type="radio" name="kind" checked={kind === each} onChange={() => setKind(each)} />
                {t(each === 'lucky' ? 'gift.lucky' : 'gift.equal')}
              </label>
            ))}
          </fieldset>
        </div>
      )}
      <input
        class="transfer-field"
        name="note"
        value={note}
        autoComplete="off"
        placeholder={to.what === 'packet' ? t('gift.wish') : t('transfer.note')}
        aria-label={t('transfer.note')}
        aria-invalid={written > NOTE_MAX}
        aria-describedby={written > NOTE_MAX ? `${id}-note` : undefined}
        onInput={(e) => setNote(e.currentTarget.value)}
      />
      {written > NOTE_MAX && <Said id={`${id}-note`} text={t('transfer.noteMost', NOTE_MAX, written)} wrong />}
      <Pad extra="." onKey={(key) => setText((was) => typeAmount(was, key))} onErase={() => setText(eraseAmount)} />
      <Button type="submit" wide disabled={!ready}>
        {t('transfer.go')}
      </Button>
    </form>
  )
}
