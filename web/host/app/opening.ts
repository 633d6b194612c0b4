import { signal } from '@preact/signals'

/**
 * The page was opened at a program that has not painted yet. What would be covered by it, and what is only brought early, waits
 * until it has, or is over: the two would share a processor.
 */
export const opening = signal(false)
