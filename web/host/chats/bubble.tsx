/** One message as it is drawn: text, card or notice, mine or theirs. */
import type { ComponentChildren, JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Conversation, Message } from '../../kit/api/model.js'
import { isTransfer, toGiftLine } from '../../kit/api/model.js'
import { clockTime, fullTime } from '../../kit/i18n/format.js'
import { textOfFault } from '../../kit/i18n/failure.js'
import { t, when } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { Avatar } from '../../kit/ui/avatar.js'
import { Money } from '../../kit/ui/money.js'
import type { MenuItem } from '../../kit/ui/sheet.js'
import { Menu } from '../../kit/ui/sheet.js'
import { toast } from '../../kit/ui/toast.js'
import { nameOf } from '../names.js'
import { GiftBubble } from '../pay/gift-bubble.js'
import { session } from '../session.js'
import { CardView } from './card.js'
import { FileView, isFile, PendingFileView, saveFile } from './file.js'
import { isVoice, PendingVoiceView, VoiceView } from './voice.js'
import { isPicture, PendingPictureView, PictureView, savePicture } from './picture.js'
import { fold, isLong, linkify } from './linkify.js'
import { messageItems, namesOf, QuoteView, ReactionPicker, Reactions } from './message-parts.js'
import { bodyLine, noticeText, recalledText } from './preview.js'
import type { Pending } from './thread.js'
import { useLongPress } from './long-press.js'

/** named: what is written after an @ and means somebody. */
export function RichText({ text, named = [] }: { readonly text: string; readonly named?: readonly string[] }): JSX.Element {
  const [open, setOpen] = useState(false)
  const long = isLong(text)
  const shown = long && !open ? fold(text) : text
  return (
    <>
      <span class="rich">
        {linkify(shown).map((p, i) =>
          p.kind === 'text' ? (
            withNames(p.text, named)
          ) : (
            <a key={i} href={p.href} target="_blank" rel="noopener noreferrer nofollow">
              {p.text}
            </a>
          ),
        )}
        {long && !open && '…'}
      </span>
      {long && (
        <button type="button" class="fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('chat.less') : t('chat.more')}
        </button>
      )}
    </>
  )
}

function withNames(text: string, named: readonly string[]): ComponentChildren {
  const name = named.find((n) => text.includes(`@${n}`))
  if (name === undefined) return text
  const [before = '', ...after] = text.split(`@${name}`)
  return (
    <>
      {withNames(before, named)}
      <span class="named">@{name}</span>
      {withNames(after.join(`@${name}`), named)}
    </>
  )
}

interface BubbleProps {
  readonly c: Conversation | undefined
  readonly me: string
  readonly head: boolean
  readonly tail: boolean
}

export function MessageRow({ m, c, me, head, tail }: BubbleProps & { readonly m: Message }): JSX.Element | null {
  const [at, setAt] = useState<{ x: number; y: number } | null>(null)
  const press = useLongPress(setAt)
  if (m.body.kind === 'hidden') return null
  if (m.body.kind === 'recalled') return <p class="notice">{recalledText(m.sender, me)}</p>
  const transfer = m.body.kind === 'notice' && isTransfer(m.body) ? m.body : undefined
  const gift = toGiftLine(m.body)
  if (m.body.kind === 'notice' && !transfer && !gift) return <p class="notice">{noticeText(m.body.key, m.body.args)}</p>
  const mine = m.sender === me
  const sender = session().chats.people.value.get(m.sender)
  const group = c?.kind === 'group'
  const read = mine && c !== undefined && m.seq <= c.peerReadSeq
  return (
    <div class={rowClass({ mine, head, tail, group })}>
      {group && !mine && <span class="side">{tail && sender && <Avatar person={sender} size={32} />}</span>}
      <div class="bubble-column">
        {group && !mine && head && <span class="sender">{nameOf(sender)}</span>}
        <div
          class={`bubble${m.body.kind === 'card' ? ' card-bubble' : ''}${isFile(m) ? ' file-bubble' : ''}${isVoice(m) ? ' voice-bubble' : ''}${isPicture(m) ? ' picture-bubble' : ''}${transfer || gift ? ' transfer-bubble' : ''}`}
          {...press}
        >
          {m.quote && <QuoteView quote={m.quote} conv={m.conv} />}
          {m.body.kind === 'text' && <RichText text={m.body.text} named={namesOf(m.mentions)} />}
          {isPicture(m) && <PictureView m={m} me={me} />}
          {isFile(m) && <FileView m={m} me={me} />}
          {isVoice(m) && <VoiceView m={m} me={me} />}
          {m.body.kind === 'card' && <CardView card={m.body.card} conv={c} />}
          {gift && <GiftBubble line={gift} mine={mine} me={me} />}
          {transfer && <Transfer args={transfer.args} mine={mine} me={me} />}
          {m.body.kind === 'text' && (tail || read || m.editedTs > 0) && (
            <Meta ts={m.ts} read={read && tail} show={tail || m.editedTs > 0} edited={m.editedTs > 0} />
          )}
        </div>
        {m.reactions.length > 0 && <Reactions m={m} me={me} />}
        {m.body.kind !== 'text' && tail && (
          <span class="card-meta">
            <Meta ts={m.ts} read={read} show />
          </span>
        )}
      </div>
      <button
        type="button"
        class="icon-button actions"
        aria-label={t('chat.actions')}
        aria-haspopup="menu"
        onClick={(e) => {
          const r = e.currentTarget.getBoundingClientRect()
          setAt({ x: r.left, y: r.bottom + 4 })
        }}
      >
        <Icon name="more" size={20} />
      </button>
      {at && (
        <Menu
          title={t('chat.actions')}
          at={at}
          onClose={() => setAt(null)}
          head={<ReactionPicker m={m} me={me} onDone={() => setAt(null)} />}
          items={messageItems(m, me, takeItem(m))}
          note={`${fullTime(m.ts, when())}${mine && read ? ` · ${t('chat.read')}` : ''}`}
        />
      )}
    </div>
  )
}

/** Money that was sent: it is there already, there is nothing to accept. */
function Transfer({ args, mine, me }: { readonly args: readonly string[]; readonly mine: boolean; readonly me: string }): JSX.Element {
  const [minor = '0', currency = 'CNY', to = '', note = ''] = args
  return (
    <span class="transfer">
      <span class="transfer-mark">
        <Icon name="transfer" size={22} />
      </span>
      <span class="transfer-words">
        <span class="transfer-amount">
          <Money minor={Number(minor)} currency={currency} />
        </span>
        {note !== '' && <span class="transfer-note">{note}</span>}
        <span class="transfer-state">
          <Icon name="check" size={14} />
          {t(mine ? 'transfer.sent' : to === me ? 'transfer.received' : 'transfer.between')}
        </span>
      </span>
    </span>
  )
}

/** What one takes of a message: its words, or what it brings. */
function takeItem(m: Message): MenuItem {
  if (isPicture(m)) return { icon: 'save', text: t('picture.save'), act: () => void savePicture(m) }
  if (isFile(m)) return { icon: 'save', text: t('picture.save'), act: () => void saveFile(m) }
  return copyItem(m.body.kind === 'text' ? m.body.text : bodyLine(m.body))
}

function copyItem(text: string): MenuItem {
  return {
    icon: 'copy',
    text: t('copy'),
    act: () =>
      void navigator.clipboard.writeText(text).then(
        () => toast(t('copied')),
        () => toast(t('copyFailed'), 'alert'),
      ),
  }
}

function rowClass(f: { mine: boolean; head: boolean; tail: boolean; group: boolean }): string {
  return `message ${f.mine ? 'mine' : 'theirs'}${f.head ? ' head' : ''}${f.tail ? ' tail' : ''}${f.group ? ' group' : ''}`
}

function Meta({
  ts,
  read,
  show,
  edited = false,
}: {
  readonly ts: number
  readonly read: boolean
  readonly show: boolean
  readonly edited?: boolean
}): JSX.Element | null {
  if (!show) return null
  return (
    <span class="meta">
      {edited && <span>{t('chat.edited')}</span>}
      <time>{clockTime(ts, when())}</time>
      {read && <Icon name="read" size={15} label={t('chat.read')} />}
    </span>
  )
}

export function PendingRow({ p, head, tail }: { readonly p: Pending; readonly head: boolean; readonly tail: boolean }): JSX.Element {
  const { chats } = session()
  const [at, setAt] = useState<{ x: number; y: number } | null>(null)
  const press = useLongPress(setAt)
  const failed = p.state === 'failed'
  const { picture, file, voice } = p
  const content = picture !== undefined || file !== undefined || voice !== undefined
  const items: MenuItem[] = content ? [] : [copyItem(p.text)]
  if (content && !failed) items.push({ icon: 'trash', text: t('chat.discard'), danger: true, act: () => void chats.outbox.take(p.clientId) })
  if (failed) {
    items.unshift({ icon: 'retry', text: t('tryAgain'), act: () => chats.outbox.again(p.clientId) })
    items.push({ icon: 'trash', text: t('chat.discard'), danger: true, act: () => void chats.outbox.take(p.clientId) })
  }
  return (
    <div class={`${rowClass({ mine: true, head, tail, group: false })} pending`}>
      <div class="bubble-column">
        <div class={picture ? 'bubble picture-bubble' : file ? 'bubble file-bubble' : voice ? 'bubble voice-bubble' : 'bubble'} {...press}>
          {p.quote && <QuoteView quote={p.quote} conv={p.conv} />}
          {picture && <PendingPictureView p={{ ...p, picture }} />}
          {voice && <PendingVoiceView p={{ ...p, voice }} />}
          {file && <PendingFileView p={{ ...p, file }} />}
          {!content && <RichText text={p.text} />}
          {!content && (
            <span class="meta">
              {failed ? <Icon name="alert" size={15} label={t('chat.notSent')} class="bad" /> : <Icon name="clock" size={14} label={t('chat.sending')} />}
            </span>
          )}
        </div>
        {failed && (
          <p class="not-sent" role="alert">
            <span>{t('chat.notSentWhy', p.fault ? textOfFault(p.fault.code, p.fault.said) : '')}</span>
            <button type="button" class="text-button" onClick={() => chats.outbox.again(p.clientId)}>
              {t('tryAgain')}
            </button>
          </p>
        )}
      </div>
      {at && <Menu title={t('chat.actions')} at={at} onClose={() => setAt(null)} items={items} />}
    </div>
  )
}
