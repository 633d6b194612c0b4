/** The sheets of a group: a new one, its name and notice, adding people, its invitation, who waits, and "are you sure". */
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { failureOf, groups } from '../../kit/api/client.js'
import type { Person } from '../../kit/api/model.js'
import { toConversation, toPerson } from '../../kit/api/model.js'
import { explain } from '../../kit/i18n/failure.js'
import { t } from '../../kit/i18n/i18n.js'
import { Avatar } from '../../kit/ui/avatar.js'
import { CodeOf } from '../../kit/ui/code.js'
import { Button, Field, Problem, SkeletonRows } from '../../kit/ui/parts.js'
import { Sheet } from '../../kit/ui/sheet.js'
import { layout } from '../app/layout.js'
import { go, place, up } from '../app/router.js'
import { nameOf } from '../names.js'
import { contacts, loadContacts, session } from '../session.js'
import { Picker } from './picker.js'
import type { Member } from './roll.js'

/** From /contacts/group; the people named in its search part are chosen already. */
export function NewGroup(): JSX.Element {
  const [title, setTitle] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(begun.splice(0)))
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  useEffect(() => {
    void loadContacts()
  }, [])
  const create = async () => {
    setBusy(true)
    setProblem('')
    try {
      const answer = await groups.createGroup({ title: title.trim(), userIds: [...chosen] })
      if (!answer.conversation) throw new Error('the answer has no conversation')
      const c = toConversation(answer.conversation)
      session().chats.take(c)
      go({ tab: 'chats', detail: c.id }, { replace: true, keep: layout.value !== 'phone' })
    } catch (err) {
      setProblem(explain(failureOf(err)))
      setBusy(false)
    }
  }
  return (
    <Sheet title={t('group.new')} kind="tall" onClose={up}>
      <div class="sheet-form">
        <Field name="title" label={t('group.name')} value={title} maxLength={64} onInput={setTitle} hint={t('group.nameHint')} />
        {problem !== '' && <Problem text={problem} />}
      </div>
      <Picker people={contacts.value} chosen={chosen} onChange={setChosen} />
      <footer class="sheet-foot">
        <Button wide busy={busy} disabled={busy || chosen.size === 0} onClick={() => void create()}>
          {chosen.size === 0 ? t('group.choose') : t('group.createWith', chosen.size + 1)}
        </Button>
      </footer>
    </Sheet>
  )
}

/** Whom the next new group begins with. */
const begun: string[] = []

/** Opens the sheet for a new group with somebody chosen already. */
export function groupWith(person: Person): void {
  begun.splice(0, begun.length, person.id)
  go({ tab: 'contacts', detail: 'group' }, { keep: place.value.program !== null && layout.value !== 'phone' })
}

interface EditTextProps {
  readonly title: string
  readonly value: string
  readonly max: number
  readonly long?: boolean
  readonly onClose: () => void
  /** Resolves to what went wrong. */
  readonly save: (text: string) => Promise<string | undefined>
}

export function EditText({ title, value, max, long = false, onClose, save }: EditTextProps): JSX.Element {
  const [text, setText] = useState(value)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | undefined>(undefined)
  const submit = async () => {
    setBusy(true)
    const wrong = await save(text.trim())
    setBusy(false)
    if (wrong === undefined) onClose()
    else setError(wrong)
  }
  return (
    <Sheet title={title} onClose={onClose}>
      <form
        class="sheet-form"
        onSubmit={(e) => {
          e.preventDefault()
          void submit()
        }}
      >
        {long ? (
          <textarea
            class="long-field"
            rows={6}
            maxLength={max}
            aria-label={title}
            data-autofocus=""
            value={text}
            onInput={(e) => setText(e.currentTarget.value)}
          />
        ) : (
          <Field name="text" label={title} value={text} maxLength={max} autoFocus onInput={setText} error={error} />
        )}
        {long && error !== undefined && <Problem text={error} />}
        <Button type="submit" wide busy={busy} disabled={busy || text.trim() === value.trim()}>
          {t('save')}
        </Button>
      </form>
    </Sheet>
  )
}

export function AddMembers({
  conv,
  members,
  onClose,
}: {
  readonly conv: string
  readonly members: readonly Member[]
  readonly onClose: () => void
}): JSX.Element {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const inIt = new Set(members.map((m) => m.person.id))
  const add = async () => {
    setBusy(true)
    try {
      const answer = await groups.addMembers({ conv, userIds: [...chosen] })
      if (answer.conversation) session().chats.take(toConversation(answer.conversation))
      onClose()
    } catch (err) {
      setProblem(explain(failureOf(err)))
      setBusy(false)
    }
  }
  return (
    <Sheet title={t('group.add')} kind="tall" onClose={onClose}>
      {problem !== '' && <Problem text={problem} />}
      <Picker people={contacts.value.filter((p) => !inIt.has(p.id))} chosen={chosen} onChange={setChosen} />
      <footer class="sheet-foot">
        <Button wide busy={busy} disabled={busy || chosen.size === 0} onClick={() => void add()}>
          {chosen.size === 0 ? t('group.choose') : t('group.addThese', chosen.size)}
        </Button>
      </footer>
    </Sheet>
  )
}

export function inviteLink(code: string): string {
  return `${location.origin}/contacts/join-${code}`
}

export function InviteSheet({ conv, mayReset, onClose }: { readonly conv: string; readonly mayReset: boolean; readonly onClose: () => void }): JSX.Element {
  const [code, setCode] = useState('')
  const [problem, setProblem] = useState('')
  const ask = (anew: boolean) => {
    setProblem('')
    ;(anew ? groups.resetInvite({ conv }) : groups.getInvite({ conv })).then(
      (answer) => setCode(answer.code),
      (err: unknown) => setProblem(explain(failureOf(err))),
    )
  }
  useEffect(() => ask(false), [conv])
  return (
    <Sheet title={t('group.invite')} onClose={onClose}>
      <div class="sheet-form">
        <p class="muted">{t('group.inviteText')}</p>
        {problem !== '' && <Problem text={problem} onRetry={() => ask(false)} />}
        {code !== '' && <CodeOf link={inviteLink(code)} label={t('code.group')} />}
        {mayReset && (
          <Button kind="soft" wide onClick={() => ask(true)}>
            {t('group.inviteReset')}
          </Button>
        )}
      </div>
    </Sheet>
  )
}

interface Asking {
  readonly person: Person
  readonly note: string
}

export function Waiting({ conv, onClose }: { readonly conv: string; readonly onClose: () => void }): JSX.Element {
  const [list, setList] = useState<readonly Asking[] | null>(null)
  const [problem, setProblem] = useState('')
  useEffect(() => {
    groups.listJoinRequests({ conv }).then(
      (answer) => setList(answer.requests.flatMap((r) => (r.person ? [{ person: toPerson(r.person), note: r.note }] : []))),
      (err: unknown) => setProblem(explain(failureOf(err))),
    )
  }, [conv])
  const answer = (person: Person, accept: boolean) => {
    setProblem('')
    groups.answerJoinRequest({ conv, userId: person.id, accept }).then(
      () => setList((now) => (now ?? []).filter((each) => each.person.id !== person.id)),
      (err: unknown) => setProblem(explain(failureOf(err))),
    )
  }
  return (
    <Sheet title={t('group.waiting')} kind="tall" onClose={onClose}>
      {problem !== '' && <Problem text={problem} />}
      {list === null && problem === '' && <SkeletonRows count={2} />}
      {list?.length === 0 && <p class="nothing">{t('group.nobodyWaits')}</p>}
      <div class="picker-list">
        {list?.map(({ person, note }) => (
          <div class="row waiting-row" key={person.id}>
            <Avatar person={person} size={40} />
            <span class="row-main">
              <span class="row-title">{nameOf(person)}</span>
              <span class="row-line">{note === '' ? `@${person.handle}` : note}</span>
            </span>
            <button type="button" class="button soft small" onClick={() => answer(person, false)}>
              {t('group.refuse')}
            </button>
            <button type="button" class="button primary small" onClick={() => answer(person, true)}>
              {t('group.letIn')}
            </button>
          </div>
        ))}
      </div>
    </Sheet>
  )
}

interface ConfirmationProps {
  readonly title: string
  readonly text: string
  readonly action: string
  readonly onClose: () => void
  readonly act: () => Promise<unknown>
}

/** Before what cannot be undone: what will happen, and to whom. */
export function Confirmation({ title, text, action, onClose, act }: ConfirmationProps): JSX.Element {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  return (
    <Sheet title={title} onClose={onClose}>
      <div class="sheet-form">
        <p class="muted">{text}</p>
        {problem !== '' && <Problem text={problem} />}
        <Button
          kind="danger"
          wide
          busy={busy}
          disabled={busy}
          onClick={() => {
            setBusy(true)
            act().then(onClose, (err: unknown) => {
              setProblem(explain(failureOf(err)))
              setBusy(false)
            })
          }}
        >
          {action}
        </Button>
      </div>
    </Sheet>
  )
}
