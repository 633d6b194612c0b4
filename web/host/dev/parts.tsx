/** Small pieces of the panel. */
import type { ComponentChild } from 'preact'

export function placeholderOf(text: string): ComponentChild {
  return <p class="dev-empty">{text}</p>
}

interface ChoiceProps<T extends string> {
  readonly label: string
  readonly options: readonly (readonly [T, string])[]
  readonly value: T
  readonly onChoose: (value: T) => void
}

/** A row of buttons of which one is pressed. */
export function Choice<T extends string>({ label, options, value, onChoose }: ChoiceProps<T>): ComponentChild {
  return (
    <div class="dev-choice" role="group" aria-label={label}>
      <span>{label}</span>
      <div class="dev-chips">
        {options.map(([key, text]) => (
          <button key={key} type="button" class="dev-chip" aria-pressed={key === value} onClick={() => onChoose(key)}>
            {text}
          </button>
        ))}
      </div>
    </div>
  )
}
