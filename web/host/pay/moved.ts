/** Counts the moments at which money of this person moved, as far as this browser knows: what shows a balance asks anew. */
import { signal } from '@preact/signals'

export const moved = signal(0)

export function moneyMoved(): void {
  moved.value += 1
}
