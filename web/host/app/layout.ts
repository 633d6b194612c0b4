/** How much room there is: a phone's stack, list and page side by side, or with a program docked beside them. */
import { signal } from '@preact/signals'

export type Layout = 'phone' | 'tablet' | 'desktop'
export const layout = signal<Layout>('phone')
/** The pointer is a finger: Enter writes a new line, sending is a button. */
export const touch = signal(false)
export const online = signal(true)

export function startLayout(): void {
  const tablet = matchMedia('(min-width: 600px)')
  const desktop = matchMedia('(min-width: 1000px)')
  const coarse = matchMedia('(pointer: coarse)')
  const read = () => {
    layout.value = desktop.matches ? 'desktop' : tablet.matches ? 'tablet' : 'phone'
    touch.value = coarse.matches
    online.value = navigator.onLine
  }
  for (const m of [tablet, desktop, coarse]) m.addEventListener('change', read)
  addEventListener('online', read)
  addEventListener('offline', read)
  read()
}
