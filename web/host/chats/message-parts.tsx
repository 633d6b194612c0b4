/** What stands around a message: what it answers, the signs put to it, and what can be done with it. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { chat, failureOf } from '../../kit/api/client.js'
import type { Message, Quote } from '../../kit/api/model.js'
import { toMessage } from '../../kit/api/model.js'
import { explain } from '../../kit/i18n/failure.js'
import { t } from '../../kit/i18n/i18n.js'
import type { MenuItem } from '../../kit/ui/sheet.js'
import { toast } from '../../kit/ui/toast.js'
import { report } from '../report/ask.js'
import { session } from '../session.js'
import { composing, jump } from './composing.js'
import { forwarding } from './forward.js'
import { who } from './preview.js'

/** As the instance takes them; the first are offered at once. */
export const SIGNS = ['👍', '❤️', '😂', '😮', '😢', '🙏', '🎉', '👎', '🔥', '👀', '✅', '☕'] as const
const OFFERED = 5

const RECALL_MS = 2 * 60_000
const EDIT_MS = 24 * 60 * 60_000

function failed(err: unknown): void {
  toast(explain(failureOf(err)), 'alert')
}

/** A call that answers with the message as it is then. */
function change(asked: Promise<{ message?: Parameters<typeof toMessage>[0] | undefined }>): Promise<void> {
  return asked.then((answer) => {
    if (answer.message) session().chats.changed([toMessage(answer.message)])
  }, failed)
}

/** The names behind the ids of a message's mentions, as its text has them: people's own. */
export function namesOf(mentions: readonly string[]): readonly string[] {
  return mentions.map((id) => (id === 'all' ? t('chat.mentionAll') : (session().chats.people.value.get(id)?.name ?? ''))).filter((name) => name !== '')
}

function quoteLine(q: Quote): string {
  if (q.picture) return t('chats.picture')
  if (q.voice) return t('chats.voice')
  if (q.file) return t('chats.file', q.text)
  return q.text === '' ? t('chat.quoteGone') : q.text
}

export function QuoteView({ quote, conv }: { readonly quote: Quote; readonly conv: string }): JSX.Element {
  return (
    <button
      type="button"
      class="quote"
      onClick={() => {
        jump.value = { conv, seq: quote.seq }
      }}
    >
      <span class="quote-who">{who(quote.sender)}</span>
      <span class="quote-text">{quoteLine(quote)}</span>
    </button>
  )
}

function react(m: Message, emoji: string, on: boolean): void {
  void change(chat.react({ conv: m.conv, seq: BigInt(m.seq), emoji, on }))
}

export function Reactions({ m, me }: { readonly m: Message; readonly me: string }): JSX.Element {
  return (
    <span class="reactions" role="group" aria-label={t('chat.reactions')}>
      {m.reactions.map((r) => {
        const mine = r.users.includes(me)
        return (
          <button
            type="button"
            key={r.emoji}
            class={mine ? 'reaction mine' : 'reaction'}
            aria-pressed={mine}
            aria-label={t('chat.reacted', r.emoji, r.users.map(who).join(', '))}
            title={r.users.map(who).join(', ')}
            onClick={() => react(m, r.emoji, !mine)}
          >
            <span aria-hidden="true">{r.emoji}</span>
            <span aria-hidden="true">{r.count}</span>
          </button>
        )
      })}
    </span>
  )
}

export function ReactionPicker({ m, me, onDone }: { readonly m: Message; readonly me: string; readonly onDone: () => void }): JSX.Element {
  const [all, setAll] = useState(false)
  const mine = new Set(m.reactions.filter((r) => r.users.includes(me)).map((r) => r.emoji))
  return (
    <div class="reaction-picker" role="group" aria-label={t('chat.reactions')}>
      {SIGNS.slice(0, all ? SIGNS.length : OFFERED).map((emoji) => (
        <button
          type="button"
          key={emoji}
          class={mine.has(emoji) ? 'chosen' : ''}
          aria-label={t('chat.react', emoji)}
          aria-pressed={mine.has(emoji)}
          onClick={() => {
            onDone()
            react(m, emoji, !mine.has(emoji))
          }}
        >
          {emoji}
        </button>
      ))}
      {!all && (
        <button type="button" aria-label={t('chat.more')} onClick={() => setAll(true)}>
          …
        </button>
      )}
    </div>
  )
}

/** What can be done with a message; what has a time limit is left out once it is over. */
export function messageItems(m: Message, me: string, copy: MenuItem): readonly MenuItem[] {
  const at = { conv: m.conv, seq: BigInt(m.seq) }
  const mine = m.sender === me
  const age = Date.now() - m.ts
  const words = m.body.kind === 'text' || m.body.kind === 'card' || m.body.kind === 'picture' || m.body.kind === 'file' || m.body.kind === 'voice'
  const items: MenuItem[] = [
    {
      icon: 'reply',
      text: t('chat.reply'),
      act: () => {
        composing.value = { kind: 'reply', message: m }
      },
    },
    copy,
  ]
  if (words)
    items.push({
      icon: 'share',
      text: t('chat.forward'),
      act: () => {
        forwarding.value = m
      },
    })
  if (mine && m.body.kind === 'text' && age < EDIT_MS)
    items.push({
      icon: 'edit',
      text: t('chat.edit'),
      act: () => {
        composing.value = { kind: 'edit', message: m }
      },
    })
  if (mine && words && age < RECALL_MS) items.push({ icon: 'refund', text: t('chat.recall'), act: () => void change(chat.recallMessage(at)) })
  if (!mine) items.push({ icon: 'alert', text: t('report'), act: () => report({ kind: 'message', message: m }) })
  items.push({ icon: 'trash', text: t('chat.hide'), danger: true, act: () => void change(chat.hideMessage(at)) })
  return items
}

export function saveEdit(m: Message, text: string): Promise<void> {
  return change(chat.changeMessage({ conv: m.conv, seq: BigInt(m.seq), text }))
}
