/** hover-class: the pressed look of view, button and navigator, with WeChat's delays. */
import { type Known, propertyOf, up } from './nodes.js'

interface Timing {
  readonly className: string
  readonly startMs: number
  readonly stayMs: number
}
const defaults: Readonly<Record<string, Timing>> = {
  'WX-VIEW': { className: 'none', startMs: 50, stayMs: 400 },
  'WX-BUTTON': { className: 'button-hover', startMs: 20, stayMs: 70 },
  'WX-NAVIGATOR': { className: 'navigator-hover', startMs: 50, stayMs: 600 },
}

/** The element's hover look, or null if it has none. */
export function hoverOf(node: Known): Timing | null {
  const base = defaults[node.nodeName]
  if (base === undefined) return null
  const given = propertyOf(node, 'hoverClass')
  const className = typeof given === 'string' && given !== '' ? given : base.className
  // A component's class prefix may stand before it.
  if (/(?:^|--|\s)none$/.test(className) || propertyOf(node, 'disabled') === true || propertyOf(node, 'loading') === true) return null
  const number = (name: string, otherwise: number): number => {
    const value = Number(propertyOf(node, name) ?? Number.NaN)
    return Number.isNaN(value) ? otherwise : value
  }
  return { className, startMs: number('hoverStartTime', base.startMs), stayMs: number('hoverStayTime', base.stayMs) }
}

function wear(node: Known<HTMLElement>, className: string | undefined): void {
  if (node.$hover === className) return
  node.$hover = className
  const own = node.$class ?? ''
  node.className = className === undefined ? own : `${own} ${className}`
}

export function createHover(): { start(from: Known | null): void; stop(): void } {
  let held: { node: Known<HTMLElement>; timing: Timing; timer: number; on: boolean }[] = []
  const stop = (): void => {
    for (const one of held) {
      clearTimeout(one.timer)
      if (one.on) setTimeout(() => release(one.node), one.timing.stayMs)
    }
    held = []
  }
  const release = (node: Known<HTMLElement>): void => {
    if (!held.some((one) => one.on && one.node === node)) wear(node, undefined) // not if it is pressed again
  }
  const start = (from: Known | null): void => {
    stop()
    for (let node = from; node !== null; node = up(node)) {
      const timing = hoverOf(node)
      if (timing === null) continue
      const one = { node: node as Known<HTMLElement>, timing, timer: 0, on: false }
      one.timer = window.setTimeout(() => {
        one.on = true
        wear(one.node, timing.className)
      }, timing.startMs)
      held.push(one)
      if (propertyOf(node, 'hoverStopPropagation') === true) break
    }
  }
  return { start, stop }
}
