/** One group: who is in it, what it is called, what may be done there, and how one gets in or out. */
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { failureOf, groups } from '../../kit/api/client.js'
import type { Conversation, Person, Role } from '../../kit/api/model.js'
import { toConversation, toPerson, toRole } from '../../kit/api/model.js'
import { explain } from '../../kit/i18n/failure.js'
import { t } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { Avatar } from '../../kit/ui/avatar.js'
import { Empty, Problem, SkeletonRows } from '../../kit/ui/parts.js'
import type { MenuItem } from '../../kit/ui/sheet.js'
import { arrowKeys, Menu } from '../../kit/ui/sheet.js'
import { toast } from '../../kit/ui/toast.js'
import { Bar } from '../app/bar.js'
import { Link } from '../app/link.js'
import { go } from '../app/router.js'
import { GroupAvatar } from '../chats/avatar.js'
import { nameOf, textsOf } from '../names.js'
import { report } from '../report/ask.js'
import { me, session } from '../session.js'
import { AddMembers, Confirmation, EditText, InviteSheet, Waiting } from './group-sheets.js'
import { squarePicture } from './picture.js'

export interface Member {
  readonly person: Person
  readonly role: Role
}

/** Only those who see more than this many members need to look for one. */
const SEARCHED = 12

type Open = 'none' | 'title' | 'notice' | 'add' | 'invite' | 'waiting' | 'leave'

export function GroupPage({ id }: { readonly id: string }): JSX.Element {
  const { chats } = session()
  const c = chats.conversations.value.find((x) => x.id === id)
  const [members, setMembers] = useState<readonly Member[] | null>(null)
  const [problem, setProblem] = useState('')
  const known = useRef(false)
  useEffect(() => {
    if (known.current && !c) return setProblem(t('group.notIn')) // I left, or was removed: there is nothing to ask for
    known.current = c !== undefined
    let gone = false
    void chats.open(id).catch(() => undefined)
    groups.listMembers({ conv: id }).then(
      (answer) => {
        if (gone) return
        const list = answer.members.flatMap((m) => (m.person ? [{ person: toPerson(m.person), role: toRole(m.role) }] : []))
        chats.learn(list.map((m) => m.person))
        setMembers(list)
        setProblem('')
      },
      (err: unknown) => {
        if (!gone) setProblem(explain(failureOf(err)))
      },
    )
    return () => {
      gone = true
    }
    // Whatever changes about a group is said in it, so its last line tells when to look again.
  }, [id, c?.lastSeq])
  return (
    <section class="screen" aria-label={c?.title ?? t('group.title')}>
      <Bar title={t('group.title')} />
      <div class="scroller">
        {c?.group ? (
          <GroupBody c={c} members={members} problem={problem} />
        ) : problem !== '' ? (
          <Empty title={t('group.notIn')} text={t('group.notInText')} />
        ) : (
          <SkeletonRows count={3} />
        )}
      </div>
    </section>
  )
}

interface BodyProps {
  readonly c: Conversation
  readonly members: readonly Member[] | null
  readonly problem: string
}

function GroupBody({ c, members, problem }: BodyProps): JSX.Element {
  const [open, setOpen] = useState<Open>('none')
  const close = () => setOpen('none')
  const group = c.group
  const leads = group !== null && group.role !== 'member'
  const change = (what: Omit<Parameters<typeof groups.changeGroup>[0], 'conv'>) => changeGroup(c.id, what)
  return (
    <div class="group-page">
      <div class="group-head">
        {leads ? (
          <label class="group-picture-edit">
            <GroupAvatar id={c.id} title={c.title} picture={group.avatar} size={96} />
            <span class="round-mark">
              <Icon name="edit" size={16} />
            </span>
            <input
              type="file"
              class="sr-only"
              accept="image/*"
              aria-label={t('group.picture')}
              onChange={(e) => {
                const file = e.currentTarget.files?.[0]
                e.currentTarget.value = ''
                if (file) void setPicture(c.id, file)
              }}
            />
          </label>
        ) : (
          <GroupAvatar id={c.id} title={c.title} picture={group?.avatar ?? ''} size={96} />
        )}
        <h2>
          {c.title}
          {leads && (
            <button type="button" class="icon-button" aria-label={t('group.rename')} onClick={() => setOpen('title')}>
              <Icon name="edit" size={20} />
            </button>
          )}
        </h2>
        <p class="muted">{t('chat.members', group?.memberCount ?? 0)}</p>
        <Link to={`/chats/${c.id}`} class="button primary">
          <Icon name="chats" size={20} />
          {t('contact.message')}
        </Link>
      </div>
      {problem !== '' && <Problem text={problem} />}
      <div class="settings">
        {(leads || group?.notice !== '') && (
          <button type="button" class="setting tall" disabled={!leads} onClick={() => setOpen('notice')}>
            <Icon name="pin" />
            <span class="setting-text">
              {t('group.notice')}
              <span class="setting-note">{group?.notice === '' ? t('group.noNotice') : group?.notice}</span>
            </span>
            {leads && <Icon name="forward" size={18} class="muted" />}
          </button>
        )}
        <button type="button" class="setting" onClick={() => setOpen('invite')}>
          <Icon name="link" />
          <span class="setting-text">{t('group.invite')}</span>
          <Icon name="forward" size={18} class="muted" />
        </button>
        {leads && group.waiting > 0 && (
          <button type="button" class="setting" onClick={() => setOpen('waiting')}>
            <Icon name="addPerson" />
            <span class="setting-text">{t('group.waiting')}</span>
            <span class="badge">{group.waiting}</span>
          </button>
        )}
      </div>
      {leads && (
        <div class="settings">
          <Toggle text={t('group.approve')} on={group.approve} onChange={(approve) => change({ approve })} />
          <Toggle text={t('group.muteAll')} on={group.muteAll} onChange={(muteAll) => change({ muteAll })} />
        </div>
      )}
      <Members c={c} members={members} onAdd={() => setOpen('add')} />
      <div class="settings">
        <button type="button" class="setting danger" onClick={() => report({ kind: 'group', conv: c.id, name: c.title })}>
          <Icon name="alert" />
          <span class="setting-text">{t('report')}</span>
        </button>
        <button type="button" class="setting danger" onClick={() => setOpen('leave')}>
          <Icon name="leave" />
          <span class="setting-text">{t('group.leave')}</span>
        </button>
      </div>
      {open === 'title' && <EditText title={t('group.rename')} value={c.title} max={64} onClose={close} save={(title) => change({ title })} />}
      {open === 'notice' && (
        <EditText title={t('group.notice')} value={group?.notice ?? ''} max={2000} long onClose={close} save={(notice) => change({ notice })} />
      )}
      {open === 'add' && <AddMembers conv={c.id} members={members ?? []} onClose={close} />}
      {open === 'invite' && <InviteSheet conv={c.id} mayReset={leads} onClose={close} />}
      {open === 'waiting' && <Waiting conv={c.id} onClose={close} />}
      {open === 'leave' && (
        <Confirmation
          title={t('group.leaveThis', c.title)}
          text={t('group.leaveText')}
          action={t('group.leave')}
          onClose={close}
          act={async () => {
            await groups.leaveGroup({ conv: c.id })
            session().chats.left(c.id)
            go({ tab: 'chats', detail: '' })
          }}
        />
      )}
    </div>
  )
}

/** Resolves to what to show when it failed, or to nothing. */
export async function changeGroup(conv: string, what: Omit<Parameters<typeof groups.changeGroup>[0], 'conv'>): Promise<string | undefined> {
  try {
    const answer = await groups.changeGroup({ conv, ...what })
    if (answer.conversation) session().chats.take(toConversation(answer.conversation))
    return undefined
  } catch (err) {
    const said = explain(failureOf(err))
    toast(said, 'alert')
    return said
  }
}

async function setPicture(conv: string, file: File): Promise<void> {
  const hash = await squarePicture(file).catch(() => '')
  if (hash === '') toast(t('group.pictureFailed'), 'alert')
  else await changeGroup(conv, { avatarBlob: hash })
}

interface ToggleProps {
  readonly text: string
  readonly on: boolean
  readonly onChange: (on: boolean) => Promise<unknown>
}

function Toggle({ text, on, onChange }: ToggleProps): JSX.Element {
  // What was asked for is shown until the answer says what is.
  const [wanted, setWanted] = useState<boolean | null>(null)
  const shown = wanted ?? on
  return (
    <label class="setting">
      <span class="setting-text">{text}</span>
      <input
        type="checkbox"
        role="switch"
        class="switch"
        checked={shown}
        aria-checked={shown}
        onChange={(e) => {
          setWanted(e.currentTarget.checked)
          void onChange(e.currentTarget.checked).finally(() => setWanted(null))
        }}
      />
    </label>
  )
}

function Members({ c, members, onAdd }: { readonly c: Conversation; readonly members: readonly Member[] | null; readonly onAdd: () => void }): JSX.Element {
  const [query, setQuery] = useState('')
  const mayAdd = c.group !== null && (!c.group.approve || c.group.role !== 'member')
  const wanted = query.trim().toLowerCase()
  const shown = (members ?? []).filter((m) => wanted === '' || textsOf(m.person).join('\n').toLowerCase().includes(wanted))
  return (
    <>
      <h3 class="section-title">{t('group.members')}</h3>
      {members !== null && members.length > SEARCHED && (
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
        {members === null && <SkeletonRows count={3} />}
        {shown.map((m) => (
          <MemberRow key={m.person.id} c={c} m={m} />
        ))}
      </div>
    </>
  )
}

function MemberRow({ c, m }: { readonly c: Conversation; readonly m: Member }): JSX.Element {
  const [at, setAt] = useState<{ x: number; y: number } | null>(null)
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
    <div role="listitem" class="member">
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
            setAt({ x: r.right - 200, y: r.bottom })
          }}
        >
          <Icon name="more" size={20} />
        </button>
      )}
      {at && <Menu title={t('group.actions', nameOf(p))} at={at} onClose={() => setAt(null)} items={items} />}
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
