/** Taps: the event, and after it what the tapped built-ins do (submit, open, check), from the inside out. */
import type { TouchPoint } from '../../protocol/ops.js'
import { eventFlags } from '../../protocol/template.js'
import type { Bubble } from './events.js'
import { builtIn, type Known, known, propertyOf, up } from './nodes.js'

export interface Taps {
  tapAt(target: Node | null, at: TouchPoint, timeStamp: number): void
  /** In the middle of a node: keyboard, label, screen reader. */
  tap(node: Node): void
  /** The node whose tap is being carried out. */
  tapped(): Node | null
}

export function point(touch: { readonly identifier: number; readonly clientX: number; readonly clientY: number }): TouchPoint {
  const { identifier, clientX, clientY } = touch
  return { identifier, clientX, clientY, pageX: clientX + window.scrollX, pageY: clientY + window.scrollY }
}

export function createTaps(bubble: Bubble): Taps {
  let tapping: Node | null = null
  const tapAt = (target: Node | null, at: TouchPoint, timeStamp: number): void => {
    const from = known(target)
    if (from === null || disabledAt(from)) return
    const touches = [at]
    // On a map a tap has a place of the world, or was for a marker.
    const detail = builtIn(from).tapDetail?.(target, at)
    if (detail === null) return
    bubble(from, { type: 'tap', detail: detail ?? { x: at.pageX, y: at.pageY }, timeStamp, touches, changedTouches: touches })
    for (let node: Known | null = from; node !== null; node = up(node)) {
      tapping = target
      builtIn(node).activate?.()
      const flags = node.$on?.get('tap')
      if (flags !== undefined && (flags & eventFlags.catch) !== 0 && node !== from) return
    }
  }
  const tap = (node: Node): void => {
    const box = (node as Element).getBoundingClientRect()
    tapAt(node, point({ identifier: 0, clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 }), performance.now())
  }
  document.addEventListener('keydown', (event) => {
    const target = event.target as Known | null
    if ((event.key !== 'Enter' && event.key !== ' ') || event.defaultPrevented || event.isComposing || target?.$id === undefined) return
    if (!(target instanceof HTMLElement) || target.tabIndex < 0) return
    event.preventDefault()
    if (!event.repeat) tap(target)
  })
  return { tapAt, tap, tapped: () => tapping }
}

/** A disabled button takes no taps. */
function disabledAt(node: Known): boolean {
  return node.nodeName === 'WX-BUTTON' && propertyOf(node, 'disabled') === true
}
