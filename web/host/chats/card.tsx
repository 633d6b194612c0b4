/** A page of a program shared into a conversation: cover, title, price, state, and whose it is. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Card, CardState, Conversation } from '../../kit/api/model.js'
import { t } from '../../kit/i18n/i18n.js'
import type { IconName } from '../../kit/icons/icons.js'
import { Awning, Icon } from '../../kit/icons/icons.js'
import { inkOn, ProgramIcon, safeColor } from '../../kit/ui/avatar.js'
import { Money } from '../../kit/ui/money.js'
import { launch } from '../program-launch.js'
import { who } from './preview.js'

const STATES: Readonly<Record<Exclude<CardState, 'none'>, { icon: IconName; tone: string }>> = {
  waiting: { icon: 'clock', tone: 'warn' },
  paid: { icon: 'check', tone: 'good' },
  refunded: { icon: 'refund', tone: 'warn' },
  expired: { icon: 'expired', tone: 'quiet' },
}

function stateText(card: Card): string {
  const name = who(card.stateBy)
  switch (card.state) {
    case 'none':
      return ''
    case 'waiting':
      return t('card.waiting')
    case 'paid':
      if (name === '') return t('card.paid')
      return card.stateOthers > 0 ? t('card.paidByMore', name, card.stateOthers) : t('card.paidBy', name)
    case 'refunded':
      return t('card.refunded')
    case 'expired':
      return t('card.expired')
  }
}

export function CardView({ card, conv }: { readonly card: Card; readonly conv: Conversation | undefined }): JSX.Element {
  return (
    <button
      type="button"
      class="card"
      onClick={() => launch({ appId: card.appId, path: card.path, from: conv ? { conv: conv.id, kind: conv.kind, cardId: card.id } : undefined })}
    >
      <CardFace card={card} />
      {card.state !== 'none' && (
        <span class={`card-state ${STATES[card.state].tone}`} key={card.state}>
          <Icon name={STATES[card.state].icon} size={16} />
          {stateText(card)}
        </span>
      )}
      <span class="card-foot">
        <ProgramIcon name={card.appName} color={card.appColor} logo={card.appLogo} size={20} />
        {card.appName}
      </span>
    </button>
  )
}

type Face = Pick<Card, 'title' | 'image' | 'price' | 'currency' | 'appColor'>

/** Cover, title and price: also the preview before a card is sent. */
export function CardFace({ card }: { readonly card: Face }): JSX.Element {
  const [broken, setBroken] = useState(false)
  const color = safeColor(card.appColor)
  const local = card.image.startsWith('/') || card.image.startsWith('blob:') || card.image.startsWith('data:image/')
  return (
    <>
      <span class="card-cover" style={{ background: color }}>
        {local && !broken ? (
          <img src={card.image} alt="" loading="lazy" decoding="async" draggable={false} onError={() => setBroken(true)} />
        ) : (
          <span style={{ '--stripe': `color-mix(in srgb, ${color} 30%, white)` }}>
            <Awning size={72} color={inkOn(color) === '#ffffff' ? 'rgb(255 255 255 / 0.9)' : 'rgb(28 25 23 / 0.75)'} />
          </span>
        )}
      </span>
      <span class="card-text">
        <span class="card-title">{card.title}</span>
        {card.price > 0 && (
          <span class="card-price">
            <Money minor={card.price} currency={card.currency} />
          </span>
        )}
      </span>
    </>
  )
}
