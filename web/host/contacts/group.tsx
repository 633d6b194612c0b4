/** One group: who is in it, what it is called, what may be done there, and how one gets in or out. */
import type { JSX } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { failureOf, groups } from '../../kit/api/client.js'
import type { Conversation } from '../../kit/api/model.js'
import { toConversation, toPerson, toRole } from '../../kit/api/model.js'
import { explain } from '../../kit/i18n/failure.js'
import { t } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { Empty, SkeletonRows } from '../../kit/ui/parts.js'
import { toast } from '../../kit/ui/toast.js'
import { Bar } from '../app/bar.js'
import { Link } from '../app/link.js'
import { go } from '../app/router.js'
import { GroupAvatar } from '../chats/avatar.js'
import { report } from '../report/ask.js'
import { session } from '../session.js'
import { AddMembers, Confirmation, EditText, InviteSheet, Waiting } from './group-sheets.js'
import { Members } from './members.js'
import { squarePicture } from './picture.js'
import { type Page, Roll } from './roll.js'

/** A group with more members is a large one, in which not all that is said is about them. */
const LARGE = 500
/** With more members than this the list of them comes last: below what has no end nothing is reached. */
const LONG = 50

type Open = 'none' | 'title' | 'notice' | 'add' | 'invite' | 'waiting' | 'leave'

export function GroupPage({ id }: { readonly id: string }): JSX.Element {
  const { chats } = session()
  const c = chats.conversations.value.find((x) => x.id === id)
  const roll = useMemo(() => new Roll((query, cursor) => pageOf(id, query, cursor)), [id])
  const [gone, setGone] = useState(false)
  const known = useRef(false)
  const said = useRef(0)
  // Whatever changes about a group is said in it, so its last line tells when to look again.
  if (c && ((c.group?.memberCount ?? 0) <= LARGE || c.last?.body.kind === 'notice')) said.current = c.lastSeq
  useEffect(() => {
    if (known.current && !c) return setGone(true) // I left, or was removed: there is nothing to ask for
    known.current = c !== undefined
    setGone(false)
    void chats.open(id).catch(() => undefined)
    void roll.refresh()
  }, [id, c === undefined, said.current])
  return (
    <section class="screen" aria-label={c?.title ?? t('group.title')}>
      <Bar title={t('group.title')} />
      <div class="scroller">
        {c?.group ? (
          <GroupBody c={c} roll={roll} />
        ) : gone || roll.shown.value.problem !== null ? (
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
  readonly roll: Roll
}

function GroupBody({ c, roll }: BodyProps): JSX.Element {
  const [open, setOpen] = useState<Open>('none')
  const close = () => setOpen('none')
  const group = c.group
  const leads = group !== null && group.role !== 'member'
  const members = <Members c={c} roll={roll} onAdd={() => setOpen('add')} />
  const long = (group?.memberCount ?? 0) > LONG
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
      {!long && members}
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
      {long && members}
      {open === 'title' && <EditText title={t('group.rename')} value={c.title} max={64} onClose={close} save={(title) => change({ title })} />}
      {open === 'notice' && (
        <EditText title={t('group.notice')} value={group?.notice ?? ''} max={2000} long onClose={close} save={(notice) => change({ notice })} />
      )}
      {open === 'add' && <AddMembers conv={c.id} members={roll.shown.value.list ?? []} onClose={close} />}
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

async function pageOf(conv: string, query: string, cursor: string): Promise<Page> {
  const answer = await groups.listMembers({ conv, query, cursor })
  return { members: answer.members.flatMap((m) => (m.person ? [{ person: toPerson(m.person), role: toRole(m.role) }] : [])), next: answer.next }
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
