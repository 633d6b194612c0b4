/** People: the list by name, one person's page, and adding somebody by handle. */
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { failureOf, social } from '../../kit/api/client.js'
import type { Person } from '../../kit/api/model.js'
import { toPerson } from '../../kit/api/model.js'
import { explain } from '../../kit/i18n/failure.js'
import { t } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { Avatar } from '../../kit/ui/avatar.js'
import { Button, Empty, Field, Problem, SkeletonRows } from '../../kit/ui/parts.js'
import { arrowKeys, Sheet } from '../../kit/ui/sheet.js'
import { toast } from '../../kit/ui/toast.js'
import { Bar } from '../app/bar.js'
import { layout } from '../app/layout.js'
import { Link } from '../app/link.js'
import { go, place, up } from '../app/router.js'
import { WITH } from './address.js'
import { GroupPage } from './group.js'
import { groupWith } from './group-sheets.js'
import { JoinPage } from './join.js'
import { nameOf } from '../names.js'
import { SecondPerson } from '../chats/second-person.js'
import { report } from '../report/ask.js'
import { contacts, contactsKnown, loadContacts, loadRequests, me, requests, session } from '../session.js'
import { RemarkOf, RemarkSheet } from './remark.js'
import { remarkWord } from './remark-words.js'
import { Meet, RequestsPage } from './requests.js'

export function ContactsList(): JSX.Element {
  useEffect(() => {
    void loadContacts()
    void loadRequests()
  }, [])
  const list = contacts.value
  const { asking, asked } = requests.value
  if (list.length === 0 && asking.length + asked.length === 0) {
    if (!contactsKnown.value) return <SkeletonRows />
    return (
      <Empty title={t('contacts.empty')} text={t('contacts.emptyText', me.value.handle)}>
        <Link to="/contacts/add" class="button primary">
          <Icon name="addPerson" size={20} />
          {t('contacts.add')}
        </Link>
        <SecondPerson />
      </Empty>
    )
  }
  const open = place.value.page.detail
  return (
    <div class="rows" role="list" aria-label={t('tab.contacts')} onKeyDown={arrowKeys}>
      {asking.length + asked.length > 0 && (
        <div role="listitem">
          <Link to="/contacts/requests" class={open === 'requests' ? 'row current' : 'row'} current={open === 'requests'} row>
            <span class="round-add requests-mark">
              <Icon name="addPerson" size={20} />
            </span>
            <span class="row-main">
              <span class="row-title">{t('requests.title')}</span>
              <span class="row-line">{[...asking, ...asked].map((r) => r.person.name).join(t('requests.comma'))}</span>
            </span>
            {asking.length > 0 && (
              <span class="badge">
                <span aria-hidden="true">{asking.length}</span>
                <span class="sr-only">{t('requests.waiting', asking.length)}</span>
              </span>
            )}
          </Link>
        </div>
      )}
      {list.map((p) => (
        <div role="listitem" key={p.id}>
          <Link to={`/contacts/${p.id}`} class={open === p.id ? 'row current' : 'row'} current={open === p.id} row>
            <Avatar person={p} />
            <span class="row-main">
              <span class="row-title">{nameOf(p)}</span>
              <span class="row-line">{p.bot ? t('contact.bot') : `@${p.handle}`}</span>
            </span>
          </Link>
        </div>
      ))}
    </div>
  )
}

async function message(p: Person, failed: (text: string) => void): Promise<void> {
  try {
    const conv = await session().chats.openDirect(p.id)
    go({ tab: 'chats', detail: conv }, { keep: layout.value !== 'phone' })
  } catch (err) {
    failed(explain(failureOf(err)))
  }
}

/** One address for people, groups and invitations: the name says what it is. */
export function ContactDetail({ id }: { readonly id: string }): JSX.Element {
  if (id === 'requests') return <RequestsPage />
  if (id.startsWith(WITH)) return <ByCode handle={id.slice(WITH.length)} />
  if (id.startsWith('cnv_')) return <GroupPage id={id} />
  if (id.startsWith('join-')) return <JoinPage code={id.slice('join-'.length)} />
  return <ContactPage id={id} />
}

function ByCode({ handle }: { readonly handle: string }): JSX.Element {
  const [id, setId] = useState('')
  const [problem, setProblem] = useState('')
  const look = () => {
    setProblem('')
    social.findPerson({ handle }).then(
      ({ person }) => {
        if (!person) return
        session().chats.learn([toPerson(person)])
        setId(person.id)
      },
      (err: unknown) => {
        const f = failureOf(err)
        setProblem(f.kind === 'notFound' || f.kind === 'invalid' ? t('contacts.notFound', handle) : explain(f))
      },
    )
  }
  useEffect(look, [handle])
  if (id !== '') return <ContactPage id={id} />
  return (
    <section class="screen" aria-label={t('contact.title')}>
      <Bar title={t('contact.title')} />
      <div class="scroller">{problem === '' ? <SkeletonRows count={2} /> : <Problem text={problem} onRetry={look} />}</div>
    </section>
  )
}

export function ContactPage({ id }: { readonly id: string }): JSX.Element {
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const [naming, setNaming] = useState(false)
  const contact = contacts.value.find((x) => x.id === id)
  const between = requests.value.asking.find((r) => r.person.id === id) ?? requests.value.asked.find((r) => r.person.id === id)
  const p = contact ?? between?.person ?? session().chats.people.value.get(id)
  return (
    <section class="screen" aria-label={nameOf(p) || t('contact.title')}>
      <Bar title={t('contact.title')} />
      <div class="scroller">
        {p ? (
          <div class="person-page">
            <Avatar person={p} size={96} />
            <h2>{nameOf(p)}</h2>
            <p class="muted">@{p.handle}</p>
            <RemarkOf person={p} />
            {p.bot && <p class="tag">{t('contact.bot')}</p>}
            {problem !== '' && <Problem text={problem} />}
            {p.id !== me.value.id && !contact && contactsKnown.value && <Meet person={p} />}
            {contact && (
              <Button
                busy={busy}
                disabled={busy}
                onClick={() => {
                  setBusy(true)
                  setProblem('')
                  void message(p, setProblem).finally(() => setBusy(false))
                }}
              >
                <Icon name="chats" size={20} />
                {t('contact.message')}
              </Button>
            )}
            {contact && (
              <button type="button" class="text-button spaced" onClick={() => groupWith(contact)}>
                {t('group.with', nameOf(contact))}
              </button>
            )}
            {contact && (
              <button type="button" class="text-button spaced" onClick={() => setNaming(true)}>
                {remarkWord('edit')}
              </button>
            )}
            {p.id !== me.value.id && !p.bot && <Block person={p} />}
            {p.id !== me.value.id && (
              <button type="button" class="text-button bad" onClick={() => report({ kind: 'person', person: p })}>
                {t('report')}
              </button>
            )}
          </div>
        ) : contactsKnown.value ? (
          <Empty title={t('contact.unknown')} text={t('contact.unknownText')} />
        ) : (
          <SkeletonRows count={2} />
        )}
      </div>
      {naming && contact && <RemarkSheet person={contact} onClose={() => setNaming(false)} />}
    </section>
  )
}

/** Ends what somebody can send me, or lets them again. They are not told. */
function Block({ person }: { readonly person: Person }): JSX.Element | null {
  const [blocked, setBlocked] = useState<boolean | null>(null)
  useEffect(() => {
    social.listBlocked({}).then(
      (answer) => setBlocked(answer.people.some((each) => each.id === person.id)),
      () => undefined, // without a connection nothing is offered
    )
  }, [person.id])
  if (blocked === null) return null
  const change = async (to: boolean): Promise<void> => {
    try {
      await (to ? social.blockPerson({ userId: person.id }) : social.unblockPerson({ userId: person.id }))
      setBlocked(to)
      await loadContacts()
      if (to) toast(t('contact.blocked', nameOf(person)), 'check', { text: t('undo'), act: () => void change(false) })
    } catch (err) {
      toast(explain(failureOf(err)), 'alert')
    }
  }
  return (
    <button type="button" class={blocked ? 'text-button' : 'text-button bad'} onClick={() => void change(!blocked)}>
      {t(blocked ? 'contact.unblock' : 'contact.block')}
    </button>
  )
}

type Found = { readonly person: Person; readonly contact: boolean; readonly asks: boolean }

export function AddContact(): JSX.Element {
  const [handle, setHandle] = useState('')
  const [found, setFound] = useState<Found | null>(null)
  const [error, setError] = useState<string | undefined>(undefined)
  const [busy, setBusy] = useState(false)
  const close = () => up()
  const find = async () => {
    const bare = handle.trim().replace(/^@/, '').toLowerCase()
    if (bare === '') return setError(t('contacts.needHandle'))
    if (bare === me.value.handle) return setError(t('contacts.thatsYou'))
    setBusy(true)
    setError(undefined)
    setFound(null)
    try {
      const answer = await social.findPerson({ handle: bare })
      if (answer.person) setFound({ person: toPerson(answer.person), contact: answer.contact, asks: answer.asks })
    } catch (err) {
      const f = failureOf(err)
      const missing = f.kind === 'notFound' || f.kind === 'invalid'
      setError(missing ? t('contacts.notFound', bare) : explain(f))
    }
    setBusy(false)
  }
  return (
    <Sheet title={t('contacts.add')} onClose={close}>
      <form
        class="sheet-form"
        onSubmit={(e) => {
          e.preventDefault()
          void find()
        }}
      >
        <Field
          name="find"
          label={t('door.handle')}
          prefix="@"
          plain
          autoFocus
          value={handle}
          onInput={(v) => {
            setHandle(v)
            setFound(null)
            setError(undefined)
          }}
          error={error}
          hint={t('contacts.addHint', me.value.handle)}
        />
        {found ? (
          <div class="found">
            <Avatar person={found.person} />
            <span class="row-main">
              <span class="row-title">{nameOf(found.person)}</span>
              <span class="row-line">{found.contact ? t('contacts.already') : `@${found.person.handle}`}</span>
            </span>
            {found.contact ? (
              <Button onClick={() => void message(found.person, setError)}>{t('contact.message')}</Button>
            ) : (
              <Meet key={found.person.id} person={found.person} asks={found.asks} met={() => void message(found.person, setError)} />
            )}
          </div>
        ) : (
          <Button type="submit" wide busy={busy} disabled={busy}>
            {t('contacts.find')}
          </Button>
        )}
      </form>
    </Sheet>
  )
}

export { NewGroup } from './group-sheets.js'
