/**
 * Turns what happens in the document into ViewEvents. One set of listeners on the document serves all nodes; an event is
 * sent once, for the deepest node the Worker knows, and only if someone on its way to the root listens. Order of capture, bubble,
 * catch and mut-bind is the Worker's matter; the frame looks at "catch" only to stop the browser from scrolling and to
 * keep an outer navigator or label still.
 */
import type { TouchPoint, ViewEvent } from '../../protocol/ops.js'
import { eventFlags } from '../../protocol/template.js'
import { createGesture, longPressMs } from './gesture.js'
import { createHover } from './hover.js'
import { builtIn, type Known, known, propertyOf, up } from './nodes.js'

export interface Events {
  listen(node: Known, type: string, flags: number): void
  /** Not bubbling: sent if the node itself listens, or always for $ types. */
  emit(node: Node, type: string, detail: unknown): void
  tap(node: Node): void
  listens(node: Known | null, type: string): boolean
  tapped(): Node | null
}

const touchTypes = { touchstart: 1, touchmove: 1, touchend: 1, touchcancel: 1 } as const
type TouchType = keyof typeof touchTypes
/** For the runtime, which need not ask for them. */
const unasked = new Set(['$navigate', '$share', '$open', '$reachBottom'])
const moments = ['transitionend', 'animationstart', 'animationiteration', 'animationend'] as const

function point(touch: { identifier: number; clientX: number; clientY: number }): TouchPoint {
  const { identifier, clientX, clientY } = touch
  return { identifier, clientX, clientY, pageX: clientX + window.scrollX, pageY: clientY + window.scrollY }
}

export function createEvents(send: (event: ViewEvent) => void): Events {
  const counts = new Map<string, number>()

  const listen = (node: Known, type: string, flags: number): void => {
    const before = node.$on?.has(type) === true
    if (flags < 0) {
      if (!before) return
      node.$on?.delete(type)
      counts.set(type, (counts.get(type) ?? 1) - 1)
      return
    }
    node.$on ??= new Map()
    node.$on.set(type, flags | (node.$on.get(type) ?? 0)) // a node may bind, catch and capture one type
    if (!before) counts.set(type, (counts.get(type) ?? 0) + 1)
    if (type === 'touchmove' && (flags & eventFlags.catch) !== 0) holdScroll()
    if (type === 'tap' && node instanceof HTMLElement && node !== document.body) {
      node.onclick = noop // iOS sends clicks only from elements that seem clickable
      if (!node.hasAttribute('tabindex')) node.tabIndex = 0
    }
  }
  const onWay = (node: Known | null, type: string): boolean => {
    if ((counts.get(type) ?? 0) <= 0) return false
    for (let at = node; at !== null; at = up(at)) if (at.$on?.has(type) === true) return true
    return false
  }
  const bubble = (target: Node | null, event: Omit<ViewEvent, 'kind' | 'node'>): boolean => {
    const node = known(target)
    if (node?.$id === undefined || !onWay(node, event.type)) return false
    send({ kind: 'event', node: node.$id, ...event })
    return true
  }
  const emit = (node: Node, type: string, detail: unknown): void => {
    const at = known(node)
    if (at?.$id === undefined || (!unasked.has(type) && at.$on?.has(type) !== true)) return
    send({ kind: 'event', node: at.$id, type, detail, timeStamp: Math.round(performance.now()) })
  }

  // Taps.
  const gesture = createGesture()
  let heldTimer = 0
  let tapping: Node | null = null
  const tapAt = (target: Node | null, at: TouchPoint, timeStamp: number): void => {
    const from = known(target)
    if (from === null || disabledAt(from)) return
    const touches = [at]
    bubble(from, { type: 'tap', detail: { x: at.pageX, y: at.pageY }, timeStamp, touches, changedTouches: touches })
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

  // Touches; a mouse acts as one finger.
  const hover = createHover()
  let pressed: Node | null = null
  const began = (target: Node, first: TouchPoint, fingers: number): void => {
    pressed = target
    gesture.press(first.clientX, first.clientY, performance.now(), fingers)
    clearTimeout(heldTimer)
    if (fingers === 1) hover.start(known(target))
    heldTimer = window.setTimeout(() => {
      if (!gesture.held()) return
      const detail = { x: first.pageX, y: first.pageY }
      const rest = { detail, timeStamp: performance.now(), touches: [first], changedTouches: [first] }
      if (bubble(target, { type: 'longpress', ...rest })) gesture.consume()
      bubble(target, { type: 'longtap', ...rest })
    }, longPressMs)
  }
  const moved = (at: TouchPoint): void => {
    gesture.move(at.clientX, at.clientY)
    if (!gesture.held()) hover.stop()
  }
  const ended = (target: Node, at: TouchPoint): void => {
    clearTimeout(heldTimer)
    hover.stop()
    pressed = null
    if (gesture.release(performance.now())) tapAt(target, at, performance.now())
  }
  const cancelled = (): void => {
    clearTimeout(heldTimer)
    hover.stop()
    gesture.cancel()
    pressed = null
  }
  const onTouch = (event: TouchEvent): void => {
    const type = event.type as TouchType
    const target = event.target as Node
    const changed = Array.from(event.changedTouches, point)
    const first = changed[0]
    if (first === undefined) return
    bubble(target, { type, detail: {}, timeStamp: event.timeStamp, touches: Array.from(event.touches, point), changedTouches: changed })
    if (type === 'touchstart') began(target, first, event.touches.length)
    else if (type === 'touchmove') moved(first)
    else if (type === 'touchend') ended(target, first)
    else cancelled()
  }
  for (const type of Object.keys(touchTypes)) document.addEventListener(type, onTouch as EventListener, { passive: true, capture: true })

  // After a touch browsers send mouse events too.
  let lastTouch = -Infinity
  document.addEventListener('touchend', () => { lastTouch = performance.now() }, { passive: true, capture: true })
  const onMouse = (type: TouchType, event: MouseEvent): void => {
    const target = type === 'touchstart' ? (event.target as Node) : pressed
    if (target === null || performance.now() - lastTouch < 800) return
    const at = point({ identifier: 0, clientX: event.clientX, clientY: event.clientY })
    bubble(target, { type, detail: {}, timeStamp: event.timeStamp, touches: type === 'touchend' ? [] : [at], changedTouches: [at] })
    if (type === 'touchstart') began(target, at, 1)
    else if (type === 'touchmove') moved(at)
    else ended(target, at)
  }
  document.addEventListener('mousedown', (event) => { if (event.button === 0) onMouse('touchstart', event) }, true)
  document.addEventListener('mousemove', (event) => onMouse('touchmove', event), true)
  document.addEventListener('mouseup', (event) => { if (event.button === 0) onMouse('touchend', event) }, true)
  window.addEventListener('blur', () => { if (pressed !== null) cancelled() })

  document.addEventListener('click', (event) => {
    // Clicks on the label of a native control repeat themselves; ours are custom elements, so each click is a tap.
    if (!gesture.click(performance.now()) || !(event.target instanceof Node)) return
    const fromKeyboard = event.detail === 0 && event.clientX === 0 && event.clientY === 0
    if (fromKeyboard && known(event.target) !== null) tap(event.target)
    else tapAt(event.target, point({ identifier: 0, clientX: event.clientX, clientY: event.clientY }), event.timeStamp)
  }, true)
  document.addEventListener('keydown', (event) => {
    const target = event.target as Known | null
    if ((event.key !== 'Enter' && event.key !== ' ') || event.defaultPrevented || event.isComposing || target?.$id === undefined) return
    if (!(target instanceof HTMLElement) || target.tabIndex < 0) return
    event.preventDefault()
    if (!event.repeat) tap(target)
  })

  for (const type of moments) {
    document.addEventListener(type, (event) => {
      if (event.target instanceof Node) bubble(event.target, { type, detail: {}, timeStamp: event.timeStamp })
    }, true)
  }

  // A caught touchmove keeps the page still; a scroller between the finger and the catcher may still move.
  let holding = false
  const holdScroll = (): void => {
    if (holding) return
    holding = true
    document.addEventListener('touchmove', (event) => {
      if (!event.cancelable) return
      for (let at = known(event.target as Node); at !== null; at = up(at)) {
        const flags = at.$on?.get('touchmove')
        if (flags !== undefined && (flags & eventFlags.catch) !== 0) return event.preventDefault()
        if (propertyOf(at, 'scrollX') === true || propertyOf(at, 'scrollY') === true || at.nodeName === 'WX-TEXTAREA') return
      }
    }, { passive: false })
  }
  return { listen, emit, tap, listens: onWay, tapped: () => tapping }
}

const noop = (): void => {}

/** A disabled button takes no taps. */
function disabledAt(node: Known): boolean {
  return node.nodeName === 'WX-BUTTON' && propertyOf(node, 'disabled') === true
}
