/** Fingers, and a mouse as one finger: touch events, long presses, hover looks, and which clicks are taps. */
import type { TouchPoint } from '../../protocol/ops.js'
import type { Bubble } from './events.js'
import { createGesture, longPressMs } from './gesture.js'
import { createHover } from './hover.js'
import { known } from './nodes.js'
import { point, type Taps } from './taps.js'

const touchTypes = ['touchstart', 'touchmove', 'touchend', 'touchcancel'] as const
type TouchType = (typeof touchTypes)[number]
/** After a touch browsers send mouse events too. */
const echoMs = 800

interface Press {
  /** What was pressed; moves and the end belong to it. */
  target(): Node | null
  began(target: Node, first: TouchPoint, fingers: number): void
  moved(at: TouchPoint): void
  ended(target: Node, at: TouchPoint): void
  cancelled(): void
  click(): boolean
}

function createPress(bubble: Bubble, taps: Taps): Press {
  const gesture = createGesture()
  const hover = createHover()
  let pressed: Node | null = null
  let heldTimer = 0
  const over = (): void => {
    clearTimeout(heldTimer)
    hover.stop()
    pressed = null
  }
  return {
    target: () => pressed,
    began(target, first, fingers) {
      pressed = target
      gesture.press(first.clientX, first.clientY, performance.now(), fingers)
      clearTimeout(heldTimer)
      if (fingers === 1) hover.start(known(target))
      heldTimer = window.setTimeout(() => {
        if (!gesture.held()) return
        const rest = { detail: { x: first.pageX, y: first.pageY }, timeStamp: performance.now(), touches: [first], changedTouches: [first] }
        if (bubble(target, { type: 'longpress', ...rest })) gesture.consume()
        bubble(target, { type: 'longtap', ...rest })
      }, longPressMs)
    },
    moved(at) {
      gesture.move(at.clientX, at.clientY)
      if (!gesture.held()) hover.stop()
    },
    ended(target, at) {
      over()
      if (gesture.release(performance.now())) taps.tapAt(target, at, performance.now())
    },
    cancelled() {
      over()
      gesture.cancel()
    },
    click: () => gesture.click(performance.now()),
  }
}

export function captureTouches(bubble: Bubble, taps: Taps): void {
  const press = createPress(bubble, taps)
  let lastTouch = -Infinity
  const onTouch = (event: TouchEvent): void => {
    const type = event.type as TouchType
    const target = event.target as Node
    const changed = Array.from(event.changedTouches, point)
    const first = changed[0]
    if (first === undefined) return
    bubble(target, { type, detail: {}, timeStamp: event.timeStamp, touches: Array.from(event.touches, point), changedTouches: changed })
    if (type === 'touchstart') press.began(target, first, event.touches.length)
    else if (type === 'touchmove') press.moved(first)
    else if (type === 'touchcancel') press.cancelled()
    else {
      lastTouch = performance.now()
      press.ended(target, first)
    }
  }
  for (const type of touchTypes) document.addEventListener(type, onTouch, { passive: true, capture: true })

  const onMouse = (type: TouchType, event: MouseEvent): void => {
    const target = type === 'touchstart' ? (event.target as Node) : press.target()
    if (target === null || performance.now() - lastTouch < echoMs) return
    const at = point({ identifier: 0, clientX: event.clientX, clientY: event.clientY })
    bubble(target, { type, detail: {}, timeStamp: event.timeStamp, touches: type === 'touchend' ? [] : [at], changedTouches: [at] })
    if (type === 'touchstart') press.began(target, at, 1)
    else if (type === 'touchmove') press.moved(at)
    else press.ended(target, at)
  }
  document.addEventListener(
    'mousedown',
    (event) => {
      if (event.button === 0) onMouse('touchstart', event)
    },
    true,
  )
  document.addEventListener('mousemove', (event) => onMouse('touchmove', event), true)
  document.addEventListener(
    'mouseup',
    (event) => {
      if (event.button === 0) onMouse('touchend', event)
    },
    true,
  )
  window.addEventListener('blur', () => {
    if (press.target() !== null) press.cancelled()
  })

  document.addEventListener(
    'click',
    (event) => {
      if (!press.click() || !(event.target instanceof Node)) return
      // A screen reader's click has no place.
      const placeless = event.detail === 0 && event.clientX === 0 && event.clientY === 0
      if (placeless && known(event.target) !== null) taps.tap(event.target)
      else taps.tapAt(event.target, point({ identifier: 0, clientX: event.clientX, clientY: event.clientY }), event.timeStamp)
    },
    true,
  )
}
