/** Money in a conversation: a transfer that arrived or waits for a yes, or a red packet; what has become of it changes in place. */
import type { JSX } from 'preact'
import type { GiftLine } from '../../kit/api/model.js'
import { moneyText } from '../../kit/i18n/format.js'
import type { TextKey } from '../../kit/i18n/i18n.js'
import { locale, t } from '../../kit/i18n/i18n.js'
import type { IconName } from '../../kit/icons/icons.js'
import { Icon } from '../../kit/icons/icons.js'
import { Money } from '../../kit/ui/money.js'
import { askAboutGift } from './ask.js'
import { type Gift, giftOf } from './gifts.js'

/** What the strip of a gift says to me. */
export function giftState(line: GiftLine, g: Gift | undefined, mine: boolean, me: string): { readonly icon: IconName; readonly text: TextKey } {
  if (line.kind === 'transfer') {
    switch (g?.state) {
      case 'taken':
        return { icon: 'check', text: g.direct ? 'gift.arrived' : 'gift.transferTaken' }
      case 'sentBack':
        return { icon: 'refund', text: 'gift.sentBack' }
      case 'refused':
        return { icon: 'refund', text: 'gift.transferRefused' }
      case 'returned':
        return { icon: 'expired', text: 'gift.transferReturned' }
      default:
        return { icon: 'clock', text: line.to === me ? 'gift.transferForMe' : 'gift.transferWaits' }
    }
  }
  if (g && g.mine > 0) return { icon: 'check', text: 'gift.packetMine' }
  switch (g?.state) {
    case 'taken':
      return { icon: 'check', text: 'gift.packetEmpty' }
    case 'returned':
      return { icon: 'expired', text: 'gift.packetOver' }
    default:
      return { icon: 'clock', text: mine ? 'gift.packetWaits' : 'gift.packetOpen' }
  }
}

export function GiftBubble({ line, mine, me }: { readonly line: GiftLine; readonly mine: boolean; readonly me: string }): JSX.Element {
  const g = giftOf(line.id)
  const state = giftState(line, g, mine, me)
  const packet = line.kind !== 'transfer'
  const done = g !== undefined && (g.state !== 'open' || g.mine > 0)
  const name = packet ? t('gift.packet') : t('transfer.line', moneyText(line.amount, line.currency, locale.value))
  return (
    <button
      type="button"
      class={`transfer gift${packet ? ' packet' : ''}${done ? ' done' : ''}`}
      aria-label={`${name}. ${line.note} ${t(state.text)}`}
      onClick={() => askAboutGift(line.id)}
    >
      <span class="transfer-mark">
        <Icon name={packet ? 'packet' : 'transfer'} size={22} />
      </span>
      <span class="transfer-words">
        {packet ? (
          <span class="packet-title">{line.note === '' ? t('gift.wish') : line.note}</span>
        ) : (
          <span class="transfer-amount">
            <Money minor={line.amount} currency={line.currency} />
          </span>
        )}
        {!packet && line.note !== '' && <span class="transfer-note">{line.note}</span>}
        <span class={`transfer-state ${state.icon}`} key={state.text}>
          <Icon name={state.icon} size={14} />
          {t(state.text)}
        </span>
      </span>
    </button>
  )
}
