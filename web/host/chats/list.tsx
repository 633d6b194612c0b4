/** The conversation list: virtual, so that ten thousand conversations cost what ten do. */
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Conversation } from '../../kit/api/model.js'
import { shortTime } from '../../kit/i18n/format.js'
import { countText } from '../../kit/i18n/format.js'
import { locale, t, when } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { Empty, SkeletonRows } from '../../kit/ui/parts.js'
import { arrowKeys, Menu } from '../../kit/ui/sheet.js'
import { Link } from '../app/link.js'
import { minute } from '../app/clock.js'
import { place } from '../app/router.js'
import { useRows } from '../app/rows.js'
import { instance, me, session } from '../session.js'
import { ConversationAvatar } from './avatar.js'
import { isCleared, isNamed, titleOf, unreadOf } from './conversations.js'
import { useLongPress } from './long-press.js'
import { pendingLine, previewOf } from './preview.js'
import { viewItems } from './view.js'
import { SecondPerson } from './second-person.js'

/** As --row in the style sheet: rows grow with the text. */
const ROW_REM = 4.5

export function ConversationList(): JSX.Element {
  const { chats } = session()
  const list = chats.conversations.value.filter((c) => !isCleared(c))
  const box = useRef<HTMLDivElement>(null)
  const { from, to, row } = useRows(box, list.length, ROW_REM)
  if (list.length === 0) {
    if (!chats.known.value) return <SkeletonRows />
    return (
      <Empty title={t('chats.empty')} text={t('chats.emptyText')}>
        <Link to="/contacts/add" class="button primary">
          <Icon name="addPerson" size={20} />
          {t('contacts.add')}
        </Link>
        <SecondPerson />
      </Empty>
    )
  }
  const open = place.value.page.tab === 'chats' ? place.value.page.detail : ''
  return (
    <>
      <div
        ref={box}
        class="rows"
        role="list"
        aria-label={t('tab.chats')}
        onKeyDown={arrowKeys}
        style={{ height: `${list.length * row}px`, paddingTop: `${from * row}px` }}
      >
        {list.slice(from, to).map((c) => (
          <ConversationRow key={c.id} c={c} current={c.id === open} />
        ))}
      </div>
      {instance.value.demo && list.length < 6 && <SecondPerson />}
    </>
  )
}

function ConversationRow({ c, current }: { readonly c: Conversation; readonly current: boolean }): JSX.Element {
  const { chats } = session()
  const mine = me.value.id
  const unread = unreadOf(c)
  const title = titleOf(c, mine)
  const draft = current ? undefined : chats.drafts.value[c.id]
  const waiting = chats.pending.value.filter((p) => p.conv === c.id).at(-1)
  const typing = (chats.typing.value.get(c.id)?.size ?? 0) > 0
  const line = waiting ? pendingLine(waiting) : previewOf(c, mine)
  const [at, setAt] = useState<{ x: number; y: number } | null>(null)
  const press = useLongPress(setAt)
  return (
    <div role="listitem" {...press}>
      {at && <Menu title={title} at={at} onClose={() => setAt(null)} items={viewItems(c)} />}
      <Link to={`/chats/${c.id}`} class={`row${current ? ' current' : ''}${c.pin ? ' pinned-row' : ''}`} current={current} row>
        <ConversationAvatar c={c} me={mine} />
        <span class="row-main">
          <span class="row-top">
            <span class="row-title">{title}</span>
            {c.mute && <Icon name="mute" size={14} label={t('chats.muted')} class="muted" />}
            {c.lastTs > 0 && <time class="row-time">{shortTime(c.lastTs, when(minute.value), t('yesterday'))}</time>}
          </span>
          <span class="row-top">
            <span class="row-line">
              {draft !== undefined ? (
                <>
                  <span class="draft">{t('chats.draft')}</span> {draft}
                </>
              ) : typing ? (
                <span class="is-typing">{t('chat.typing')}</span>
              ) : (
                <>
                  {waiting?.state === 'waiting' && <Icon name="clock" size={14} label={t('chat.sending')} />}
                  {waiting?.state === 'failed' && <Icon name="alert" size={14} label={t('chat.notSent')} class="bad" />}
                  {isNamed(c) && <span class="draft">{t('chats.named')} </span>}
                  {line}
                </>
              )}
            </span>
            {unread > 0 && (
              <span class={c.mute ? 'badge quiet' : 'badge'}>
                <span aria-hidden="true">{unread > 99 ? '99+' : countText(unread, locale.value)}</span>
                <span class="sr-only">{t('chats.unread', unread)}</span>
              </span>
            )}
          </span>
        </span>
      </Link>
    </div>
  )
}

/** Unread messages of all conversations that are not muted, for the tab and the window's title. */
export function totalUnread(): number {
  let n = 0
  for (const c of session().chats.conversations.value) if (!c.mute || isNamed(c)) n += unreadOf(c)
  return n
}

export function useTitle(): void {
  const n = totalUnread()
  const name = instance.value.name || 'Superette'
  useEffect(() => {
    document.title = n > 0 ? `(${n > 99 ? '99+' : n}) ${name}` : name
  }, [n, name])
}
