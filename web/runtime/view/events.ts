/**
 * Turns what happens in the document into ViewEvents. One set of listeners on the document serves all nodes; an event is
 * sent once, for the deepest node the Worker knows, and only if someone on its way to the root listens. Order of capture, bubble,
 * catch and mut-bind is the Worker's matter; the frame looks at "catch" only to stop the browser from scrolling and to
 * keep an outer navigator or label still. Fingers and mice are touch.ts, taps are taps.ts.
 */
import type { ViewEvent } from '../../protocol/ops.js'
import { eventFlags } from '../../protocol/template.js'
import { type Known, known, propertyOf, up } from './nodes.js'
import { createTaps } from './taps.js'
import { captureTouches } from './touch.js'

export interface Events {
  listen(node: Known, type: string, flags: number): void
  /** Not bubbling: sent if the node itself listens, or for the runtime. */
  emit(node: Node, type: string, detail: unknown, extra?: Readonly<Record<string, unknown>>): void
  tap(node: Node): void
  tapped(): Node | null
}

/** What happened, without the node; `bubble` finds it. */
export type Occurrence = Omit<ViewEvent, 'kind' | 'node'>
/** True: someone listened. */
export type Bubble = (target: Node | null, event: Occurrence) => boolean

/** For the runtime, which need not ask for them. */
const unasked = new Set(['$navigate', '$share', '$open', '$reachBottom'])
const moments = ['transitionend', 'animationstart', 'animationiteration', 'animationend'] as const
const noop = (): void => {}

export function createEvents(send: (event: ViewEvent) => void): Events {
  const counts = new Map<string, number>()
  let holding = false

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
    if (type === 'touchmove' && (flags & eventFlags.catch) !== 0 && !holding) {
      holding = true
      document.addEventListener('touchmove', holdScroll, { passive: false })
    }
    if (type === 'tap' && node instanceof HTMLElement && node !== document.body) {
      node.onclick = noop // iOS sends clicks only from elements that seem clickable
      if (!node.hasAttribute('tabindex')) node.tabIndex = 0
    }
  }
  const listens = (node: Known | null, type: string): boolean => {
    if ((counts.get(type) ?? 0) <= 0) return false
    for (let at = node; at !== null; at = up(at)) if (at.$on?.has(type) === true) return true
    return false
  }
  const bubble: Bubble = (target, event) => {
    const node = known(target)
    if (node?.$id === undefined || !listens(node, event.type)) return false
    const onCanvas = node.nodeName === 'WX-CANVAS' ? touchesOn(node as Known<HTMLElement>, event) : undefined
    send({ kind: 'event', node: node.$id, ...event, ...onCanvas, offsets: offsetsOf(node, event.type) })
    return true
  }
  const emit: Events['emit'] = (node, type, detail, extra) => {
    const at = known(node)
    if (at?.$id === undefined || (!unasked.has(type) && at.$on?.has(type) !== true)) return
    send({ kind: 'event', node: at.$id, type, detail, timeStamp: Math.round(performance.now()), offsets: offsetsOf(at, type, false), ...(extra && { extra }) })
  }

  const taps = createTaps(bubble)
  captureTouches(bubble, taps)
  for (const type of moments) {
    document.addEventListener(
      type,
      (event) => {
        if (event.target instanceof Node) bubble(event.target, { type, detail: {}, timeStamp: event.timeStamp })
      },
      true,
    )
  }
  return { listen, emit, tap: taps.tap, tapped: taps.tapped }
}

/** WeChat's touches of a canvas say where they are in it. */
function touchesOn(canvas: HTMLElement, { touches, changedTouches }: Occurrence): Pick<Occurrence, 'touches' | 'changedTouches'> {
  const { left, top } = canvas.getBoundingClientRect()
  const inside = (points: Occurrence['touches'] = []) => points.map((each) => ({ ...each, x: each.clientX - left, y: each.clientY - top }))
  return { ...(touches && { touches: inside(touches) }), ...(changedTouches && { changedTouches: inside(changedTouches) }) }
}

/** Where the target and those that listen stand in what they are positioned in. */
function offsetsOf(target: Known, type: string, bubbles = true): number[][] {
  const out: number[][] = []
  for (let at: Known | null = target; at !== null; at = bubbles ? up(at) : null) {
    const { $id, $on } = at
    if ($id !== undefined && at instanceof HTMLElement && (at === target || $on?.has(type) === true)) out.push([$id, at.offsetLeft, at.offsetTop])
  }
  return out
}

const catches = (node: Known): boolean => ((node.$on?.get('touchmove') ?? 0) & eventFlags.catch) !== 0

/** Someone on the way to the root keeps the finger's movements from the page. */
export function caughtMove(target: Node): boolean {
  for (let at: Known | null = target; at !== null; at = up(at)) if (catches(at)) return true
  return false
}

/** A caught touchmove keeps the page still; a scroller between the finger and the catcher may still move. */
function holdScroll(event: TouchEvent): void {
  if (!event.cancelable) return
  for (let at = known(event.target as Node); at !== null; at = up(at)) {
    if (catches(at)) return event.preventDefault()
    if (propertyOf(at, 'scrollX') === true || propertyOf(at, 'scrollY') === true || at.nodeName === 'WX-TEXTAREA') return
  }
}
