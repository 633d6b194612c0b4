/**
 * A program that was left sleeps: what its timers would do waits (an interval's work once) and runs when it is woken, so
 * that programs out of sight cost nothing. The host says when ('sleep', 'wake').
 */
import type { Env } from '../core/env.js'

type Make = (callback: () => void, delay?: number) => unknown
type Clear = (id: unknown) => void

/** The part of a Worker's global that is replaced. */
export interface TimerScope {
  setTimeout: Make
  setInterval: Make
  clearTimeout: Clear
  clearInterval: Clear
}

export function suspendTimers(scope: TimerScope, env: Pick<Env, 'onHostEvent' | 'run' | 'at'>): void {
  const later = scope.setTimeout.bind(scope)
  const repeat = scope.setInterval.bind(scope)
  const forget = scope.clearTimeout.bind(scope) // one space of ids for both
  const due = new Map<unknown, () => void>()
  let asleep = false

  const sleeping =
    (make: Make) =>
    (callback: unknown, delay?: unknown, ...args: readonly unknown[]): unknown => {
      if (typeof callback !== 'function') return 0 // text is never run
      const where = `a timer of ${env.at() || 'the program'}`
      const run = (): void => void env.run(callback, args, where)
      const id = make(() => {
        if (asleep) due.set(id, run)
        else run()
      }, Number(delay) || 0)
      return id
    }
  const clear = (id: unknown): void => {
    due.delete(id)
    forget(id)
  }
  scope.setTimeout = sleeping(later)
  scope.setInterval = sleeping(repeat)
  scope.clearTimeout = clear
  scope.clearInterval = clear
  env.onHostEvent('sleep', () => {
    asleep = true
  })
  env.onHostEvent('wake', () => {
    asleep = false
    const waiting = [...due.values()]
    due.clear()
    // Each in a task of its own, so that one that throws does not keep the others.
    for (const run of waiting) later(run, 0)
  })
}
