/** A message in one line: for the list, for notices and for screen readers. */
import type { Body, Conversation } from '../../kit/api/model.js'
import { isTransfer, toGiftLine } from '../../kit/api/model.js'
import { moneyText } from '../../kit/i18n/format.js'
import { locale, t, tryText } from '../../kit/i18n/i18n.js'
import { nameOf } from '../names.js'
import { session } from '../session.js'
import type { Pending } from './thread.js'

/** Somebody's name, by their id; empty if it was never told. */
export function who(id: string): string {
  return nameOf(session().chats.people.value.get(id))
}

export function bodyLine(b: Body): string {
  switch (b.kind) {
    case 'text':
      return b.text.replace(/\s+/g, ' ')
    case 'card':
      return t('chats.card', b.card.appName, b.card.title)
    case 'picture':
      return t('chats.picture')
    case 'file':
      return t('chats.file', b.file.name)
    case 'voice':
      return t('chats.voice')
    case 'recalled':
      return t('chat.recalled')
    case 'hidden':
      return t('chat.hidden')
    case 'notice': {
      const gift = toGiftLine(b)
      if (gift?.kind === 'transfer') return t('transfer.line', moneyText(gift.amount, gift.currency, locale.value))
      if (gift) return t('gift.line', gift.note === '' ? t('gift.wish') : gift.note)
      return isTransfer(b) ? t('transfer.line', moneyText(Number(b.args[0]), b.args[1] || 'CNY', locale.value)) : noticeText(b.key, b.args)
    }
  }
}

/** What is on its way, in one line. */
export function pendingLine(p: Pending): string {
  if (p.file) return t('chats.file', p.file.name)
  if (p.voice) return t('chats.voice')
  return p.picture ? t('chats.picture') : p.text
}

export function noticeText(key: string, args: readonly string[]): string {
  return tryText(`notice.${key}`, args) ?? t('notice.unknown')
}

export function recalledText(sender: string, me: string): string {
  return sender === me ? t('chat.recalledMine') : t('chat.recalledBy', who(sender))
}

export function previewOf(c: Conversation, me: string): string {
  const m = c.last
  if (!m) return t('chats.noMessage')
  const line = bodyLine(m.body)
  if (m.body.kind === 'notice' && !isTransfer(m.body) && !toGiftLine(m.body)) return line
  if (m.body.kind === 'recalled') return recalledText(m.sender, me)
  if (m.body.kind === 'hidden') return line
  if (m.sender === me) return t('chats.you', line)
  if (c.kind === 'group') {
    const name = who(m.sender)
    if (name !== '') return t('chats.by', name, line)
  }
  return line
}
