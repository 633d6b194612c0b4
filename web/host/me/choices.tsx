/** One of a few, chosen by a tap. */
import type { JSX } from 'preact'
import { Icon } from '../../kit/icons/icons.js'

interface ChoicesProps<T extends string> {
  readonly name: string
  readonly options: readonly T[]
  /** Left out: none yet. */
  readonly chosen: T | undefined
  readonly text: (option: T) => string
  /** What choosing it means. */
  readonly note?: (option: T) => string
  readonly onChoose: (option: T) => void
}

export function Choices<T extends string>({ name, options, chosen, text, note, onChoose }: ChoicesProps<T>): JSX.Element {
  return (
    <div class="settings" role="radiogroup" aria-label={name}>
      {options.map((o) => (
        <label class={note ? 'setting tall' : 'setting'} key={o}>
          <input type="radio" name={name} class="sr-only" checked={o === chosen} onChange={() => onChoose(o)} />
          <span class="setting-text">
            {text(o)}
            {note && <span class="setting-note">{note(o)}</span>}
          </span>
          {o === chosen && <Icon name="check" class="brand" />}
        </label>
      ))}
    </div>
  )
}
