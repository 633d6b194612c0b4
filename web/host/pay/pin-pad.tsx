/** Six dots and ten keys: by touch, by mouse, and by the digits of a keyboard. The sixth digit is the confirmation. */
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from '../../kit/i18n/i18n.js'

const LENGTH = 6
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '', '0', 'back'] as const

interface PinPadProps {
  readonly label: string
  readonly busy: boolean
  readonly onPin: (pin: string) => void
}

/** To begin anew, give it another key. */
export function PinPad({ label, busy, onPin }: PinPadProps): JSX.Element {
  const [pin, setPin] = useState('')
  const root = useRef<HTMLDivElement>(null)
  const press = (key: string) => {
    if (busy || pin.length === LENGTH) return
    const next = key === 'back' ? pin.slice(0, -1) : pin + key
    setPin(next)
    if (next.length === LENGTH) onPin(next)
  }
  useEffect(() => root.current?.focus({ preventScroll: true }), [])
  return (
    <div
      class="pin"
      ref={root}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the digits of the keyboard
      tabIndex={0}
      role="group"
      aria-label={label}
      data-autofocus=""
      onKeyDown={(e) => {
        if (/^\d$/.test(e.key)) press(e.key)
        else if (e.key === 'Backspace') press('back')
        else return
        e.preventDefault()
      }}
    >
      <p class="pin-label">{label}</p>
      <div class="pin-dots" role="status" aria-label={t('pay.digits', pin.length)}>
        {Array.from({ length: LENGTH }, (_, i) => (
          <span key={i} class={i < pin.length ? 'full' : undefined} />
        ))}
      </div>
      <div class="pin-keys">
        {KEYS.map((key) =>
          key === '' ? (
            <span key="none" />
          ) : (
            <button key={key} type="button" disabled={busy} aria-label={key === 'back' ? t('pay.eraseDigit') : undefined} onClick={() => press(key)}>
              {key === 'back' ? '⌫' : key}
            </button>
          ),
        )}
      </div>
    </div>
  )
}
