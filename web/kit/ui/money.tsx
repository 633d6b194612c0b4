/** An amount in tabular numerals, the currency sign smaller. */
import type { JSX } from 'preact'
import { moneyParts } from '../i18n/format.js'
import { locale } from '../i18n/i18n.js'

export function Money({ minor, currency }: { readonly minor: number; readonly currency: string }): JSX.Element {
  return (
    <span class="money">
      {moneyParts(minor, currency || 'CNY', locale.value).map((p, i) => (
        <span key={i} class={p.kind === 'sign' ? 'money-sign' : undefined}>
          {p.text}
        </span>
      ))}
    </span>
  )
}
