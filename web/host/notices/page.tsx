/** Me → Notifications: two switches, or why there are none. */
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { failureOf } from '../../kit/api/client.js'
import { explain } from '../../kit/i18n/failure.js'
import { t } from '../../kit/i18n/i18n.js'
import { Problem, Slowly } from '../../kit/ui/parts.js'
import { learn, preview, showPreview, standing, turnOff, turnOn } from './notices.js'

export function NoticesPage(): JSX.Element {
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    void learn()
  }, [])
  const act = async (what: () => Promise<void>) => {
    setBusy(true)
    setProblem('')
    try {
      await what()
    } catch (err) {
      // The browser's own service is what fails with a DOMException.
      setProblem(err instanceof DOMException ? t('notices.failed') : explain(failureOf(err)))
    }
    setBusy(false)
  }
  const now = standing.value
  if (now === 'unknown') return <Slowly>{t('loading')}</Slowly>
  if (now === 'impossible') return <p class="settings-text">{t('notices.impossible')}</p>
  if (now === 'denied') return <p class="settings-text">{t('notices.denied')}</p>
  return (
    <>
      {problem !== '' && <Problem text={problem} />}
      <div class="settings" aria-busy={busy}>
        <Toggle text={t('notices.on')} note={t('notices.onNote')} checked={now === 'on'} disabled={busy} onChange={(on) => void act(on ? turnOn : turnOff)} />
        {now === 'on' && (
          <Toggle
            text={t('notices.preview')}
            note={t('notices.previewNote')}
            checked={preview.value}
            disabled={busy}
            onChange={(shown) => void act(() => showPreview(shown))}
          />
        )}
      </div>
    </>
  )
}

interface ToggleProps {
  readonly text: string
  readonly note: string
  readonly checked: boolean
  readonly disabled: boolean
  readonly onChange: (on: boolean) => void
}

function Toggle({ text, note, checked, disabled, onChange }: ToggleProps): JSX.Element {
  return (
    <label class="setting tall">
      <span class="setting-text">
        {text}
        <span class="setting-note">{note}</span>
      </span>
      <input
        type="checkbox"
        role="switch"
        class="switch"
        checked={checked}
        aria-checked={checked}
        disabled={disabled}
        onChange={(e) => onChange(e.currentTarget.checked)}
      />
    </label>
  )
}
