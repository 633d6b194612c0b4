/**
 * Events in the Worker: capture, target, bubble across shadow trees, catch, mut-bind and marks, and what a handler gets, as in WeChat.
 * A composed event passes the shadow tree of each component whose slot its path goes through; for listeners there the target is
 * that slot. One that is not composed stays in the shadow tree where it began.
 */
import { op, type TouchPoint, type ViewEvent } from '../../protocol/ops.js'
import { eventFlags } from '../../protocol/template.js'
import { bubblingTypes, writeModel } from './attributes.js'
import type { PageFrame } from './frame.js'
import { formDetail } from './forms.js'
import { Elem, Frag, fragments, type Parent } from './nodes.js'
import { copy, isFields, toText, type Fields } from './paths.js'
import { evaluate } from './render.js'
import { descriptorOf } from './responder.js'

export interface Occurrence {
  readonly type: string
  readonly detail: unknown
  readonly bubbles: boolean
  readonly composed: boolean
  readonly capture: boolean
  readonly timeStamp: number
  readonly fromView: ViewEvent | null
}

interface Step {
  readonly node: Elem
  /** What a listener here sees as the target: an element, or the slot by which the event came in. */
  readonly target: Elem | Frag
  /** Taken when the event comes into the shadow tree: a handler may change them meanwhile. */
  readonly marks: Fields
}

interface Progress {
  stopped: boolean
  mutated: boolean
}

/** An event from the frame. */
export function receive(frame: PageFrame, event: ViewEvent): void {
  if (event.node === frame.root) {
    frame.runtime.rootEvent(frame, event)
    return
  }
  const node = frame.nodes.get(event.node)
  if (!(node instanceof Elem)) return
  if (event.type === '$model') {
    const detail = event.detail as { readonly name?: unknown; readonly value?: unknown } | null
    if (typeof detail?.name === 'string') writeModel(node, detail.name, detail.value)
    return
  }
  if (event.type.startsWith('$')) {
    frame.runtime.nodeEvent(frame, node, event)
    return
  }
  const bubbles = bubblingTypes.has(event.type)
  const detail = (event.type === 'submit' || event.type === 'reset') && node.plan.tag === 'form' ? formDetail(node, event) : event.detail
  dispatch(node, { type: event.type, detail, bubbles, composed: bubbles, capture: bubbles, timeStamp: event.timeStamp, fromView: event })
}

export function dispatch(start: Elem, event: Occurrence): void {
  if (start.comp?.heard === false) return
  const progress: Progress = { stopped: false, mutated: false }
  if (event.capture) {
    for (const step of [...climb(start, event.composed)].reverse()) {
      run(step, event, true, progress)
      if (progress.stopped) return
    }
  }
  // The way up is looked for step by step: a handler may have taken away what is on it.
  for (const step of climb(start, event.composed)) {
    run(step, event, false, progress)
    if (progress.stopped || !event.bubbles) return
  }
}

function* climb(start: Elem, composed: boolean): Generator<Step, void> {
  let node: Elem | null = start
  while (node !== null) {
    const host: Elem | null = yield* climbTree(node, node, composed)
    if (!composed) return
    node = host
  }
}

/** Walks one shadow tree up to its host; a slotted node goes through the tree of the component that has the slot first. */
function* climbTree(start: Elem | Frag, target: Elem | Frag, composed: boolean): Generator<Step, Elem | null> {
  let at: Parent | null = start
  const marks = marksOf(target)
  while (at !== null) {
    if (at instanceof Elem) yield { node: at, target, marks }
    else if (at.kind === fragments.root) return at.context.core.host
    const parent: Parent | null = at.parent
    if (at.gone || parent?.filling === true) return null
    const slottable: boolean = at instanceof Elem || at.kind === fragments.slot
    const light: boolean | null = composed && slottable && parent !== null && inLight(parent)
    if (light === null) return null
    if (light) {
      const slot: Frag | null = at.slotted
      if (slot === null) return null
      at = yield* climbTree(slot, slot, composed)
    } else at = parent
  }
  return null
}

/** Whether it is the content of a component; null: it was taken out of it, or is not in it yet. */
function inLight(parent: Parent): boolean | null {
  let at: Parent | null = parent
  while (at instanceof Frag) {
    if (at.kind === fragments.root || at.kind === fragments.slot) return false
    if (at.gone || at.parent?.filling === true) return null
    at = at.parent
  }
  return at !== null && at.comp !== null
}

function run(step: Step, event: Occurrence, capture: boolean, progress: Progress): void {
  const node = step.node
  const events = node.plan.events
  if (events === null || (!globalThis.weChatAlone && node.id === 0 && node.comp?.definition.model !== undefined)) return
  let caught = false
  let mutated = false
  for (const [type, flags, handler] of events) {
    if (type !== event.type || ((flags & eventFlags.capture) !== 0) !== capture) continue
    const mut = (flags & eventFlags.mut) !== 0
    if ((flags & eventFlags.catch) !== 0) caught = true
    if (mut && progress.mutated) continue
    if (mut) mutated = true
    const core = node.context.core
    const found = typeof handler === 'string' ? handler : evaluate(handler, node.context)
    if (typeof found === 'function') {
      const result = core.call(
        () =>
          (found as (...args: unknown[]) => unknown)(
            { ...occurrence(step, event, mut), instance: descriptorOf(node, core) },
            descriptorOf(core.host ?? node, core),
          ),
        [],
        `WXS handler of ${type}`,
      )
      if (result === false) caught = true
      continue
    }
    const name = toText(found)
    if (name === '') continue
    const method = core.method(name)
    if (method === undefined) {
      core.warn(`Component "${core.is}" does not have a method "${name}" to handle event "${type}".`)
      continue
    }
    core.frame.runtime.trace(`${event.type} → ${name}`)
    const result = core.call(method, [occurrence(step, event, mut)], name)
    if (!globalThis.weChatAlone && core.definition.model !== undefined) continue
    if (result === false) caught = true
    if (event.type === 'input' && event.fromView !== null) replaceInput(node, result)
  }
  if (mutated) progress.mutated = true
  if (caught) progress.stopped = true
}

/** What a handler of input gives back stands in the field instead of what was typed: a text, or {value, cursor}. */
function replaceInput(node: Elem, result: unknown): void {
  const value =
    typeof result === 'string' ? { value: result } : isFields(result) && 'value' in result ? { value: result['value'], cursor: result['cursor'] } : null
  if (value === null || node.id === 0) return
  const { writer } = node.context.core.frame
  writer.write4(op.property, node.id, writer.string('$replace'), writer.value(value))
}

/** The object that a handler gets. */
export function occurrence(step: Step, event: Occurrence, mut: boolean): Fields {
  const view = event.fromView
  const out: Fields = {
    type: event.type,
    timeStamp: event.timeStamp,
    target: described(step.target, view),
    currentTarget: described(step.node, view),
    mark: { ...step.marks },
    detail: view === null ? event.detail : copy(event.detail),
    mut,
    ...view?.extra,
  }
  if (view?.touches !== undefined) out['touches'] = view.touches.map(touchPoint)
  if (view?.changedTouches !== undefined) out['changedTouches'] = view.changedTouches.map(touchPoint)
  return globalThis.weChatAlone ? out : (step.node.context.core.frame.runtime.dress?.(out, step.node) ?? out)
}

function touchPoint(point: TouchPoint): TouchPoint {
  return { ...point }
}

/** Nodes without a place of their own in the page (a slot, a virtual host) stand at 0. */
function described(node: Elem | Frag, view: ViewEvent | null): Fields {
  if (node instanceof Frag) return { id: '', offsetLeft: 0, offsetTop: 0, dataset: {} }
  const [, offsetLeft = 0, offsetTop = 0] = view?.offsets?.find(([id]) => id === node.id) ?? []
  return { id: node.name, offsetLeft, offsetTop, dataset: copy(node.dataset ?? {}) }
}

/** Marks from the target up to the root of its shadow tree; the nearest one counts. */
function marksOf(target: Elem | Frag): Fields {
  const out: Fields = {}
  let at: Parent | null = target
  while (at !== null) {
    if (at instanceof Elem && at.marks !== null) {
      for (const name of Object.keys(at.marks)) if (!Object.hasOwn(out, name)) out[name] = copy(at.marks[name])
    }
    at = at.parent
  }
  return out
}
