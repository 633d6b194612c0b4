/** Me → Wallet: what there is, and what moved, month by month. */
import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { failureOf, wallets } from '../../kit/api/client.js'
import { toPerson } from '../../kit/api/model.js'
import { EntryKind, type Entry, type Wallet } from '../../kit/api/superette/v1/pay_pb.js'
import { explain } from '../../kit/i18n/failure.js'
import { languageTag, moneyText, shortTime } from '../../kit/i18n/format.js'
import { locale, t, when } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { Avatar } from '../../kit/ui/avatar.js'
import { Money } from '../../kit/ui/money.js'
import { Problem, SkeletonRows } from '../../kit/ui/parts.js'
import { monthSpan } from './amount.js'
import { TestMoney } from './sheet.js'

const HIDDEN = 'superette.wallet.hidden'

/** Whether the amounts are covered, on this device. */
const hidden = signal(false)

interface Shown {
  readonly entries: readonly Entry[]
  readonly more: boolean
}

export function WalletPage(): JSX.Element {
  const [wallet, setWallet] = useState<Wallet | undefined>(undefined)
  const [problem, setProblem] = useState('')
  const [tries, setTries] = useState(0)
  useEffect(() => {
    hidden.value = localStorage.getItem(HIDDEN) === 'yes'
    setProblem('')
    wallets.getWallet({}).then(
      (answer) => setWallet(answer.wallet),
      (err: unknown) => setProblem(explain(failureOf(err))),
    )
  }, [tries])
  const cover = () => {
    hidden.value = !hidden.value
    localStorage.setItem(HIDDEN, hidden.value ? 'yes' : 'no')
  }
  return (
    <div class="wallet">
      <div class="wallet-head">
        <p class="wallet-label">
          {t('wallet.balance')} <TestMoney />
        </p>
        <p class="wallet-balance">
          {wallet &&
            (hidden.value ? (
              <span role="img" aria-label={t('wallet.covered')}>
                ••••
              </span>
            ) : (
              <Money minor={Number(wallet.balance)} currency={wallet.currency} />
            ))}
          <button type="button" class="icon-button" aria-pressed={hidden.value} aria-label={t('wallet.cover')} onClick={cover}>
            <Icon name={hidden.value ? 'eyeOff' : 'eye'} />
          </button>
        </p>
      </div>
      {problem !== '' && <Problem text={problem} onRetry={() => setTries(tries + 1)} />}
      <History />
    </div>
  )
}

function History(): JSX.Element {
  const [back, setBack] = useState(0)
  const [shown, setShown] = useState<Shown | null>(null)
  const [problem, setProblem] = useState('')
  const span = monthSpan(Date.now(), back)
  const load = (before: bigint, held: readonly Entry[]) => {
    setProblem('')
    wallets.listEntries({ fromTs: BigInt(span.from), toTs: BigInt(span.to), before, limit: 50 }).then(
      (answer) => setShown({ entries: [...held, ...answer.entries], more: answer.more }),
      (err: unknown) => setProblem(explain(failureOf(err))),
    )
  }
  useEffect(() => {
    setShown(null)
    load(0n, [])
  }, [back])
  const title = new Intl.DateTimeFormat(languageTag(locale.value), { month: 'long', year: 'numeric' }).format(span.from)
  const last = shown?.entries.at(-1)
  return (
    <section class="wallet-history" aria-label={t('wallet.history')}>
      <header class="wallet-month">
        <button type="button" class="icon-button" aria-label={t('wallet.earlier')} onClick={() => setBack(back + 1)}>
          <Icon name="back" />
        </button>
        <h2 aria-live="polite">{title}</h2>
        <button type="button" class="icon-button" aria-label={t('wallet.later')} disabled={back === 0} onClick={() => setBack(back - 1)}>
          <Icon name="forward" />
        </button>
      </header>
      {problem !== '' && <Problem text={problem} onRetry={() => load(0n, [])} />}
      {!shown && problem === '' && <SkeletonRows count={3} />}
      {shown && shown.entries.length === 0 && <p class="wallet-empty muted">{t('wallet.nothing')}</p>}
      {shown && shown.entries.length > 0 && (
        <ul class="wallet-list">
          {shown.entries.map((e) => (
            <EntryRow key={String(e.position)} e={e} />
          ))}
        </ul>
      )}
      {shown?.more && last && (
        <button type="button" class="text-button" onClick={() => load(last.position, shown.entries)}>
          {t('wallet.more')}
        </button>
      )}
    </section>
  )
}

function nameOf(e: Entry): string {
  return e.kind === EntryKind.GRANT ? t('wallet.grant') : e.name
}

function EntryRow({ e }: { readonly e: Entry }): JSX.Element {
  const name = nameOf(e)
  const sign = e.incoming ? '+' : '−'
  const amount = hidden.value ? '•••' : `${sign}${moneyText(Number(e.amount), e.currency, locale.value)}`
  const person = e.person ? toPerson(e.person) : { name, tint: 5, bot: false }
  return (
    <li class="wallet-entry">
      <Avatar person={person} size={44} />
      <span class="row-main">
        <span class="row-title">{name}</span>
        <span class="row-line">{[e.note, shortTime(Number(e.ts), when(), t('yesterday'))].filter((part) => part !== '').join(' · ')}</span>
      </span>
      <span class={e.incoming ? 'wallet-amount in' : 'wallet-amount'}>{amount}</span>
    </li>
  )
}
