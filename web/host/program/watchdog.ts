/**
 * Keeps watch over a program's Worker: is it alive (a ping at most every second while it is shown, an answer within 5 s),
 * does it draw without end, and does it stay within its budget of messages. Pure but for the clock that it is given.
 */
export const pingEveryMs = 1000
export const stuckAfterMs = 5000
/**
 * Operands a second to the page frames that count as a flood when they do not end for floodAfterMs. A list of 1,000 rows
 * of 5 nodes is made of about 60,000, once; a page that moves 100 elements at 60 frames a second sends 18,000.
 */
export const floodPerSecond = 20_000
export const floodAfterMs = 6000
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

export type Trouble = 'silent' | 'flood'

export interface Watchdog {
  start(): void
  stop(): void
  /** sent: operands since the last answer. */
  pong(n: number, sent: number): void
  /** The person chose to wait. */
  wait(): void
  dispose(): void
}

export interface WatchdogPorts {
  ping(n: number): void
  /** Said once when it begins, and null when it is over. */
  trouble(trouble: Trouble | null): void
}

/** While stopped (hidden) no time passes for the program. */
export function createWatchdog(ports: WatchdogPorts, clock: Clock = browserClock): Watchdog {
  let cancel: (() => void) | undefined
  let n = 0
  let unansweredSince: number | undefined
  let answeredAt: number | undefined
  let floodSince: number | undefined
  let quietUntil = 0
  let said: Trouble | null = null
  const say = (trouble: Trouble | null): void => {
    if (said === trouble || (trouble !== null && clock.now() < quietUntil)) return
    said = trouble
    ports.trouble(trouble)
  }
  const tick = (): void => {
    const now = clock.now()
    if (unansweredSince === undefined) {
      unansweredSince = now
      n += 1
      ports.ping(n)
    } else if (now - unansweredSince >= stuckAfterMs) say('silent')
  }
  const stop = (): void => {
    cancel?.()
    cancel = undefined
    unansweredSince = undefined
    answeredAt = undefined
    floodSince = undefined
    say(null)
  }
  return {
    start() {
      cancel ??= clock.every(pingEveryMs, tick)
    },
    stop,
    pong(got, sent) {
      if (got !== n || unansweredSince === undefined) return
      const now = clock.now()
      unansweredSince = undefined
      const passed = answeredAt === undefined ? pingEveryMs : Math.max(1, now - answeredAt)
      answeredAt = now
      if ((sent / passed) * 1000 < floodPerSecond) floodSince = undefined
      else floodSince ??= now
      say(floodSince !== undefined && now - floodSince >= floodAfterMs ? 'flood' : null)
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
