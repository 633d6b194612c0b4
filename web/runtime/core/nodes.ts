/**
 * The tree as the Worker keeps it: one shadow tree per component, and where each of its nodes stands in the frame's composed tree.
 *
 * Real nodes (elements, texts) have an id in the frame; fragments (if, for, item, slot, template, block, shadow root) and
 * the hosts of components with virtualHost have none. A node below a component's tag ("light") stands in the frame where the slot
 * it is assigned to stands; `slotted` names that slot, or is null while there is none.
 */
import { op } from '../../protocol/ops.js'
import './dialect.js'
import type { Modules } from '../../protocol/template.js'
import type { Core } from './component.js'
import type { PageFrame } from './frame.js'
import type { Fields } from './paths.js'
import type { Plan, Prepared } from './plan.js'

/** Where expressions are evaluated: a component's data, or a named template's, with the loop variables there. */
export class Context {
  constructor(
    readonly core: Core,
    public data: Fields,
    readonly modules: Modules,
    readonly slots: unknown[],
    readonly prepared: Prepared,
  ) {}
}

export type Node = Elem | Text | Frag
export type Parent = Elem | Frag
export const placement = { none: 0, placed: 1, parked: 2, removed: 3 } as const

export class Text {
  readonly text = true
  parent: Parent
  id: number
  value: string
  slotted: Frag | null = null
  placed = 0
  /** Where the operation that made its text stands, if it stands in the batch `batch`. */
  at = -1
  batch = 0
  constructor(
    readonly plan: Plan,
    parent: Parent,
    id: number,
    value: string,
  ) {
    this.parent = parent
    this.id = id
    this.value = value
  }
}

export class Elem {
  readonly text = false
  parent: Parent
  /** 0: the host of a component with virtualHost. */
  id = 0
  children: Node[] = []
  comp: Core | null = null
  /** Its children are being made and do not stand below it yet: no event gets out of them. */
  filling = false
  /** It was taken out of its parent. */
  gone = false
  slotted: Frag | null = null
  placed = 0
  slotName = ''
  /** What the dynamic bindings gave last. */
  values: unknown[]
  name = '' // the id attribute
  classes = '' // as written in the owner's template
  style = ''
  /** Classes and styles that WXS set beside the template's. */
  extraClass: Set<string> | null = null
  extraStyle = ''
  dataset: Fields | null = null
  marks: Fields | null = null
  constructor(
    readonly plan: Plan,
    readonly context: Context,
    parent: Parent,
  ) {
    this.parent = parent
    this.values = plan.dynamics.length > 0 ? new Array<unknown>(plan.dynamics.length) : noValues
  }
}
const noValues: unknown[] = []

/**
 * Puts a new node behind its siblings. Most parents have one child, and an empty list that is pushed to takes room for sixteen more: a
 * third of the memory of a long list.
 */
export function adopt(parent: Parent, node: Node): void {
  if (parent.children.length === 0) parent.children = [node]
  else parent.children.push(node)
}

export const fragments = { root: 0, if: 1, for: 2, item: 3, slot: 4, use: 5, block: 6 } as const

export class Frag {
  readonly text = false
  children: Node[] = []
  filling = false
  gone = false
  /** null: the root of a shadow tree; its host is `core.host`. */
  parent: Parent | null
  slotted: Frag | null = null // of a slot that is itself a component's light node
  /** Of a slot that is itself a component's light node: the slot that it goes into. */
  slotName = ''
  /** if: the branch that stands; for: number of items; item: its index. */
  branch = -1
  /** slot: its name; use: the name of the template; item: its key. */
  key: unknown = ''
  /** Of what slot-scope makes for one slot: the component, for which that slot takes all that is inside. */
  declare toSlot?: Core
  /** Of an item and a template: the context of what is inside. */
  inner: Context
  constructor(
    readonly kind: number,
    readonly plan: Plan | null,
    readonly context: Context,
    parent: Parent | null,
  ) {
    this.parent = parent
    this.inner = context
  }
}

export function isFrag(node: Node | Parent): node is Frag {
  return node instanceof Frag
}

/**
 * Whether a node comes before another one of the same shadow tree: of slots that take the same content, the first does. What was
 * taken out of its parent comes last.
 */
export function isBefore(one: Node, other: Node): boolean {
  const way = new Map<Parent, Node>()
  for (let at: Node | null = one; at !== null && at.parent !== null; at = at.parent) way.set(at.parent, at)
  let at = other
  while (at.parent !== null && !way.has(at.parent)) at = at.parent
  const parent = at.parent
  if (parent === null) return false
  return indexIn(parent.children, way.get(parent) as Node) < indexIn(parent.children, at)
}

function indexIn(siblings: readonly Node[], node: Node): number {
  // The items of a long list know their places.
  const known = isFrag(node) ? node.branch : -1
  if (siblings[known] === node) return known
  const found = siblings.indexOf(node)
  return found < 0 ? siblings.length : found
}

/** The component among whose light nodes a child of this parent would stand. */
export function lightHost(parent: Parent | null): Core | null {
  let at = parent
  while (at !== null && isFrag(at)) {
    if (at.kind === fragments.root || at.kind === fragments.slot) return null
    if (!globalThis.weChatAlone && at.toSlot !== undefined) return at.toSlot
    at = at.parent
  }
  return at === null ? null : at.comp
}

/** The frame's node that a node stands in, or 0 if it has no place (no slot takes it). */
export function domParent(node: Node): number {
  let at: Node = node
  let slotted = node.slotted
  for (;;) {
    const parent: Parent | null = at.parent
    if (parent === null) {
      const host = (at as Frag).context.core.host
      if (host === null) return (at as Frag).context.core.frame.root
      if (host.id !== 0) return host.id
      at = host
      slotted = host.slotted
    } else if (parent instanceof Elem) {
      if (parent.comp === null) return parent.id
      if (slotted === null) return 0
      at = slotted
      slotted = at.slotted
    } else {
      at = parent
      if (parent.kind === fragments.slot) slotted = parent.slotted
    }
  }
}

/** The frame's node before which a node must stand, or 0 if it is the last. */
export function following(node: Node): number {
  let at: Node = node
  let slotted = node.slotted
  for (;;) {
    const parent: Parent | null = at.parent
    if (parent === null) {
      const host = (at as Frag).context.core.host
      if (host === null || host.id !== 0) return 0
      at = host
      slotted = host.slotted
      continue
    }
    const siblings = parent.children
    for (let i = siblings.indexOf(at) + 1; i < siblings.length; i++) {
      const id = firstDom(siblings[i] as Node, slotted)
      if (id !== 0) return id
    }
    if (parent instanceof Elem) {
      if (parent.comp === null || slotted === null) return 0
      at = slotted
      slotted = at.slotted
    } else {
      at = parent
      if (parent.kind === fragments.slot) slotted = parent.slotted
    }
  }
}

function firstDom(node: Node, slotted: Frag | null): number {
  if (node instanceof Text) return node.slotted === slotted && node.placed === placement.placed ? node.id : 0
  if (node instanceof Elem) {
    if (node.slotted !== slotted) return 0
    if (node.id !== 0) return node.placed === placement.placed ? node.id : 0
    return node.comp === null ? 0 : firstOf(node.comp.root.children, null)
  }
  if (node.kind === fragments.slot) {
    if (node.slotted !== slotted) return 0
    const host = node.context.core.host
    const id = host === null ? 0 : firstOf(host.children, node)
    return id !== 0 ? id : firstOf(node.children, null)
  }
  return firstOf(node.children, slotted)
}

function firstOf(nodes: readonly Node[], slotted: Frag | null): number {
  for (const node of nodes) {
    const id = firstDom(node, slotted)
    if (id !== 0) return id
  }
  return 0
}

/** The topmost real nodes of what stands in the frame for a node. */
export function tops(node: Node, out: (Elem | Text)[]): (Elem | Text)[] {
  if (node instanceof Text) out.push(node)
  else if (node instanceof Elem) {
    if (node.id !== 0) out.push(node)
    else if (node.comp !== null) for (const child of node.comp.root.children) tops(child, out)
  } else {
    if (node.kind === fragments.slot) for (const each of assigned(node)) tops(each, out)
    for (const child of node.children) tops(child, out)
  }
  return out
}

/** The light nodes (elements, texts, slots) of a component, through fragments. */
export function lightNodes(nodes: readonly Node[], out: Node[]): Node[] {
  for (const node of nodes) {
    if (isFrag(node) && node.kind !== fragments.slot) lightNodes(node.children, out)
    else out.push(node)
  }
  return out
}

export function assigned(slot: Frag): Node[] {
  const host = slot.context.core.host
  if (host === null || !slot.context.core.filled) return []
  return lightNodes(host.children, []).filter((node) => node.slotted === slot)
}

/** Puts what a node stands for where it belongs now; what has no place is parked outside of the document. */
export function place(node: Node): void {
  const all = tops(node, [])
  // Backwards, so that what a node is put before stands already.
  for (let i = all.length - 1; i >= 0; i--) placeReal(all[i] as Elem | Text)
}

/** Where the children of an ordinary fragment stand: the frame's node, and what comes after the fragment (0: nothing). */
export interface Spot {
  readonly parent: number
  before: number
}

/** The spot of a fragment's end, or null if its children may stand in different places (they are light nodes of a component). */
export function spotOf(frag: Frag): Spot | null {
  if (lightHost(frag) !== null) return null
  const parent = domParent(frag)
  return parent === 0 ? null : { parent, before: following(frag) }
}

/** Puts a fragment's nodes at a spot and moves the spot before them. */
export function placeAt(spot: Spot, node: Node, move: boolean): void {
  const all = tops(node, [])
  for (let i = all.length - 1; i >= 0; i--) {
    const each = all[i] as Elem | Text
    if (move || each.placed !== placement.placed) {
      frameOf(each).writer.insert(spot.parent, each.id, spot.before)
      each.placed = placement.placed
    }
    spot.before = each.id
  }
}

export function placeReal(node: Elem | Text): void {
  const frame = frameOf(node)
  const parent = domParent(node)
  if (parent !== 0) {
    frame.writer.insert(parent, node.id, following(node))
    node.placed = placement.placed
  } else if (node.placed === placement.placed) {
    frame.writer.insert(frame.parking(), node.id, 0)
    node.placed = placement.parked
  }
}

export function frameOf(node: Node): PageFrame {
  let at: Node | Parent = node
  while (at instanceof Text) at = at.parent
  return at.context.core.frame
}

/** Appends a freshly made node at the end of a frame's node. */
export function append(frame: PageFrame, parent: number, node: Elem | Text): void {
  frame.writer.write4(op.insert, parent, node.id, 0)
  node.placed = placement.placed
}
