/** "Is it you?": what changes the ways in wants a fresh proof. The call is made; if it is refused for that, asked, and made again. */
import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { failureOf, security } from '../../kit/api/client.js'
import type { GetSecurityResponse } from '../../kit/api/superette/v1/security_pb.js'
import { t } from '../../kit/i18n/i18n.js'
import { Button, Field, Problem } from '../../kit/ui/parts.js'
import { Sheet } from '../../kit/ui/sheet.js'
import { passkeysHere, usePasskey } from '../signin/passkey.js'
import { type Why, why } from '../signin/ways.js'

/** The person closed the question: nothing went wrong, and nothing happened. */
export class Given extends Error {}

interface Question {
  readonly now: GetSecurityResponse
  readonly proved: () => void
  readonly gave: () => void
}

const question = signal<Question | null>(null)

export async function withProof<T>(now: GetSecurityResponse, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (err) {
    if (failureOf(err).code !== 'account.prove') throw err
  }
  await new Promise<void>((proved, no) => {
    question.value = { now, proved, gave: () => no(new Given()) }
  })
  return call()
}

export function ProofSheet(): JSX.Element | null {
  const asked = question.value
  if (!asked) return null
  return <Ask key="proof" {...asked} />
}

function Ask({ now, proved, gave }: Question): JSX.Element {
  const [password, setPassword] = useState('')
  const [error, setError] = useState<string | undefined>(undefined)
  const [problem, setProblem] = useState<Why | null>(null)
  const [busy, setBusy] = useState(false)
  const prove = async (how: () => Promise<unknown>) => {
    setBusy(true)
    setProblem(null)
    setError(undefined)
    try {
      await how()
      question.value = null
      proved()
    } catch (err) {
      if (failureOf(err).code === 'account.wrong') setError(t('security.wrongPassword'))
      else setProblem(why(err))
      setBusy(false)
    }
  }
  const byPasskey = async () => {
    const { ask } = await security.beginProof({})
    if (!ask) throw new Error('the answer has no challenge')
    await security.prove({ assertion: await usePasskey(ask) })
  }
  return (
    <Sheet
      title={t('security.prove')}
      onClose={() => {
        question.value = null
        gave()
      }}
    >
      <form
        class="sheet-form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          if (password !== '') void prove(() => security.prove({ password }))
        }}
      >
        <p class="muted">{t('security.proveText')}</p>
        {problem && <Problem {...problem} />}
        {now.passkeys.some((key) => key.elsewhere === '') && passkeysHere() && (
          <Button wide kind={now.password ? 'soft' : 'primary'} disabled={busy} onClick={() => void prove(byPasskey)}>
            {t('security.provePasskey')}
          </Button>
        )}
        {now.password && (
          <>
            <Field
              name="password"
              label={t('door.password')}
              type="password"
              value={password}
              onInput={setPassword}
              error={error}
              autoComplete="current-password"
              maxLength={128}
              autoFocus
            />
            <Button type="submit" wide busy={busy} disabled={busy || password === ''}>
              {t('security.proveButton')}
            </Button>
          </>
        )}
      </form>
    </Sheet>
  )
}
