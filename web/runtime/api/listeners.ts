import type { Env } from '../core/env.js'

export interface Listeners {
  /** on… and off…; off without a listener removes all of the program's. */
  readonly members: Readonly<Record<string, (listener?: unknown) => void>>
  tell(detail: unknown): void
}

/** The listeners of one event, for chunks: title is WeChat's name after on/off; begin runs before the first of them is there. */
export function listenersOf(env: Env, title: string, begin: () => void = () => undefined): Listeners {
  const listeners = new Set<unknown>()
  return {
    members: {
      [`on${title}`](listener) {
        if (typeof listener !== 'function') return
        if (listeners.size === 0) begin()
        listeners.add(listener)
      },
      [`off${title}`](listener) {
        if (listener === undefined) listeners.clear()
        else listeners.delete(listener)
      },
    },
    tell(detail) {
      for (const listener of [...listeners]) env.run(listener, [detail], `wx.on${title}`)
    },
  }
}
