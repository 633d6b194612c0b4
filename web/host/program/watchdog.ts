/**
 * Keeps watch over a program: does it come up at all, is its Worker alive and so is its page's frame (a ping at most every
 * second while it is shown, an answer within 5 s), does it draw without end, and does it stay within its budget of messages.
 * Pure but for the clock that it is given.
 */
export const pingEveryMs = 1000
export const stuckAfterMs = 5000
/**
 * Operands a second to the page frames that count as a flood when they do not end for floodAfterMs. A list of 1,000 rows
 * of 5 nodes is made of about 60,000, once; a page that moves 300 elements at 60 frames a second sends 54,000. One that draws
 * as fast as it can sends some 130,000 while twenty others want the machine, and several times that on a quiet one.
 */
export const floodPerSecond = 60_000
export const floodAfterMs = 6000
/** Characters a second into its storage that count as one, after longer: a program that fills its 10 MB at once is no flood. */
export const storedPerSecond = 512 << 10
export const storesAfterMs = 12_000
/**
 * What was too much is let go after so long at the rate that is allowed: one look that finds nothing, since the program's Worker had no turn
 * on a busy machine, is no end of a flood; and one large page is over soon.
 */
const graceSeconds = 1.5
/** A program that is not even started by then is said to take long: something it waits for may never come. */
export const lateAfterMs = 12_000
/** After "Wait" the person is left alone for so long. */
export const patienceMs = 30_000

export interface Clock {
  now(): number
  every(ms: number, run: () => void): () => void
}

export const browserClock: Clock = {
  now: () => performance.now(),
  every(ms, run) {
    const timer = setInterval(run, ms)
    return () => clearInterval(timer)
  },
}

/**
 * late: not started yet. silent: its Worker does not answer. frozen: its page's frame does not. flood: it draws without end.
 * stores: it writes into its storage without end. heavy: what it draws lets nothing else move.
 */
export type Trouble = 'late' | 'silent' | 'frozen' | 'flood' | 'stores' | 'heavy'

export interface Watchdog {
  start(): void
  stop(): void
  /** sent: operands since the last answer; stored: characters. */
  pong(n: number, sent: number, stored?: number): void
  /** The person chose to wait. */
  wait(): void
  dispose(): void
}

export interface WatchdogPorts {
  ping(n: number): void
  /** Said once when it begins, and null when it is over. */
  trouble(trouble: Trouble | null): void
}

/** Since when more comes than so much a second, on the whole; undefined while it does not. */
function createRate(perSecond: number): { take(count: number, now: number, passed: number): number | undefined; forget(): void } {
  let over = 0
  let since: number | undefined
  return {
    take(count, now, passed) {
      over = Math.min(perSecond * graceSeconds, Math.max(0, over + count - (perSecond * passed) / 1000))
      since = over === 0 ? undefined : (since ?? now)
      return since
    },
    forget() {
      over = 0
      since = undefined
    },
  }
}

/** While stopped (hidden) no time passes for the program. */
export function createWatchdog(ports: WatchdogPorts, clock: Clock = browserClock): Watchdog {
  let cancel: (() => void) | undefined
  let n = 0
  let waiting = false
  let waitedMs = 0
  let tickedAt = 0
  let answeredAt: number | undefined
  const drawn = createRate(floodPerSecond)
  const written = createRate(storedPerSecond)
  let quietUntil = 0
  let said: Trouble | null = null
  const say = (trouble: Trouble | null): void => {
    if (said === trouble || (trouble !== null && clock.now() < quietUntil)) return
    said = trouble
    ports.trouble(trouble)
  }
  const tick = (): void => {
    const now = clock.now()
    const passed = now - tickedAt
    tickedAt = now
    if (!waiting) {
      waiting = true
      waitedMs = 0
      n += 1
      ports.ping(n)
      return
    }
    // A host that stood still itself (a sleeping device, a starved machine) has not waited: its own pause counts as one tick.
    waitedMs += Math.min(passed, pingEveryMs * 1.5)
    if (waitedMs >= stuckAfterMs) say('silent')
  }
  const stop = (): void => {
    cancel?.()
    cancel = undefined
    waiting = false
    answeredAt = undefined
    drawn.forget()
    written.forget()
    say(null)
  }
  return {
    start() {
      if (cancel !== undefined) return
      tickedAt = clock.now()
      cancel = clock.every(pingEveryMs, tick)
    },
    stop,
    pong(got, sent, stored = 0) {
      if (got !== n || !waiting) return
      const now = clock.now()
      waiting = false
      const passed = answeredAt === undefined ? pingEveryMs : Math.max(1, now - answeredAt)
      answeredAt = now
      const floodSince = drawn.take(sent, now, passed)
      const storesSince = written.take(stored, now, passed)
      if (now - (floodSince ?? now) >= floodAfterMs) say('flood')
      else say(now - (storesSince ?? now) >= storesAfterMs ? 'stores' : null)
    },
    wait() {
      quietUntil = clock.now() + patienceMs
      say(null)
    },
    dispose: stop,
  }
}

export interface Budget {
  /** Takes one message; false once the budget is spent. */
  take(): boolean
}

/**
 * A bucket of `burst` messages that refills at `perSecond`. An honest program sends tens a second; a storm of logs,
 * errors or calls empties the bucket within seconds while the host still answers.
 */
export function createBudget(perSecond: number, burst: number, clock: Clock = browserClock): Budget {
  let left = burst
  let last = clock.now()
  return {
    take() {
      const now = clock.now()
      left = Math.min(burst, left + ((now - last) / 1000) * perSecond)
      last = now
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
