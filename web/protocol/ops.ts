/**
 * Between the logic Worker and a page's frame, over their own MessagePort. Version 2.
 *
 * The Worker keeps the tree; the frame interprets operations on the composed (slots filled) DOM. A batch is one Int32Array
 * of opcodes and operands with a table of strings and one of values beside it; it is sent at the end of the microtask queue
 * and acknowledged at the frame's next animation frame (at most 2 batches are under way).
 */
export const protocolVersion = 2

/** The page's root: the frame's <body>. Node ids are positive integers that the Worker gives; 1 is the root. */
export const rootNode = 1

/** S = index into strings, V = index into values, N = node id. */
export const op = {
  create: 1, // N S(tag as domTag gives it) N(parent whose last child it becomes, or 0 = it stands nowhere yet)
  text: 2, // N S N(parent, or 0)      a new text node
  setText: 3, // N S
  insert: 4, // N(parent) N(child) N(before, or 0 = at the end); a node that is somewhere is moved
  remove: 5, // N            with all below it; the frame forgets their ids
  class: 6, // N S
  style: 7, // N S           rpx allowed; the frame turns them into vw
  attribute: 8, // N S(name) S(value), value -1 removes       id, is, data-*, aria-*
  property: 9, // N S(name, camelCase) V                       of a built-in
  listen: 10, // N S(event type) flags(eventFlags of template.ts)   -1 = no longer
  call: 11, // N S(method of a built-in) V(arguments) callId   answered by CallResult
  animate: 12, // N V(keyframes and options, as this.animate or createAnimation give them)
} as const

export type WorkerToView =
  | {
      readonly kind: 'batch'
      readonly seq: number
      readonly ops: Int32Array
      readonly strings: readonly string[]
      readonly values: readonly unknown[]
      /** The beginning of a long batch, sent while the rest is being made: what comes next has the same seq, and the last part is acknowledged. */
      readonly more?: true
    }
  | { readonly kind: 'query'; readonly id: number; readonly asks: readonly QueryAsk[] }
  | { readonly kind: 'scrollTo'; readonly top?: number; readonly node?: number; readonly offsetTop?: number; readonly duration: number }
  | {
      readonly kind: 'observe'
      readonly id: number
      readonly nodes: readonly number[]
      readonly thresholds: readonly number[]
      readonly root?: number
      readonly margins?: readonly number[]
      readonly initialRatio?: number
    }
  | { readonly kind: 'unobserve'; readonly id: number }
  /** The page came into sight, or went out of it. */
  | { readonly kind: 'shown'; readonly on: boolean }
  /** As the host's 'back', of a step that the program takes: after what it has set before. */
  | { readonly kind: 'back' }

/** One ask of a SelectorQuery: the Worker resolved the selector; fields are WeChat's names. node 0 = the viewport. */
export interface QueryAsk {
  readonly nodes: readonly number[]
  readonly fields: {
    readonly rect?: boolean
    readonly size?: boolean
    readonly scrollOffset?: boolean
    readonly properties?: readonly string[]
    readonly computedStyle?: readonly string[]
  }
}

export type ViewToWorker =
  | { readonly kind: 'ready'; readonly version: number }
  | { readonly kind: 'ack'; readonly seq: number }
  | ViewEvent
  | { readonly kind: 'queryResult'; readonly id: number; readonly results: readonly (readonly Readonly<Record<string, unknown>>[])[] }
  | { readonly kind: 'callResult'; readonly callId: number; readonly ok: boolean; readonly value: unknown }
  | { readonly kind: 'observed'; readonly id: number; readonly entry: Readonly<Record<string, unknown>> }

/**
 * An event at a node. Bubbling types (touch*, tap, longpress, longtap, transition*, animation*) are sent once, for the deepest node, if any node
 * on the way to the root listens; capture, bubble, catch and mut-bind are resolved in the Worker. Others have no bubbling.
 * Types that begin with $ are for the runtime alone: $model {name, value}; $navigate (navigator) {url, openType, delta};
 * $share (button open-type=share) {}; $open (other open-types) {type}; $pageScroll, $reachBottom (at the root).
 */
export interface ViewEvent {
  readonly kind: 'event'
  readonly node: number
  readonly type: string
  readonly detail: unknown
  readonly timeStamp: number
  /** [node, offsetLeft, offsetTop] of the target and of those on its way up that listen, in CSS pixels. */
  readonly offsets?: readonly (readonly number[])[]
  readonly touches?: readonly TouchPoint[]
  readonly changedTouches?: readonly TouchPoint[]
  /** Members of the event itself beside its detail, as older programs read them (markerId of a map's markertap). */
  readonly extra?: Readonly<Record<string, unknown>>
}
export interface TouchPoint {
  readonly identifier: number
  readonly pageX: number
  readonly pageY: number
  readonly clientX: number
  readonly clientY: number
  /** On a canvas: from its corner, which is where programs draw. */
  readonly x?: number | undefined
  readonly y?: number | undefined
}
