/** Reporting something to whoever runs the instance: why, in one's own words, what follows, and blocking at once. */
import type { JSX } from 'preact'
import { useId, useState } from 'preact/hooks'
import { failureOf, social } from '../../kit/api/client.js'
import type { Message, Person } from '../../kit/api/model.js'
import { reports } from '../../kit/api/report.js'
import { explain } from '../../kit/i18n/failure.js'
import { Icon } from '../../kit/icons/icons.js'
import { Button, Problem } from '../../kit/ui/parts.js'
import { Sheet } from '../../kit/ui/sheet.js'
import { toast } from '../../kit/ui/toast.js'
import { bodyLine } from '../chats/preview.js'
import { Choices } from '../me/choices.js'
import { nameOf } from '../names.js'
import { instance, loadContacts, me, session } from '../session.js'
import { type Reported, reporting } from './ask.js'
import { reportFault, reportWord } from './words.js'

/** In the order of the API's numbers, from 1. */
const REASONS = ['spam', 'fraud', 'harassment', 'indecent', 'danger', 'other'] as const
type Reason = (typeof REASONS)[number]

const NOTE_MAX = 500
const BEFORE = 5

export function ReportSheet(): JSX.Element | null {
  const about = reporting.value
  return about && <Asking about={about} />
}

/** Who it is about, if it is somebody. */
function personOf(about: Reported): Person | undefined {
  if (about.kind === 'person') return about.person
  return about.kind === 'message' ? session().chats.people.value.get(about.message.sender) : undefined
}

function titleOf(about: Reported): string {
  if (about.kind === 'message') return reportWord('message', nameOf(personOf(about)))
  return reportWord('person', about.kind === 'person' ? nameOf(about.person) : about.name)
}

/** What was said before a message, the last first, as far as it is held here and still stands. */
function before(m: Message): readonly number[] {
  const held = session().chats.threads.peek().get(m.conv)?.messages ?? []
  const said = held.filter((x) => x.seq < m.seq && x.sender !== '' && x.body.kind !== 'recalled' && x.body.kind !== 'hidden')
  return said.slice(-BEFORE).map((x) => x.seq)
}

function subjectOf(about: Reported, others: readonly number[]): NonNullable<Parameters<typeof reports.report>[0]['subject']> {
  switch (about.kind) {
    case 'person':
      return { case: 'userId', value: about.person.id }
    case 'message':
      return { case: 'message', value: { conv: about.message.conv, seq: BigInt(about.message.seq), others: others.map(BigInt) } }
    case 'group':
      return { case: 'group', value: about.conv }
    case 'program':
      return { case: 'appId', value: about.appId }
  }
}

function Asking({ about }: { readonly about: Reported }): JSX.Element {
  const [clientId] = useState(() => crypto.randomUUID())
  const [reason, setReason] = useState<Reason | ''>('')
  const [note, setNote] = useState('')
  const [along, setAlong] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const [sent, setSent] = useState(false)
  const noteId = useId()
  const others = about.kind === 'message' ? before(about.message) : []
  const close = () => {
    reporting.value = null
  }
  const send = async () => {
    if (reason === '') return
    if (reason === 'other' && note.trim() === '') return setProblem(reportWord('sayNeeded'))
    setBusy(true)
    setProblem('')
    try {
      await reports.report({ clientId, subject: subjectOf(about, along ? others : []), reason: REASONS.indexOf(reason) + 1, note })
      setSent(true)
    } catch (err) {
      const f = failureOf(err)
      setProblem(reportFault(f.code) ?? explain(f))
    }
    setBusy(false)
  }
  if (sent) return <Thanks person={personOf(about)} onClose={close} />
  return (
    <Sheet title={titleOf(about)} kind="tall" onClose={close} hold={busy}>
      <form
        class="report"
        onSubmit={(e) => {
          e.preventDefault()
          void send()
        }}
      >
        {about.kind === 'message' && <blockquote class="request-note">{bodyLine(about.message.body)}</blockquote>}
        <Choices name={reportWord('why')} options={REASONS} chosen={reason === '' ? undefined : reason} text={(r) => reportWord(r)} onChoose={setReason} />
        <div class="field">
          <label for={noteId}>{reportWord('say')}</label>
          <textarea
            id={noteId}
            class="long-field"
            rows={3}
            maxLength={NOTE_MAX}
            value={note}
            aria-describedby={`${noteId}-hint`}
            onInput={(e) => {
              setNote(e.currentTarget.value)
              setProblem('')
            }}
          />
          <p id={`${noteId}-hint`} class="field-note">
            {reportWord('sayHint')}
          </p>
        </div>
        {others.length > 0 && (
          <label class="setting tall">
            <span class="setting-text">
              {reportWord('along')}
              <span class="setting-note">{reportWord('alongNote')}</span>
            </span>
            <input type="checkbox" role="switch" class="switch" checked={along} aria-checked={along} onChange={(e) => setAlong(e.currentTarget.checked)} />
          </label>
        )}
        {problem !== '' && <Problem text={problem} />}
        <Button type="submit" wide busy={busy} disabled={busy || reason === ''}>
          {reportWord('send')}
        </Button>
      </form>
    </Sheet>
  )
}

function Thanks({ person, onClose }: { readonly person: Person | undefined; readonly onClose: () => void }): JSX.Element {
  const [busy, setBusy] = useState(false)
  const block = async (p: Person) => {
    setBusy(true)
    try {
      await social.blockPerson({ userId: p.id })
      await loadContacts()
      toast(reportWord('blocked', nameOf(p)))
      onClose()
    } catch (err) {
      toast(explain(failureOf(err)), 'alert')
      setBusy(false)
    }
  }
  return (
    <Sheet title={reportWord('thanks')} onClose={onClose}>
      <div class="report" role="status">
        <p class="report-said">
          <Icon name="check" class="good" />
          <span>{reportWord('next', instance.value.name || location.host)}</span>
        </p>
        <p class="muted">{reportWord('secret')}</p>
        <Button wide onClick={onClose}>
          {reportWord('done')}
        </Button>
        {person && !person.bot && person.id !== me.value.id && (
          <Button kind="danger" wide busy={busy} disabled={busy} onClick={() => void block(person)}>
            {reportWord('block', nameOf(person))}
          </Button>
        )}
      </div>
    </Sheet>
  )
}
