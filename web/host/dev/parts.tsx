/** Small pieces of the panel. */
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { word } from './words.js'

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

/** Copies a text, and says so. */
export function Copy({ text, label = word('copy') }: { readonly text: () => string; readonly label?: string }): ComponentChild {
  const said = useSignal('')
  return (
    <button
      type="button"
      class="dev-action"
      aria-live="polite"
      onClick={() => {
        void navigator.clipboard.writeText(text()).then(
          () => (said.value = word('copied')),
          () => (said.value = word('notCopied')),
        )
        setTimeout(() => (said.value = ''), saidMs)
      }}
    >
      {said.value || label}
    </button>
  )
}

const saidMs = 1500

/** A time of the day to the millisecond. */
export function timeOf(at: number): string {
  const date = new Date(at)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`
}
