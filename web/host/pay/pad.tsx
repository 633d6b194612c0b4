/**
 * Keys to type digits on: by touch, by mouse, and by a keyboard wherever the focus is in the sheet. There is no field, so no
 * browser keeps what was typed, and nothing can be pasted.
 */
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { t } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'

interface PadProps {
  /** What stands left of the zero. */
  readonly extra?: '.'
  readonly disabled?: boolean
  readonly onKey: (key: string) => void
  readonly onErase: () => void
  readonly onPaste?: () => void
}

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

export function Pad(props: PadProps): JSX.Element {
  const { extra, disabled = false, onKey, onErase } = props
  const now = useRef(props)
  now.current = props
  // Before it is painted: a digit typed as soon as the keys are seen must count.
  useLayoutEffect(() => {
    const pressed = (e: KeyboardEvent) => {
      if (now.current.disabled || e.ctrlKey || e.metaKey || e.altKey || isField(e.target)) return
      if (/^\d$/.test(e.key)) now.current.onKey(e.key)
      else if (now.current.extra !== undefined && (e.key === '.' || e.key === ',')) now.current.onKey('.')
      else if (e.key === 'Backspace') now.current.onErase()
      else return
      e.preventDefault()
    }
    const pasted = (e: ClipboardEvent) => {
      if (isField(e.target)) return
      e.preventDefault()
      now.current.onPaste?.()
    }
    document.addEventListener('keydown', pressed)
    document.addEventListener('paste', pasted)
    return () => {
      document.removeEventListener('keydown', pressed)
      document.removeEventListener('paste', pasted)
    }
  }, [])
  const key = (each: string): JSX.Element => (
    <button key={each} type="button" class="pad-key" disabled={disabled} aria-label={each === '.' ? t('pay.point') : each} onClick={() => onKey(each)}>
      {each}
    </button>
  )
  return (
    <div class="pad" role="group" aria-label={t('pay.keys')}>
      {DIGITS.map(key)}
      {extra === undefined ? <span /> : key(extra)}
      {key('0')}
      <button type="button" class="pad-key" disabled={disabled} aria-label={t('pay.erase')} onClick={onErase}>
        <Icon name="erase" />
      </button>
    </div>
  )
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea')
}
