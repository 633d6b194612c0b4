import type { Clock } from '../watchdog.js'

/** A clock that runs when it is told to; while it is frozen, time goes by in which nothing can run. */
export function handClock(): { readonly clock: Clock; pass(ms: number): void; freeze(ms: number): void } {
  let now = 0
  const runs = new Set<{ readonly every: number; next: number; readonly run: () => void }>()
  return {
    clock: {
      now: () => now,
      every(ms, run) {
        const entry = { every: ms, next: now + ms, run }
        runs.add(entry)
        return () => runs.delete(entry)
      },
    },
    freeze(ms) {
      now += ms
    },
    pass(ms) {
      const end = now + ms
      while (now < end) {
        now += 100
        for (const entry of [...runs]) {
          if (entry.next > now) continue
          entry.next = now + entry.every
          entry.run()
        }
      }
    },
  }
}
