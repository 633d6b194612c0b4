/** One short sentence at a time, read out by screen readers, gone by itself. */
import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import type { IconName } from '../icons/icons.js'
import { Icon } from '../icons/icons.js'

interface Toast {
  readonly text: string
  readonly icon: IconName
}
const shown = signal<Toast | null>(null)
let timer: ReturnType<typeof setTimeout> | undefined

export function toast(text: string, icon: IconName = 'check'): void {
  clearTimeout(timer)
  shown.value = { text, icon }
  timer = setTimeout(() => {
    shown.value = null
  }, 2600)
}

export function ToastRegion(): JSX.Element {
  const now = shown.value
  return (
    <div class="toast-region" role="status" aria-live="polite">
      {now && (
        <p class="toast" key={now.text}>
          <Icon name={now.icon} size={20} />
          {now.text}
        </p>
      )}
    </div>
  )
}
