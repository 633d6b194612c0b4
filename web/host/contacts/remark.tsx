/** A name and a note of one's own for a contact: the sheet where they are written, and what a person's page shows of them. */
import type { JSX } from 'preact'
import { useId, useState } from 'preact/hooks'
import { failureOf, social } from '../../kit/api/client.js'
import type { Person } from '../../kit/api/model.js'
import { explain } from '../../kit/i18n/failure.js'
import { t } from '../../kit/i18n/i18n.js'
import { Button, Field, Problem } from '../../kit/ui/parts.js'
import { Sheet } from '../../kit/ui/sheet.js'
import { remarks } from '../names.js'
import { keepRemark } from '../session.js'
import { remarkFault, remarkWord } from './remark-words.js'

const NAME_MAX = 32
const NOTE_MAX = 300

/** Below a person's name: what they call themselves if I call them otherwise, and what I wrote down. */
export function RemarkOf({ person }: { readonly person: Person }): JSX.Element | null {
  const remark = remarks.value.get(person.id)
  if (!remark) return null
  return (
    <>
      {remark.name !== '' && <p class="muted">{remarkWord('own', person.name)}</p>}
      {remark.note !== '' && <p class="remark-note">{remark.note}</p>}
    </>
  )
}

export function RemarkSheet({ person, onClose }: { readonly person: Person; readonly onClose: () => void }): JSX.Element {
  const held = remarks.peek().get(person.id)
  const [name, setName] = useState(held?.name ?? '')
  const [note, setNote] = useState(held?.note ?? '')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const noteId = useId()
  const save = async () => {
    setBusy(true)
    setProblem('')
    try {
      const { remark } = await social.changeRemark({ remark: { userId: person.id, name, note } })
      if (remark) keepRemark(remark)
      onClose()
    } catch (err) {
      const f = failureOf(err)
      setProblem(remarkFault(f.code) ?? explain(f))
      setBusy(false)
    }
  }
  return (
    <Sheet title={remarkWord('title', person.name)} onClose={onClose} hold={busy}>
      <form
        class="sheet-form"
        onSubmit={(e) => {
          e.preventDefault()
          void save()
        }}
      >
        <Field
          name="remark"
          label={remarkWord('name')}
          value={name}
          maxLength={NAME_MAX}
          autoFocus
          onInput={setName}
          hint={remarkWord('nameHint', person.name)}
        />
        <div class="field">
          <label for={noteId}>{remarkWord('note')}</label>
          <textarea id={noteId} class="long-field" rows={4} maxLength={NOTE_MAX} value={note} onInput={(e) => setNote(e.currentTarget.value)} />
        </div>
        {problem !== '' && <Problem text={problem} />}
        <Button type="submit" wide busy={busy} disabled={busy}>
          {t('save')}
        </Button>
      </form>
    </Sheet>
  )
}
