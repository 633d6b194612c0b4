/** Becoming contacts: asking, answering, taking back. */
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { failureOf, social } from '../../kit/api/client.js'
import type { Person } from '../../kit/api/model.js'
import { explain } from '../../kit/i18n/failure.js'
import { t } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { Avatar } from '../../kit/ui/avatar.js'
import { Button, Empty, Field, Problem } from '../../kit/ui/parts.js'
import { toast } from '../../kit/ui/toast.js'
import { Bar } from '../app/bar.js'
import { Link } from '../app/link.js'
import { addContactLocally, dropRequest, loadRequests, me, requests } from '../session.js'

async function answer(person: Person, accept: boolean): Promise<void> {
  await social.answerContactRequest({ userId: person.id, accept })
  dropRequest(person.id)
  if (!accept) return
  addContactLocally(person)
  toast(t('contacts.added', person.name))
}

async function withdraw(person: Person): Promise<void> {
  await social.withdrawContactRequest({ userId: person.id })
  dropRequest(person.id)
}

/** What can be done about somebody who is no contact: answer them, wait for them, ask them, or add them at once. */
export function Meet({ person, asks: told, met }: { readonly person: Person; readonly asks?: boolean; readonly met?: () => void }): JSX.Element {
  const [asks, setAsks] = useState(told)
  const [note, setNote] = useState(t('requests.iAm', me.value.name))
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  useEffect(() => {
    if (told !== undefined) return
    // Without an answer it is added as if nobody asked; the server does what is right.
    social.findPerson({ handle: person.handle }).then(
      (found) => setAsks(found.asks),
      () => setAsks(false),
    )
  }, [person.handle, told])
  const theirs = requests.value.asking.find((r) => r.person.id === person.id)
  const mine = requests.value.asked.find((r) => r.person.id === person.id)
  const act = (how: () => Promise<void>) => {
    setBusy(true)
    setProblem('')
    how()
      .catch((err: unknown) => setProblem(explain(failureOf(err))))
      .finally(() => setBusy(false))
  }
  const add = async () => {
    const { asked } = await social.addContact({ userId: person.id, note: asks ? note.trim() : '' })
    if (asked) {
      await loadRequests()
      return
    }
    addContactLocally(person)
    dropRequest(person.id)
    toast(t('contacts.added', person.name))
    met?.()
  }
  return (
    <div class="meet">
      {problem !== '' && <Problem text={problem} />}
      {theirs ? (
        <>
          {theirs.note !== '' && <blockquote class="request-note">{theirs.note}</blockquote>}
          <p class="muted">{t('requests.asksYou', person.name)}</p>
          <div class="meet-buttons">
            <Button kind="soft" disabled={busy} onClick={() => act(() => answer(person, false))}>
              {t('requests.decline')}
            </Button>
            <Button
              busy={busy}
              disabled={busy}
              onClick={() =>
                act(async () => {
                  await answer(person, true)
                  met?.()
                })
              }
            >
              {t('requests.accept')}
            </Button>
          </div>
        </>
      ) : mine ? (
        <>
          <p role="status" class="muted">
            {t('requests.sent', person.name)}
          </p>
          <button type="button" class="text-button" disabled={busy} onClick={() => act(() => withdraw(person))}>
            {t('requests.withdraw')}
          </button>
        </>
      ) : (
        asks !== undefined && (
          <form
            class="meet-form"
            onSubmit={(e) => {
              e.preventDefault()
              act(add)
            }}
          >
            {asks && <Field name="note" label={t('requests.note')} value={note} maxLength={100} onInput={setNote} hint={t('requests.noteHint', person.name)} />}
            <Button type="submit" wide={asks} busy={busy} disabled={busy}>
              <Icon name="addPerson" size={20} />
              {t(asks ? 'requests.ask' : 'contacts.addThis')}
            </Button>
          </form>
        )
      )}
    </div>
  )
}

export function RequestsPage(): JSX.Element {
  const [problem, setProblem] = useState('')
  useEffect(() => {
    void loadRequests()
  }, [])
  const { asking, asked } = requests.value
  const act = (done: Promise<void>) => {
    setProblem('')
    done.catch((err: unknown) => setProblem(explain(failureOf(err))))
  }
  return (
    <section class="screen" aria-label={t('requests.title')}>
      <Bar title={t('requests.title')} />
      <div class="scroller">
        <div class="requests">
          {problem !== '' && <Problem text={problem} />}
          {asking.length + asked.length === 0 && <Empty title={t('requests.none')} text={t('contacts.emptyText', me.value.handle)} />}
          {asking.length > 0 && (
            <>
              <h2 class="section-title">{t('requests.toYou')}</h2>
              {asking.map(({ person, note }) => (
                <div class="row request" key={person.id}>
                  <Link to={`/contacts/${person.id}`} class="request-who">
                    <Avatar person={person} />
                    <span class="row-main">
                      <span class="row-title">{person.name}</span>
                      <span class="row-line">{note === '' ? `@${person.handle}` : note}</span>
                    </span>
                  </Link>
                  <span class="request-buttons">
                    <button
                      type="button"
                      class="button soft small"
                      aria-label={t('requests.declineWho', person.name)}
                      onClick={() => act(answer(person, false))}
                    >
                      {t('requests.decline')}
                    </button>
                    <button
                      type="button"
                      class="button primary small"
                      aria-label={t('requests.acceptWho', person.name)}
                      onClick={() => act(answer(person, true))}
                    >
                      {t('requests.accept')}
                    </button>
                  </span>
                </div>
              ))}
            </>
          )}
          {asked.length > 0 && (
            <>
              <h2 class="section-title">{t('requests.fromYou')}</h2>
              {asked.map(({ person }) => (
                <div class="row request" key={person.id}>
                  <Link to={`/contacts/${person.id}`} class="request-who">
                    <Avatar person={person} />
                    <span class="row-main">
                      <span class="row-title">{person.name}</span>
                      <span class="row-line">{t('requests.noAnswer')}</span>
                    </span>
                  </Link>
                  <button type="button" class="button soft small" aria-label={t('requests.withdrawWho', person.name)} onClick={() => act(withdraw(person))}>
                    {t('requests.withdraw')}
                  </button>
                </div>
              ))}
            </>
          )}
        </div>
      </div>
    </section>
  )
}
