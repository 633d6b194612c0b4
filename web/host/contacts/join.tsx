/** Where an invitation leads to: what the group is, and the one step into it. */
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { failureOf, groups } from '../../kit/api/client.js'
import { toConversation } from '../../kit/api/model.js'
import type { FindInviteResponse } from '../../kit/api/superette/v1/group_pb.js'
import { explain } from '../../kit/i18n/failure.js'
import { t } from '../../kit/i18n/i18n.js'
import { Button, Empty, Field, Problem, SkeletonRows } from '../../kit/ui/parts.js'
import { Bar } from '../app/bar.js'
import { layout } from '../app/layout.js'
import { Link } from '../app/link.js'
import { go } from '../app/router.js'
import { GroupAvatar } from '../chats/avatar.js'
import { session } from '../session.js'

export function JoinPage({ code }: { readonly code: string }): JSX.Element {
  const [found, setFound] = useState<FindInviteResponse | null>(null)
  const [lost, setLost] = useState('')
  const [problem, setProblem] = useState('')
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    groups.findInvite({ code }).then(setFound, (err: unknown) => setLost(explain(failureOf(err))))
  }, [code])
  const join = async () => {
    setBusy(true)
    setProblem('')
    try {
      const answer = await groups.joinGroup({ code, note: note.trim() })
      if (answer.conversation) {
        const c = toConversation(answer.conversation)
        session().chats.take(c)
        go({ tab: 'chats', detail: c.id }, { replace: true, keep: layout.value !== 'phone' })
        return
      }
      setFound(await groups.findInvite({ code }))
    } catch (err) {
      setProblem(explain(failureOf(err)))
    }
    setBusy(false)
  }
  return (
    <section class="screen" aria-label={t('group.invitation')}>
      <Bar title={t('group.invitation')} />
      <div class="scroller">
        {lost !== '' && <Empty title={t('group.invitation')} text={lost} />}
        {!found && lost === '' && <SkeletonRows count={2} />}
        {found && (
          <div class="group-head">
            <GroupAvatar id={code} title={found.title} picture={found.avatarBlob} size={96} />
            <h2>{found.title}</h2>
            <p class="muted">{t('chat.members', found.memberCount)}</p>
            {problem !== '' && <Problem text={problem} />}
            {found.conv !== '' ? (
              <Link to={`/chats/${found.conv}`} class="button primary">
                {t('contact.message')}
              </Link>
            ) : found.asked ? (
              <p role="status">{t('group.asked')}</p>
            ) : (
              <form
                class="join-form"
                onSubmit={(e) => {
                  e.preventDefault()
                  void join()
                }}
              >
                {found.approve && <Field name="note" label={t('group.note')} value={note} maxLength={100} onInput={setNote} hint={t('group.noteHint')} />}
                <Button type="submit" wide busy={busy} disabled={busy}>
                  {t(found.approve ? 'group.ask' : 'group.join')}
                </Button>
              </form>
            )}
          </div>
        )}
      </div>
    </section>
  )
}
