/** The time, by the minute: what is drawn as "today" or "14:05" follows it. */
import { signal } from '@preact/signals'

export const minute = signal(Date.now())

export function startClock(): void {
  setInterval(() => {
    minute.value = Date.now()
  }, 30_000)
}
