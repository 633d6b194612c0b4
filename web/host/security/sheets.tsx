/** The sheets of Security: one passkey, the password, the recovery codes. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { security } from '../../kit/api/client.js'
import type { GetSecurityResponse, Passkey } from '../../kit/api/superette/v1/security_pb.js'
import { t } from '../../kit/i18n/i18n.js'
import { download } from '../../kit/ui/download.js'
import { Button, Field, Problem } from '../../kit/ui/parts.js'
import { Sheet } from '../../kit/ui/sheet.js'
import { toast } from '../../kit/ui/toast.js'
import { me } from '../session.js'
import { nameFault, passwordFault } from '../signin/rules.js'
import { type Why, why } from '../signin/ways.js'
import { Given, withProof } from './proof.js'

interface Closing {
  readonly onClose: () => void
  /** Something has changed. */
  readonly onDone: () => void
}

/** Runs a call of a sheet: busy while it lasts, what went wrong if it did. */
function useCall(): { readonly busy: boolean; readonly problem: Why | null; readonly run: (call: () => Promise<void>) => Promise<void> } {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Why | null>(null)
  const run = async (call: () => Promise<void>) => {
    setBusy(true)
    setProblem(null)
    try {
      await call()
    } catch (err) {
      if (!(err instanceof Given)) setProblem(why(err))
    }
    setBusy(false)
  }
  return { busy, problem, run }
}

export function PasskeySheet({ passkey, onClose, onDone, onRemove }: Closing & { readonly passkey: Passkey; readonly onRemove: () => void }): JSX.Element {
  const [name, setName] = useState(passkey.name)
  const { busy, problem, run } = useCall()
  const fault = nameFault(name)
  const save = () =>
    run(async () => {
      await security.renamePasskey({ id: passkey.id, name: name.trim() })
      toast(t('me.saved'))
      onDone()
      onClose()
    })
  return (
    <Sheet title={passkey.name} onClose={onClose}>
      <form
        class="sheet-form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          void save()
        }}
      >
        <Field name="name" label={t('security.passkeyName')} value={name} onInput={setName} maxLength={32} autoFocus error={fault ? t(fault) : undefined} />
        {problem && <Problem {...problem} />}
        <Button type="submit" wide busy={busy} disabled={busy || fault !== undefined || name.trim() === passkey.name}>
          {t('save')}
        </Button>
        <Button wide kind="danger" disabled={busy} onClick={onRemove}>
          {t('security.removePasskey')}
        </Button>
      </form>
    </Sheet>
  )
}

export function PasswordSheet({ now, onClose, onDone }: Closing & { readonly now: GetSecurityResponse }): JSX.Element {
  const [password, setPassword] = useState('')
  const [error, setError] = useState<string | undefined>(undefined)
  const { busy, problem, run } = useCall()
  const title = t(now.password ? 'security.changePassword' : 'security.setPassword')
  const save = () => {
    const fault = passwordFault(password)
    setError(fault ? t(fault) : undefined)
    if (fault) return
    void run(async () => {
      await withProof(now, () => security.changePassword({ password }))
      toast(t(now.password ? 'security.passwordChanged' : 'security.passwordSet'))
      onDone()
      onClose()
    })
  }
  return (
    <Sheet title={title} onClose={onClose}>
      <form
        class="sheet-form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          save()
        }}
      >
        {/* Keychains file the password under it. */}
        <input type="text" name="username" autoComplete="username" value={me.value.handle} readOnly hidden />
        {now.password && <p class="muted">{t('security.changeText')}</p>}
        <Field
          name="new-password"
          label={t('security.newPassword')}
          type="password"
          value={password}
          onInput={setPassword}
          error={error}
          autoComplete="new-password"
          maxLength={128}
          autoFocus
          hint={t('door.passwordHint')}
        />
        {problem && <Problem {...problem} />}
        <Button type="submit" wide busy={busy} disabled={busy}>
          {title}
        </Button>
      </form>
    </Sheet>
  )
}

export function CodesSheet({ now, onClose, onDone }: Closing & { readonly now: GetSecurityResponse }): JSX.Element {
  const [codes, setCodes] = useState<readonly string[]>([])
  const { busy, problem, run } = useCall()
  const text = () => `${t('security.codesFile', me.value.handle, location.host)}\n\n${codes.join('\n')}\n`
  return (
    // Held while the codes are there: a tap beside the sheet must not lose what is shown once.
    <Sheet title={t('security.codes')} onClose={onClose} hold={codes.length > 0}>
      <div class="sheet-form">
        {codes.length === 0 ? (
          <>
            <p>{t('security.codesText')}</p>
            {now.codesLeft > 0 && <p class="muted">{t('security.codesEnd')}</p>}
            {problem && <Problem {...problem} />}
            <Button
              wide
              busy={busy}
              disabled={busy}
              onClick={() =>
                void run(async () => {
                  setCodes((await withProof(now, () => security.makeRecoveryCodes({}))).codes)
                  onDone()
                })
              }
            >
              {t('security.makeCodes')}
            </Button>
          </>
        ) : (
          <>
            <p role="status">{t('security.codesShown')}</p>
            <ol class="codes">
              {codes.map((code) => (
                <li key={code}>
                  <code>{code}</code>
                </li>
              ))}
            </ol>
            <div class="codes-keep">
              <Button kind="soft" onClick={() => download(new Blob([text()], { type: 'text/plain' }), `superette-${me.value.handle}.txt`)}>
                {t('security.download')}
              </Button>
              <Button
                kind="soft"
                onClick={() =>
                  void navigator.clipboard.writeText(text()).then(
                    () => toast(t('copied')),
                    () => toast(t('copyFailed'), 'alert'),
                  )
                }
              >
                {t('copy')}
              </Button>
            </div>
            <Button wide onClick={onClose}>
              {t('security.done')}
            </Button>
          </>
        )}
      </div>
    </Sheet>
  )
}
