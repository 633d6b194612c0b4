/** One gift: a transfer to take or to give back, or a red packet to open; who took what, and how the draw was made. */
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { type Failure, failureOf } from '../../kit/api/client.js'
import { explain } from '../../kit/i18n/failure.js'
import { clockTime, fullTime } from '../../kit/i18n/format.js'
import { t, when } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { Avatar } from '../../kit/ui/avatar.js'
import { Money } from '../../kit/ui/money.js'
import { Button, Problem, SkeletonRows } from '../../kit/ui/parts.js'
import { Sheet } from '../../kit/ui/sheet.js'
import { minute } from '../app/clock.js'
import { nameOf } from '../names.js'
import { me } from '../session.js'
import { TestMoney } from './bill.js'
import { commitmentOf, drawShares } from './draw.js'
import { listGifts, refuseGift, takeGift } from './gift-calls.js'
import { type Gift, gifts, keepGift } from './gifts.js'
import { moneyMoved } from './moved.js'

export function GiftSheet({ id, onClose }: { readonly id: string; readonly onClose: () => void }): JSX.Element {
  const g = gifts.value.get(id)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const refresh = () => {
    const before = gifts.peek().get(id)
    listGifts([id]).then(
      ([found]) => {
        if (!found) return setFailure({ kind: 'notFound', code: 'pay.no-gift', message: '' })
        keepGift(found)
        // What was asked for was done, and the answer got lost: there is nothing to try again.
        if (before && (found.state !== before.state || found.mine !== before.mine))
          setFailure((was) => (was?.kind === 'offline' || was?.kind === 'away' ? null : was))
      },
      (err: unknown) => setFailure(failureOf(err)),
    )
  }
  useEffect(refresh, [id])
  const inside = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // The button that had the focus is gone, or could not keep it while it was busy.
    if (busy || document.activeElement !== document.body) return
    const el = inside.current
    ;(el?.querySelector<HTMLElement>('[data-autofocus]') ?? el)?.focus({ preventScroll: true })
  }, [busy, g])
  const act = (how: (id: string) => Promise<Gift>) => {
    setBusy(true)
    setFailure(null)
    how(id)
      .then(
        (after) => {
          keepGift(after)
          moneyMoved()
        },
        (err: unknown) => {
          setFailure(failureOf(err))
          refresh()
        },
      )
      .finally(() => setBusy(false))
  }
  return (
    <Sheet title={t(g && g.kind !== 'transfer' ? 'gift.packet' : 'gift.transfer')} onClose={onClose} hold={busy}>
      <div class="pay" ref={inside} tabIndex={-1}>
        {!g && !failure && <SkeletonRows count={2} />}
        {g?.kind === 'transfer' && <TransferView g={g} busy={busy} onTake={() => act(takeGift)} onRefuse={() => act(refuseGift)} />}
        {g && g.kind !== 'transfer' && <PacketView g={g} busy={busy} onTake={() => act(takeGift)} />}
        {failure && <Problem text={explain(failure)} code={failure.code} />}
      </div>
    </Sheet>
  )
}

interface ViewProps {
  readonly g: Gift
  readonly busy: boolean
  readonly onTake: () => void
}

function Head({ g }: { readonly g: Gift }): JSX.Element {
  return (
    <span class="pay-name">
      {g.sender && <Avatar person={g.sender} size={32} />}
      {nameOf(g.sender)}
    </span>
  )
}

function TransferView({ g, busy, onTake, onRefuse }: ViewProps & { readonly onRefuse: () => void }): JSX.Element {
  const forMe = g.recipient?.id === me.value.id
  const canSendBack = g.state === 'taken' && g.direct && forMe && g.expiresTs > minute.value
  const said = {
    open: forMe ? t('gift.transferForMe') : t('gift.waitsFor', nameOf(g.recipient)),
    taken: !g.direct ? t('gift.transferTaken') : forMe ? t('gift.arrivedForMe') : t('gift.arrivedAt', nameOf(g.recipient)),
    sentBack: t('gift.sentBack'),
    refused: t('gift.transferRefused'),
    returned: t('gift.transferReturned'),
  }[g.state]
  return (
    <>
      <div class="pay-bill">
        <Head g={g} />
        <p class="pay-amount">
          <Money minor={g.amount} currency={g.currency} />
        </p>
        {g.note !== '' && <p class="muted">{g.note}</p>}
        <p role="status">{said}</p>
        {g.state === 'open' && <p class="pay-number">{t('gift.until', fullTime(g.expiresTs, when()))}</p>}
        {canSendBack && <p class="pay-number">{t('gift.sendBackUntil', fullTime(g.expiresTs, when()))}</p>}
        <TestMoney />
      </div>
      {g.state === 'open' && forMe && (
        <>
          <Button wide busy={busy} onClick={onTake}>
            {t('gift.take')}
          </Button>
          <Button wide kind="soft" disabled={busy} onClick={onRefuse}>
            {t('gift.refuse')}
          </Button>
        </>
      )}
      {canSendBack && (
        <Button wide kind="soft" busy={busy} onClick={onRefuse}>
          {t('gift.sendBack')}
        </Button>
      )}
    </>
  )
}

function PacketView({ g, busy, onTake }: ViewProps): JSX.Element {
  const { canTake } = g
  return (
    <>
      <div class={canTake ? 'envelope' : 'envelope opened'}>
        <Head g={g} />
        <p class="envelope-wish">{g.note === '' ? t('gift.wish') : g.note}</p>
        {canTake && (
          <button type="button" class="envelope-open" disabled={busy} data-autofocus="" onClick={onTake}>
            {t('gift.open')}
          </button>
        )}
        {g.mine > 0 && (
          <p class="pay-amount" role="status">
            <Money minor={g.mine} currency={g.currency} />
          </p>
        )}
        {!canTake && g.mine === 0 && (
          <p role="status">{t(g.state === 'taken' ? 'gift.packetEmpty' : g.state === 'returned' ? 'gift.packetOver' : 'gift.packetWaits')}</p>
        )}
        <TestMoney />
      </div>
      {!canTake && <Claims g={g} />}
    </>
  )
}

function Claims({ g }: { readonly g: Gift }): JSX.Element {
  return (
    <>
      <p class="pay-number">
        {t('gift.takenOf', g.taken, g.count)} · <Money minor={g.takenAmount} currency={g.currency} /> / <Money minor={g.amount} currency={g.currency} />
      </p>
      <ul class="wallet-list" aria-label={t('gift.claims')}>
        {g.claims.map((c) => (
          <li key={c.person?.id ?? c.ts} class="wallet-entry">
            {c.person && <Avatar person={c.person} size={32} />}
            <span class="row-main">
              <span class="row-title">{nameOf(c.person)}</span>
              <span class="row-line">
                {clockTime(c.ts, when())}
                {c.luckiest && (
                  <>
                    {' · '}
                    <b class="luckiest">{t('gift.luckiest')}</b>
                  </>
                )}
              </span>
            </span>
            <span class="wallet-amount">
              <Money minor={c.amount} currency={g.currency} />
            </span>
          </li>
        ))}
      </ul>
      {g.kind === 'lucky' && <Draw g={g} />}
    </>
  )
}

/** The draw, made again here: the seed fits what was published at the beginning, and leads to these shares. */
function Draw({ g }: { readonly g: Gift }): JSX.Element {
  const [verdict, setVerdict] = useState<'open' | 'fits' | 'differs'>('open')
  useEffect(() => {
    if (g.seed === '') return
    let gone = false
    void Promise.all([commitmentOf(g.seed, g.id, g.amount, g.count), drawShares(g.seed, g.amount, g.count)]).then(([commitment, shares]) => {
      const same = commitment === g.commitment && g.claims.every((c, i) => c.amount === shares[i])
      if (!gone) setVerdict(same ? 'fits' : 'differs')
    })
    return () => {
      gone = true
    }
  }, [g])
  return (
    <details class="pay-details">
      <summary>{t('gift.draw')}</summary>
      <p>{t('gift.drawText')}</p>
      <dl class="pay-rows">
        <div>
          <dt>{t('gift.commitment')}</dt>
          <dd class="hash">{g.commitment}</dd>
        </div>
        <div>
          <dt>{t('gift.seed')}</dt>
          <dd class="hash">{g.seed === '' ? t('gift.seedLater') : g.seed}</dd>
        </div>
      </dl>
      {verdict !== 'open' && (
        <p class={`gift-verdict ${verdict === 'fits' ? 'good' : 'bad'}`} role="status">
          <Icon name={verdict === 'fits' ? 'check' : 'alert'} size={16} /> {t(verdict === 'fits' ? 'gift.drawFits' : 'gift.drawDiffers')}
        </p>
      )}
    </details>
  )
}
