/** wx.requestSubscribeMessage: which messages of a program the person takes, and whether that holds from now on. */
import type { ComponentChild } from 'preact'
import { useId, useRef } from 'preact/hooks'
import { trapFocus } from './focus.js'
import { consentWord } from './consent-words.js'

export interface SubscribeProps {
  readonly program: string
  readonly templates: readonly string[]
}
export interface SubscribeAnswer {
  /** Those that are taken. */
  readonly accepted: readonly string[]
  /** Not to be asked again. */
  readonly always: boolean
}

export function SubscribeView({ program, templates, answer }: SubscribeProps & { answer(answer: SubscribeAnswer | null): void }): ComponentChild {
  const list = useRef<HTMLFieldSetElement>(null)
  const always = useRef<HTMLInputElement>(null)
  const title = useId()
  const ticked = (): readonly string[] => [...(list.current?.querySelectorAll('input') ?? [])].flatMap((each) => (each.checked ? [each.value] : []))
  const done = (accepted: readonly string[]): void => answer({ accepted, always: always.current?.checked === true })
  return (
    <div class="program-scrim program-low">
      <button type="button" class="program-backdrop" tabIndex={-1} aria-label={consentWord('refuse')} onClick={() => answer(null)} />
      <div class="program-sheet program-settings" role="dialog" aria-modal="true" aria-labelledby={title} ref={trapFocus}>
        <p class="program-sheet-title" id={title}>
          {consentWord('subscribe', program)}
        </p>
        <fieldset ref={list}>
          {templates.map((id, i) => (
            <label key={id}>
              <span>
                {consentWord('template', String(i + 1))}
                <small>{id}</small>
              </span>
              <input type="checkbox" value={id} defaultChecked />
            </label>
          ))}
        </fieldset>
        <label>
          <span>{consentWord('always')}</span>
          <input type="checkbox" ref={always} />
        </label>
        <div class="program-dialog-buttons">
          <button type="button" onClick={() => done([])}>
            {consentWord('refuse')}
          </button>
          <button type="button" class="strong" onClick={() => done(ticked())}>
            {consentWord('allow')}
          </button>
        </div>
      </div>
    </div>
  )
}
