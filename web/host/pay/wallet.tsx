/** Me → Wallet: what there is, and what moved, by month; each movement opens its details. */
import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { type Failure, failureOf } from '../../kit/api/client.js'
import { wallets } from '../../kit/api/pay.js'
import { explain } from '../../kit/i18n/failure.js'
import { fullTime, languageTag, moneyText, shortTime } from '../../kit/i18n/format.js'
import { locale, t, when } from '../../kit/i18n/i18n.js'
import { Awning, Icon } from '../../kit/icons/icons.js'
import { Avatar } from '../../kit/ui/avatar.js'
import { Money } from '../../kit/ui/money.js'
import { Empty, Problem, SkeletonRows } from '../../kit/ui/parts.js'
import { arrowKeys, Sheet } from '../../kit/ui/sheet.js'
import { minute } from '../app/clock.js'
import { Arrival } from './arrival.js'
import { TestMoney } from './bill.js'
import { byMonth, joinEntries, pageBefore } from './entries.js'
import { type Entry, toEntry, toWallet, type Wallet } from './model.js'
import { moved } from './moved.js'

const HIDDEN = 'superette.wallet.hidden'

/** Whether the amounts are hidden, in this browser. */
const hidden = signal(false)

interface Listed {
  readonly entries: readonly Entry[]
  readonly more: boolean
}

async function listEntries(before: number): Promise<Listed> {
  const answer = await wallets.listEntries(pageBefore(before))
  return { entries: answer.entries.map(toEntry), more: answer.more }
}

export function WalletPage(): JSX.Element {
  const [wallet, setWallet] = useState<Wallet | undefined>(undefined)
  const [listed, setListed] = useState<Listed | undefined>(undefined)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [tries, setTries] = useState(0)
  const [opened, setOpened] = useState<Entry | null>(null)
  const busy = useRef(false)
  useEffect(() => {
    hidden.value = localStorage.getItem(HIDDEN) === 'yes'
    const seen = () => {
      if (document.visibilityState === 'visible') setTries((n) => n + 1)
    }
    document.addEventListener('visibilitychange', seen)
    return () => document.removeEventListener('visibilitychange', seen)
  }, [])
  const count = moved.value
  useEffect(() => {
    let gone = false
    Promise.all([wallets.getWallet({}), listEntries(0)]).then(
      ([answer, newest]) => {
        if (gone) return
        setFailure(null)
        setWallet(answer.wallet && toWallet(answer.wallet))
        setListed(newest)
      },
      (err: unknown) => {
        if (!gone) setFailure(failureOf(err))
      },
    )
    return () => {
      gone = true
    }
  }, [tries, count])
  const older = () => {
    const last = listed?.entries.at(-1)
    if (!last || busy.current) return
    busy.current = true
    listEntries(last.position)
      .then(
        (page) => setListed((held) => ({ entries: joinEntries(held?.entries ?? [], page.entries), more: page.more })),
        (err: unknown) => setFailure(failureOf(err)),
      )
      .finally(() => {
        busy.current = false
      })
  }
  const cover = () => {
    hidden.value = !hidden.value
    localStorage.setItem(HIDDEN, hidden.value ? 'yes' : 'no')
  }
  return (
    <div class="wallet">
      <section class="wallet-head" aria-label={t('wallet.balance')}>
        <p class="wallet-label">
          {t('wallet.balance')} <TestMoney />
        </p>
        <p class="wallet-balance" aria-live="polite">
          {wallet && (hidden.value ? <Covered /> : <Money minor={wallet.balance} currency={wallet.currency} />)}
          {!wallet && <span class="skeleton wallet-skeleton" aria-hidden="true" />}
        </p>
        <button type="button" class="icon-button wallet-eye" aria-pressed={hidden.value} aria-label={t('wallet.cover')} onClick={cover}>
          <Icon name={hidden.value ? 'eyeOff' : 'eye'} />
        </button>
        {wallet && wallet.held > 0 && (
          <p class="wallet-held">
            {t('wallet.held')} {hidden.value ? <Covered /> : <Money minor={wallet.held} currency={wallet.currency} />}
          </p>
        )}
        {wallet && wallet.stopped !== '' && (
          <p class="wallet-stopped" role="status">
            {t(wallet.stopped === 'frozen' ? 'wallet.frozen' : 'wallet.closed')}
          </p>
        )}
      </section>
      {wallet && <Arrival wallet={wallet} onChange={setWallet} />}
      {failure && <Problem text={`${t('wallet.failed')} ${explain(failure)}`} code={failure.code} onRetry={() => setTries(tries + 1)} />}
      {!listed && !failure && <SkeletonRows count={4} />}
      {listed?.entries.length === 0 && <Empty title={t('wallet.empty')} text={t('wallet.emptyText')} />}
      {listed && listed.entries.length > 0 && <History entries={listed.entries} onOpen={setOpened} />}
      {listed?.more && (
        <button type="button" class="text-button wallet-more" onClick={older}>
          {t('wallet.more')}
        </button>
      )}
      {opened && <Details e={opened} onClose={() => setOpened(null)} />}
    </div>
  )
}

function Covered(): JSX.Element {
  return (
    <span role="img" aria-label={t('wallet.covered')}>
      ••••
    </span>
  )
}

function History({ entries, onOpen }: { readonly entries: readonly Entry[]; readonly onOpen: (e: Entry) => void }): JSX.Element {
  const title = new Intl.DateTimeFormat(languageTag(locale.value), { month: 'long', year: 'numeric' })
  return (
    <div role="group" aria-label={t('wallet.history')} onKeyDown={arrowKeys}>
      {byMonth(entries).map((m) => (
        <section key={m.ts} class="wallet-month" aria-label={title.format(m.ts)}>
          <h2>{title.format(m.ts)}</h2>
          <ul class="wallet-list">
            {m.entries.map((e) => (
              <EntryRow key={e.position} e={e} onOpen={onOpen} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function nameOf(e: Entry): string {
  if (e.kind === 'grant') return t('wallet.grant')
  return e.name === '' ? t('gift.packet') : e.name
}

/** What sort of movement it was, where the name does not say it. */
function sortOf(e: Entry): string {
  if (e.kind === 'refund') return t('wallet.refund')
  return e.kind === 'return' ? t(e.incoming ? 'wallet.return' : 'wallet.sentBack') : ''
}

/** What came with it: a red packet without words of its own says what it says in the conversation. */
function wordsOf(e: Entry): string {
  return e.note === '' && e.packet ? t('gift.wish') : e.note
}

/** The counterpart: a person's face, a shop for a merchant, the mark for test money. */
function Face({ e, size }: { readonly e: Entry; readonly size: number }): JSX.Element {
  if (e.person) return <Avatar person={e.person} size={size} />
  return (
    <span class="wallet-face" style={{ width: `${size}px`, height: `${size}px` }}>
      {e.kind === 'grant' ? <Awning size={size * 0.6} /> : <Icon name={e.kind === 'gift' || e.kind === 'return' ? 'packet' : 'discover'} size={size * 0.55} />}
    </span>
  )
}

function signed(e: Entry): string {
  return `${e.incoming ? '+' : '−'}${moneyText(e.amount, e.currency, locale.value)}`
}

function EntryRow({ e, onOpen }: { readonly e: Entry; readonly onOpen: (e: Entry) => void }): JSX.Element {
  return (
    <li>
      <button type="button" class="wallet-entry" data-row onClick={() => onOpen(e)}>
        <Face e={e} size={44} />
        <span class="row-main">
          <span class="row-title">{nameOf(e)}</span>
          <span class="row-line">{[shortTime(e.ts, when(minute.value), t('yesterday')), sortOf(e), wordsOf(e)].filter((part) => part !== '').join(' · ')}</span>
        </span>
        <span class={e.incoming ? 'wallet-amount in' : 'wallet-amount'}>{hidden.value ? <Covered /> : signed(e)}</span>
      </button>
    </li>
  )
}

function Details({ e, onClose }: { readonly e: Entry; readonly onClose: () => void }): JSX.Element {
  const other = nameOf(e)
  const rows: readonly (readonly [string, string])[] = [
    [t('pay.for'), wordsOf(e)],
    [t('wallet.from'), e.incoming ? other : t('wallet.you')],
    [t('wallet.to'), e.incoming ? t('wallet.you') : other],
    [t('wallet.time'), fullTime(e.ts, when())],
    [t('wallet.after'), moneyText(e.balance, e.currency, locale.value)],
    [t('wallet.number'), e.payment],
  ]
  return (
    <Sheet title={t('wallet.entry')} onClose={onClose}>
      <div class="pay">
        <div class="pay-bill">
          <Face e={e} size={56} />
          <span class="pay-name">{other}</span>
          <p class={e.incoming ? 'pay-amount good' : 'pay-amount'}>{signed(e)}</p>
          <TestMoney />
        </div>
        <dl class="pay-rows">
          {rows
            .filter(([, value]) => value !== '')
            .map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
      </div>
    </Sheet>
  )
}
