/** wx.requirePrivacyAuthorize: the person agrees to a program's privacy contract, or does not. */
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useId } from 'preact/hooks'
import { consentWord } from './consent-words.js'
import { trapFocus } from './focus.js'
import { PrivacyView, type PrivacyProps } from './privacy-view.js'

export function PrivacyAsk({ answer, ...contract }: PrivacyProps & { answer(agreed: boolean | null): void }): ComponentChild {
  const reading = useSignal(false)
  const id = useId()
  if (reading.value) return <PrivacyView {...contract} answer={() => (reading.value = false)} />
  return (
    <div class="program-scrim program-low">
      <button type="button" class="program-backdrop" tabIndex={-1} aria-label={consentWord('refuse')} onClick={() => answer(null)} />
      <div class="program-sheet" role="dialog" aria-modal="true" aria-labelledby={`${id}t`} aria-describedby={`${id}c`} ref={trapFocus}>
        <p class="program-sheet-title" id={`${id}t`}>
          {consentWord('privacyTitle', contract.program)}
        </p>
        <p class="program-sheet-text" id={`${id}c`}>
          {consentWord('privacyText', contract.program)}
        </p>
        <button type="button" onClick={() => (reading.value = true)}>
          {consentWord('privacyRead')}
        </button>
        <div class="program-dialog-buttons">
          <button type="button" onClick={() => answer(false)}>
            {consentWord('refuse')}
          </button>
          <button type="button" class="strong" data-first onClick={() => answer(true)}>
            {consentWord('agree')}
          </button>
        </div>
      </div>
    </div>
  )
}
