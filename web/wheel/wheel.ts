/** A column to turn with finger, mouse, wheel or arrow keys: the scroller snaps, this watches where it comes to rest. */
export interface Wheel {
  readonly index: number
  /** Without telling. */
  to(index: number): void
  /** It is where it stands now, though it may still be rolling. */
  rest(): void
  dispose(): void
}

export interface WheelOptions {
  itemHeight(): number
  count(): number
  /** It came to rest on another item by a person's hand. */
  settled(index: number): void
  /** Once for each turn by a person's hand, and again as it has come to rest. */
  started?(): void
  ended?(): void
  /** Whether where it is counts as soon as the finger leaves, and not only once it rests. */
  atOnce?(): boolean
}

export const wheelCss = `
.wheel{height:100%;overflow-y:auto;overscroll-behavior:contain;scroll-snap-type:y mandatory;scrollbar-width:none;outline:none;touch-action:pan-y;cursor:ns-resize}
.wheel::-webkit-scrollbar{display:none}
`

const restMs = 120

export function createWheel(scroller: HTMLElement, options: WheelOptions): Wheel {
  let index = 0
  let timer = 0
  let drag: { y: number; top: number } | null = null
  let touched = false
  let turning = false
  const nearest = (): number => Math.min(Math.max(0, options.count() - 1), Math.max(0, Math.round(scroller.scrollTop / (options.itemHeight() || 1))))
  const tell = (): void => {
    const next = nearest()
    if (next === index) return
    index = next
    options.settled(index)
  }
  const rest = (): void => {
    // Held still it is not let go.
    if (touched || drag !== null) return
    clearTimeout(timer)
    tell()
    if (turning) options.ended?.()
    turning = false
  }
  const soon = (): void => {
    clearTimeout(timer)
    timer = window.setTimeout(rest, restMs)
  }
  const onScroll = (): void => {
    if (nearest() !== index && !turning) {
      turning = true
      options.started?.()
    }
    soon()
  }
  const onTouch = (event: TouchEvent): void => {
    touched = event.targetTouches.length > 0
    if (touched) return
    if (options.atOnce?.() === true) tell()
    soon()
  }
  const step = (by: number): void => {
    const next = Math.min(options.count() - 1, Math.max(0, nearest() + by))
    scroller.scrollTo({ top: next * options.itemHeight(), behavior: 'smooth' })
  }
  const onKey = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5, Home: -1e6, End: 1e6 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    step(by)
  }
  // A mouse drags, since it cannot fling.
  const onDown = (event: PointerEvent): void => {
    if (event.pointerType !== 'mouse' || event.button !== 0) return
    drag = { y: event.clientY, top: scroller.scrollTop }
    scroller.style.scrollSnapType = 'none'
    scroller.setPointerCapture(event.pointerId)
  }
  const onMove = (event: PointerEvent): void => {
    if (drag !== null) scroller.scrollTop = drag.top + drag.y - event.clientY
  }
  const onUp = (event: PointerEvent): void => {
    if (drag === null) return
    const still = Math.abs(event.clientY - drag.y) < 4
    drag = null
    if (!still && options.atOnce?.() === true) tell()
    soon()
    scroller.style.scrollSnapType = ''
    const box = scroller.getBoundingClientRect()
    // A click beside the middle turns to what was clicked.
    if (still) step(Math.round((event.clientY - (box.top + box.height / 2)) / (options.itemHeight() || 1)))
    else scroller.scrollTo({ top: nearest() * options.itemHeight(), behavior: 'smooth' })
  }
  const handlers = [
    ['scroll', onScroll],
    ['touchstart', onTouch],
    ['touchend', onTouch],
    ['touchcancel', onTouch],
    ['keydown', onKey],
    ['pointerdown', onDown],
    ['pointermove', onMove],
    ['pointerup', onUp],
    ['pointercancel', onUp],
  ] as const
  for (const [type, handler] of handlers) scroller.addEventListener(type, handler as EventListener, { passive: type === 'scroll' || type.startsWith('touch') })
  return {
    get index() {
      return index
    },
    to(next) {
      index = Math.min(Math.max(0, options.count() - 1), Math.max(0, next))
      scroller.scrollTop = index * options.itemHeight()
    },
    rest,
    dispose() {
      clearTimeout(timer)
      for (const [type, handler] of handlers) scroller.removeEventListener(type, handler as EventListener)
    },
  }
}
