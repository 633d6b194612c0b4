/** What is paid: to whom, how much, what for, under the instance's own mark, which no program can draw here. */
import type { ComponentChildren, JSX } from 'preact'
import { t } from '../../kit/i18n/i18n.js'
import { Awning } from '../../kit/icons/icons.js'
import { Money } from '../../kit/ui/money.js'
import { instance } from '../session.js'

export function TestMoney(): JSX.Element {
  return <span class="test-money">{t('pay.testMoney')}</span>
}

/** The instance's name and that this is no real money. */
export function Mark(): JSX.Element {
  return (
    <p class="pay-mark">
      <Awning size={20} />
      <span>{instance.value.name || location.host}</span>
      <TestMoney />
    </p>
  )
}

interface BillProps {
  /** The payee's face and name. */
  readonly payee: ComponentChildren
  readonly amount: number
  readonly currency: string
  readonly text: string
  readonly balance: number
  /** The money is held, not taken. */
  readonly deposit?: boolean
}

export function Bill({ payee, amount, currency, text, balance, deposit }: BillProps): JSX.Element {
  return (
    <div class="pay-bill">
      <div class="pay-payee">{payee}</div>
      <p class="pay-amount">
        <Money minor={amount} currency={currency} />
      </p>
      <dl class="pay-rows">
        {text !== '' && (
          <div>
            <dt>{t('pay.for')}</dt>
            <dd>{text}</dd>
          </div>
        )}
        {deposit && (
          <div>
            <dt>{t('pay.deposit')}</dt>
            <dd>{t('pay.depositNote')}</dd>
          </div>
        )}
        <div>
          <dt>{t('pay.from')}</dt>
          <dd class={balance < amount ? 'bad' : undefined}>
            {t('pay.balance')} <Money minor={balance} currency={currency} />
          </dd>
        </div>
      </dl>
    </div>
  )
}
