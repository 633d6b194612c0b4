/** Six dots and the keys below them. The sixth digit is the confirmation. */
import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { t } from '../../kit/i18n/i18n.js'
import { Pad } from './pad.js'
import { PIN_LENGTH } from './pin.js'

interface PinPadProps {
  readonly label: string
  readonly entered: number // digits
  readonly busy: boolean
  /** Why the last one did not go through, or "". */
  readonly fault: string
  readonly onKey: (key: string) => void
  readonly onErase: () => void
}

export function PinPad({ label, entered, busy, fault, onKey, onErase }: PinPadProps): JSX.Element {
  const [pasted, setPasted] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => root.current?.focus({ preventScroll: true }), [])
  useEffect(() => setPasted(false), [entered])
  const said = pasted ? t('pay.noPaste') : fault
  return (
    <div class="pin">
      <div class="pin-head" ref={root} tabIndex={-1} role="group" aria-label={label} data-autofocus="">
        <p class="pin-label">{label}</p>
        <p class={said !== '' && !pasted ? 'pin-dots wrong' : 'pin-dots'} role="status" key={fault}>
          {Array.from({ length: PIN_LENGTH }, (_, i) => (
            <span key={i} aria-hidden="true" class={i < entered ? 'full' : undefined} />
          ))}
          <span class="sr-only">{busy ? t('pay.paying') : t('pay.digits', entered)}</span>
        </p>
        <p class={pasted ? 'pin-said' : 'pin-said bad'} role={said === '' ? undefined : 'alert'}>
          {said}
        </p>
      </div>
      <Pad disabled={busy} onKey={onKey} onErase={onErase} onPaste={() => setPasted(true)} />
    </div>
  )
}
