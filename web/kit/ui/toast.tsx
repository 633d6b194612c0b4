/** One short sentence at a time, read out by screen readers, gone by itself. */
import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import type { IconName } from '../icons/icons.js'
import { Icon } from '../icons/icons.js'

interface Toast {
  readonly text: string
  readonly icon: IconName
  readonly action?: ToastAction
}
/** What undoes it, for as long as the sentence is there. */
export interface ToastAction {
  readonly text: string
  readonly act: () => void
}
const shown = signal<Toast | null>(null)
let timer: ReturnType<typeof setTimeout> | undefined

export function toast(text: string, icon: IconName = 'check', action?: ToastAction): void {
  clearTimeout(timer)
  shown.value = action ? { text, icon, action } : { text, icon }
  timer = setTimeout(
    () => {
      shown.value = null
    },
    action ? 7000 : 2600,
  )
}

export function ToastRegion(): JSX.Element {
  const now = shown.value
  return (
    <div class="toast-region" role="status" aria-live="polite">
      {now && (
        <p class="toast" key={now.text}>
          <Icon name={now.icon} size={20} />
          {now.text}
          {now.action && (
            <button
              type="button"
              class="toast-action"
              onClick={() => {
                shown.value = null
                now.action?.act()
              }}
            >
              {now.action.text}
            </button>
          )}
        </p>
      )}
    </div>
  )
}
