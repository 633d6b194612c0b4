/**
 * Whether the server can work, as far as its answers tell: one whose database is away answers, and so does a proxy whose server is down. That is
 * nothing that a person can mend at home, so screens say something else then than without a network.
 */
import { effect, signal } from '@preact/signals'

export const serverAway = signal(false)

/** What the store says while its database cannot be reached; all of it passes by itself. Full or failed disks do not. */
const PASSING: ReadonlySet<string> = new Set(['store.away', 'store.lost', 'store.uncertain', 'store.fenced', 'store.closed'])

/** Whether a refusal is for the server's own trouble, so that asking again later is right. */
export function isPassing(code: string): boolean {
  return PASSING.has(code)
}

/** Hears what an answer says of the server. */
export function noteAnswer(answer: Pick<Response, 'status' | 'headers'>): void {
  const code = answer.headers.get('superette-code')
  const ours = (answer.headers.get('superette-instance') ?? '') !== ''
  if (answer.status >= 502 && answer.status <= 504) {
    // Without a code it is what stands before the server.
    if (code === null || isPassing(code)) serverAway.value = true
  } else if (ours && answer.status < 500) serverAway.value = false
}

export interface Watch {
  /** Asks the server something for which it needs its database; noteAnswer hears the answer. */
  readonly ask: () => Promise<unknown>
  /** The server can work again. */
  readonly back: () => void
}

const FIRST_MS = 1_000
const MOST_MS = 15_000

/** Asks a server that is away whether it is back, ever more rarely, since nothing else may ask it for long. Returns what ends that. */
export function watchServer({ ask, back }: Watch): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let was = false
  const again = (ms: number) => {
    timer = setTimeout(() => {
      void ask()
        .catch(() => undefined)
        .then(() => {
          if (was) again(Math.min(2 * ms, MOST_MS))
        })
    }, ms)
  }
  const end = effect(() => {
    const away = serverAway.value
    if (away === was) return
    was = away
    clearTimeout(timer)
    if (away) again(FIRST_MS)
    else back()
  })
  return () => {
    was = false
    clearTimeout(timer)
    end()
  }
}
