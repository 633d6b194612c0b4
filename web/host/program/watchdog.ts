/**
 * Keeps watch over a program's Worker: is it alive (a ping every 2 s while it is shown, an answer within 5 s), and does it
 * stay within its budget of messages. Pure but for the clock that it is given.
 */
export const pingEveryMs = 2000
export const stuckAfterMs = 5000

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

export interface Watchdog {
  start(): void
  stop(): void
  pong(n: number): void
  dispose(): void
}

export interface WatchdogPorts {
  ping(n: number): void
  /** Said once each way. */
  stuck(isStuck: boolean): void
}

/** While stopped (hidden) no time passes for the program. */
export function createWatchdog(ports: WatchdogPorts, clock: Clock = browserClock): Watchdog {
  let cancel: (() => void) | undefined
  let n = 0
  let unansweredSince: number | undefined
  let stuck = false
  const answer = (): void => {
    unansweredSince = undefined
    if (stuck) {
      stuck = false
      ports.stuck(false)
    }
  }
  const tick = (): void => {
    const now = clock.now()
    if (unansweredSince === undefined) {
      unansweredSince = now
      n += 1
      ports.ping(n)
    } else if (!stuck && now - unansweredSince >= stuckAfterMs) {
      stuck = true
      ports.stuck(true)
    }
  }
  const stop = (): void => {
    cancel?.()
    cancel = undefined
    answer()
  }
  return {
    start() {
      cancel ??= clock.every(pingEveryMs / 2, tick)
    },
    stop,
    pong(got) {
      if (got === n) answer()
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
