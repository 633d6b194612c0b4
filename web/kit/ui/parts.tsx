/** The small parts that many screens are made of. */
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useId, useState } from 'preact/hooks'
import { Awning, Icon } from '../icons/icons.js'
import { t } from '../i18n/i18n.js'

/** Why there is nothing here, and the one next step. */
export function Empty({ title, text, children }: { readonly title: string; readonly text: string; readonly children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <Awning size={72} />
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
    </div>
  )
}

/** Waiting that is seen only when it lasts: nothing for 300 ms, then what is passed. */
export function Slowly({ children }: { readonly children: ComponentChildren }): JSX.Element | null {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300)
    return () => clearTimeout(timer)
  }, [])
  return late ? <div class="slowly">{children}</div> : null
}

export function Stripes({ label }: { readonly label: string }): JSX.Element {
  return <div class="stripes" role="progressbar" aria-label={label} />
}

export function SkeletonRows({ count = 7 }: { readonly count?: number }): JSX.Element {
  return (
    <Slowly>
      <div class="skeleton-rows" aria-hidden="true">
        {Array.from({ length: count }, (_, i) => (
          <div class="skeleton-row" key={i}>
            <span class="skeleton square" />
            <span class="skeleton-lines">
              <span class="skeleton" style={{ width: `${38 + ((i * 17) % 30)}%` }} />
              <span class="skeleton" style={{ width: `${58 + ((i * 23) % 34)}%` }} />
            </span>
          </div>
        ))}
      </div>
    </Slowly>
  )
}

interface FieldProps {
  readonly label: string
  readonly value: string
  readonly onInput: (value: string) => void
  readonly type?: 'text' | 'password'
  readonly error?: string | undefined
  readonly hint?: string
  readonly prefix?: string
  readonly autoComplete?: string
  readonly maxLength?: number
  readonly autoFocus?: boolean
  readonly name: string
  readonly plain?: boolean // a handle: no capitals, no corrections
}

/** A labelled field with its error in place. */
export function Field(p: FieldProps): JSX.Element {
  const id = useId()
  const [open, setOpen] = useState(false)
  const secret = p.type === 'password'
  const kind: { type: 'password' } | { type: 'text' } = secret && !open ? { type: 'password' } : { type: 'text' }
  const note = p.error ?? p.hint
  return (
    <div class={p.error ? 'field wrong' : 'field'}>
      <label for={id}>{p.label}</label>
      <div class="field-box">
        {p.prefix !== undefined && <span class="field-prefix">{p.prefix}</span>}
        <input
          id={id}
          name={p.name}
          {...kind}
          data-autofocus={p.autoFocus ? '' : undefined}
          value={p.value}
          maxLength={p.maxLength}
          autoComplete={p.autoComplete ?? 'off'}
          autoCapitalize={p.plain || secret ? 'none' : undefined}
          spellcheck={!(p.plain || secret)}
          aria-invalid={p.error !== undefined}
          aria-describedby={note ? `${id}-note` : undefined}
          onInput={(e) => p.onInput(e.currentTarget.value)}
          ref={(el) => {
            if (el && p.autoFocus && !el.dataset.focused) {
              el.dataset.focused = 'yes'
              el.focus({ preventScroll: true })
            }
          }}
        />
        {secret && (
          <button type="button" class="text-button" aria-pressed={open} onClick={() => setOpen(!open)}>
            {open ? t('hide') : t('show')}
          </button>
        )}
      </div>
      {note !== undefined && note !== '' && (
        <p id={`${id}-note`} class="field-note" role={p.error ? 'alert' : undefined}>
          {p.error && <Icon name="alert" size={16} />}
          {note}
        </p>
      )}
    </div>
  )
}

interface ButtonProps {
  readonly children: ComponentChildren
  readonly onClick?: () => void
  readonly kind?: 'primary' | 'soft' | 'danger'
  readonly type?: 'button' | 'submit'
  readonly busy?: boolean
  readonly disabled?: boolean
  readonly wide?: boolean
}

export function Button({ children, onClick, kind = 'primary', type = 'button', busy = false, disabled = false, wide = false }: ButtonProps): JSX.Element {
  return (
    <button type={type} class={`button ${kind}${wide ? ' wide' : ''}${busy ? ' busy' : ''}`} onClick={onClick} disabled={disabled} aria-busy={busy}>
      {children}
    </button>
  )
}

/** Something failed, in words, with the next step; the code is behind "details". */
export function Problem({ text, code, onRetry }: { readonly text: string; readonly code?: string; readonly onRetry?: () => void }): JSX.Element {
  return (
    <div class="problem" role="alert">
      <p>
        <Icon name="alert" size={20} />
        <span>{text}</span>
      </p>
      {onRetry && (
        <button type="button" class="text-button" onClick={onRetry}>
          {t('tryAgain')}
        </button>
      )}
      {code !== undefined && (
        <details>
          <summary>{t('details')}</summary>
          <code>{code}</code>
        </details>
      )}
    </div>
  )
}
