/** wx.on… and wx.off…: several listeners each; off without a listener removes all of the program's. */
import type { Env } from '../core/env.js'

/** The events that happen here: WeChat's name after on/off → the host's or the core's name, and how its detail is given. */
const heard: Readonly<Record<string, readonly [name: string, give: (detail: unknown) => unknown]>> = {
  AppShow: ['appShow', (detail) => detail],
  AppHide: ['appHide', () => undefined],
  Error: ['error', errorText],
  UnhandledRejection: ['unhandledRejection', (detail) => detail],
  PageNotFound: ['pageNotFound', (detail) => detail],
  ThemeChange: ['themeChange', (detail) => detail],
  KeyboardHeightChange: ['keyboardHeightChange', (detail) => detail],
  NetworkStatusChange: ['networkStatusChange', (detail) => detail],
  WindowResize: ['resize', (detail) => ({ size: typeof detail === 'object' && detail !== null && 'size' in detail ? detail.size : {} })],
}

function errorText(detail: unknown): unknown {
  if (typeof detail !== 'object' || detail === null || !('message' in detail)) return detail
  const stack = 'stack' in detail && typeof detail.stack === 'string' ? detail.stack : ''
  return stack === '' ? String(detail.message) : `${String(detail.message)}\n${stack}`
}

export const eventNames: readonly string[] = Object.keys(heard).flatMap((each) => [`on${each}`, `off${each}`])

export function eventMembers(env: Env): Readonly<Record<string, (listener?: unknown) => void>> {
  const members: Record<string, (listener?: unknown) => void> = {}
  for (const [title, [name, give]] of Object.entries(heard)) {
    const listeners = new Map<unknown, () => void>()
    members[`on${title}`] = (listener) => {
      if (typeof listener !== 'function' || listeners.has(listener)) return
      listeners.set(
        listener,
        env.onHostEvent(name, (detail) => {
          env.run(listener, [give(detail)], `wx.on${title}`)
        }),
      )
    }
    members[`off${title}`] = (listener) => {
      const gone = listener === undefined ? [...listeners.keys()] : [listener]
      for (const each of gone) {
        listeners.get(each)?.()
        listeners.delete(each)
      }
    }
  }
  return members
}
