/** Money for a contact: how much, what for, the PIN. They have it when the tick is there. */
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { failureOf, wallets } from '../../kit/api/client.js'
import type { Person } from '../../kit/api/model.js'
import type { Wallet } from '../../kit/api/superette/v1/pay_pb.js'
import { explain } from '../../kit/i18n/failure.js'
import { t } from '../../kit/i18n/i18n.js'
import { Avatar } from '../../kit/ui/avatar.js'
import { Money } from '../../kit/ui/money.js'
import { Button, Field, Problem, Stripes } from '../../kit/ui/parts.js'
import { Sheet } from '../../kit/ui/sheet.js'
import { isAmountBegun, parseAmount } from './amount.js'
import { PinStep } from './pin-step.js'
import { Bill, Done, explainPayment, isOpen, TestMoney } from './sheet.js'

const CURRENCY = 'CNY'

type Step = { readonly kind: 'amount' } | { readonly kind: 'pin' } | { readonly kind: 'paying' } | { readonly kind: 'done'; readonly balance: number }

export function TransferSheet({ to, onClose }: { readonly to: Person; readonly onClose: () => void }): JSX.Element {
  const [step, setStep] = useState<Step>({ kind: 'amount' })
  const [wallet, setWallet] = useState<Wallet | undefined>(undefined)
  const [text, setText] = useState('')
  const [note, setNote] = useState('')
  const [problem, setProblem] = useState('')
  const [tries, setTries] = useState(0)
  const request = useRef(crypto.randomUUID())
  useEffect(() => {
    wallets.getWallet({}).then(
      (answer) => setWallet(answer.wallet),
      (err: unknown) => setProblem(explain(failureOf(err))),
    )
  }, [])
  const amount = parseAmount(text)
  const short = amount !== null && wallet !== undefined && amount > Number(wallet.balance)
  const send = async (pin: string) => {
    setStep({ kind: 'paying' })
    setProblem('')
    try {
      const asking = { requestId: request.current, userId: to.id, amount: BigInt(amount ?? 0), currency: CURRENCY, note: note.trim(), pin }
      const sent = await wallets.transfer(asking)
      setStep({ kind: 'done', balance: Number(sent.payment?.balance ?? 0n) })
    } catch (err) {
      const failure = failureOf(err)
      if (!isOpen(failure)) request.current = crypto.randomUUID()
      setProblem(await explainPayment(failure))
      setTries((n) => n + 1)
      setStep({ kind: 'pin' })
    }
  }
  return (
    <Sheet title={t('transfer.title')} onClose={onClose}>
      <div class="pay">
        {step.kind === 'amount' && (
          <form
            class="sheet-form"
            onSubmit={(e) => {
              e.preventDefault()
              if (amount !== null && !short && wallet) setStep({ kind: 'pin' })
            }}
          >
            <div class="transfer-to">
              <Avatar person={to} size={48} />
              <span>{to.name}</span>
              <TestMoney />
            </div>
            <Field
              name="amount"
              label={t('transfer.amount')}
              prefix="¥"
              value={text}
              autoFocus
              plain
              error={short ? t('transfer.short') : undefined}
              hint={text !== '' && amount === null ? t('transfer.amountHint') : ''}
              onInput={(v) => setText(isAmountBegun(v) ? v : text)}
            />
            <Field name="note" label={t('transfer.note')} value={note} maxLength={40} onInput={setNote} />
            {wallet && (
              <p class="muted">
                {t('pay.from')} · <Money minor={Number(wallet.balance)} currency={CURRENCY} />
              </p>
            )}
            {problem !== '' && <Problem text={problem} />}
            <Button type="submit" wide disabled={amount === null || short || !wallet}>
              {t('transfer.go')}
            </Button>
          </form>
        )}
        {(step.kind === 'pin' || step.kind === 'paying') && (
          <>
            <Bill payee={to.name} amount={amount ?? 0} currency={CURRENCY} text={note.trim()} />
            <PinStep set={wallet?.pinSet ?? false} busy={step.kind === 'paying'} problem={problem} tries={tries} onPin={(pin) => void send(pin)} />
          </>
        )}
        {step.kind === 'paying' && <Stripes label={t('pay.paying')} />}
        {step.kind === 'done' && <Done amount={amount ?? 0} currency={CURRENCY} payee={to.name} balance={step.balance} onClose={onClose} />}
      </div>
    </Sheet>
  )
}
