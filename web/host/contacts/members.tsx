/** Who is in a group: drawn as far as they are in view, asked for as far as one scrolls, searched for by the server. */
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { failureOf, groups } from '../../kit/api/client.js'
import type { Conversation } from '../../kit/api/model.js'
import { explain } from '../../kit/i18n/failure.js'
import { t } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { Avatar } from '../../kit/ui/avatar.js'
import { Problem, SkeletonRows } from '../../kit/ui/parts.js'
import type { MenuItem } from '../../kit/ui/sheet.js'
import { arrowKeys, Menu } from '../../kit/ui/sheet.js'
import { toast } from '../../kit/ui/toast.js'
import { Link } from '../app/link.js'
import { useRows } from '../app/rows.js'
import { nameOf } from '../names.js'
import { me, session } from '../session.js'
import { Confirmation } from './group-sheets.js'
import type { Member, Roll } from './roll.js'

/** Only those who see more than this many members need to look for one. */
const SEARCHED = 12
/** As .row.small in the style sheet. */
const ROW_REM = 3.5
/** Rows below those that are drawn at which the next page is asked for. */
const AHEAD = 30
const TYPING_MS = 200

interface MembersProps {
  readonly c: Conversation
  readonly roll: Roll
  readonly onAdd: () => void
}

export function Members({ c, roll, onAdd }: MembersProps): JSX.Element {
  const { list, more, problem } = roll.shown.value
  const [query, setQuery] = useState('')
  const asked = useRef('')
  const box = useRef<HTMLDivElement>(null)
  const count = list?.length ?? 0
  const { from, to, row } = useRows(box, count, ROW_REM)
  const mayAdd = c.group !== null && (!c.group.approve || c.group.role !== 'member')
  useEffect(() => {
    const wanted = query.trim()
    if (wanted === asked.current) return
    const timer = setTimeout(() => {
      asked.current = wanted
      void roll.search(wanted)
    }, TYPING_MS)
    return () => clearTimeout(timer)
  }, [query])
  const near = more && problem === null && to + AHEAD > count
  useEffect(() => {
    if (near) void roll.more()
  }, [near, count])
  return (
    <>
      <h3 class="section-title">{t('group.members')}</h3>
      {(c.group?.memberCount ?? 0) > SEARCHED && (
        <label class="search-field group-search">
          <Icon name="search" size={20} />
          <input type="search" value={query} placeholder={t('share.search')} aria-label={t('share.search')} onInput={(e) => setQuery(e.currentTarget.value)} />
        </label>
      )}
      <div class="settings rows" role="list" aria-label={t('group.members')} onKeyDown={arrowKeys}>
        {mayAdd && (
          <div role="listitem">
            <button type="button" class="row small brand" data-row onClick={onAdd}>
              <span class="round-add">
                <Icon name="plus" size={20} />
              </span>
              <span class="row-title">{t('group.add')}</span>
            </button>
          </div>
        )}
        {list === null && problem === null && <SkeletonRows count={3} />}
        {list?.length === 0 && <p class="nothing">{t('palette.nothing', query)}</p>}
        {count > 0 && (
          <div ref={box} role="presentation" style={{ height: `${count * row}px`, paddingTop: `${from * row}px` }}>
            {list?.slice(from, to).map((m, i) => (
              <MemberRow key={m.person.id} c={c} m={m} at={from + i + 1} of={more ? -1 : count} />
            ))}
          </div>
        )}
        {problem !== null && <Problem text={explain(problem)} onRetry={() => void roll.retry()} />}
      </div>
    </>
  )
}

interface RowProps {
  readonly c: Conversation
  readonly m: Member
  readonly at: number
  /** How many there are; -1: that is not known. */
  readonly of: number
}

function MemberRow({ c, m, at, of }: RowProps): JSX.Element {
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null)
  const [sure, setSure] = useState<'remove' | 'transfer' | null>(null)
  const mine = me.value.id
  const p = m.person
  const items: MenuItem[] = []
  const role = c.group?.role ?? 'member'
  const failed = (err: unknown) => toast(explain(failureOf(err)), 'alert')
  if (role === 'owner' && p.id !== mine) {
    const to = m.role === 'admin' ? 1 : 2
    items.push({
      icon: 'shield',
      text: t(m.role === 'admin' ? 'group.unmakeAdmin' : 'group.makeAdmin'),
      act: () => void groups.changeRole({ conv: c.id, userId: p.id, role: to }).catch(failed),
    })
    items.push({ icon: 'transfer', text: t('group.transfer'), act: () => setSure('transfer') })
  }
  if ((role === 'owner' || (role === 'admin' && m.role === 'member')) && p.id !== mine)
    items.push({ icon: 'trash', text: t('group.remove'), danger: true, act: () => setSure('remove') })
  return (
    // Whom the page behind the link is about is known by then.
    <div role="listitem" class="member" aria-posinset={at} aria-setsize={of} onClickCapture={() => session().chats.learn([p])}>
      <Link to={`/contacts/${p.id}`} class="row small" row>
        <Avatar person={p} size={40} />
        <span class="row-main">
          <span class="row-title">{p.id === mine ? t('group.you', p.name) : nameOf(p)}</span>
        </span>
        {m.role !== 'member' && <span class="tag">{t(m.role === 'owner' ? 'group.owner' : 'group.admin')}</span>}
      </Link>
      {items.length > 0 && (
        <button
          type="button"
          class="icon-button"
          aria-label={t('group.actions', nameOf(p))}
          aria-haspopup="menu"
          onClick={(e) => {
            const r = e.currentTarget.getBoundingClientRect()
            setMenu({ x: r.right - 200, y: r.bottom })
          }}
        >
          <Icon name="more" size={20} />
        </button>
      )}
      {menu && <Menu title={t('group.actions', nameOf(p))} at={menu} onClose={() => setMenu(null)} items={items} />}
      {sure === 'remove' && (
        <Confirmation
          title={t('group.removeThis', nameOf(p))}
          text={t('group.removeText')}
          action={t('group.remove')}
          onClose={() => setSure(null)}
          act={() => groups.removeMember({ conv: c.id, userId: p.id })}
        />
      )}
      {sure === 'transfer' && (
        <Confirmation
          title={t('group.transferTo', nameOf(p))}
          text={t('group.transferText')}
          action={t('group.transfer')}
          onClose={() => setSure(null)}
          act={() => groups.transferGroup({ conv: c.id, userId: p.id })}
        />
      )}
    </div>
  )
}
