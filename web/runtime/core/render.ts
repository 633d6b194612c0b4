/**
 * Makes the nodes of prepared templates and keeps them true: an update walks only the plans whose roots changed and evaluates
 * only the bindings whose paths changed.
 */
import { op } from '../../protocol/ops.js'
import type { Expr } from '../../protocol/template.js'
import { domTag } from '../../protocol/template.js'
import { applyBinding, applyHostBinding, finishElement, rewriteTyped } from './attributes.js'
import type { Core } from './component.js'
import { makeCore } from './component.js'
import { attachTree, destroy } from './lifecycle.js'
import type { PageFrame } from './frame.js'
import { createList, updateList } from './list.js'
import {
  adopt,
  append,
  assigned,
  Context,
  Elem,
  Frag,
  fragments,
  isBefore,
  isFrag,
  lightHost,
  lightNodes,
  place,
  placement,
  Text,
  type Node,
  type Parent,
} from './nodes.js'
import { isFields, toText, type Fields, type Trie } from './paths.js'
import { Change, kinds, scopedKind, type Plan } from './plan.js'
import { createScoped, fillSlot, isScoped, refillSlot, renewScoped, updateScoped } from './scoped.js'
import { builtInTags } from './tags.js'

/** Where new nodes go: `at` is the frame's node to append to, `later` = the caller places them, `slotted` = each where its slot is. */
export const target = { later: 0, slotted: -1 } as const

/** Of these the frame has to know in whose template they stand, and from which forms they are seen. */
const formParts: ReadonlySet<string> = new Set('radio radio-group checkbox checkbox-group form button input textarea switch slider picker'.split(' '))

export function evaluate(expr: Expr, context: Context): unknown {
  try {
    return expr.f(context.data, context.slots, context.modules)
  } catch (error) {
    context.core.frame.runtime.error(error, `${context.core.is} template`)
    return undefined
  }
}

export function createRoot(core: Core, at: number): void {
  createAll(core.context.prepared.main, core.context, core.root, at)
}

export function updateRoot(core: Core, change: Change): void {
  updateAll(core.context.prepared.main, core.root.children, change)
}

export function createAll(plans: readonly Plan[], context: Context, parent: Parent, at: number): void {
  parent.filling = true
  for (const plan of plans) createOne(plan, context, parent, at)
  // A copy takes no more room than its members.
  if (plans.length > 1 && plans.length < 9 && parent.children.length === plans.length) parent.children = parent.children.slice()
  parent.filling = false
}

export function createOne(plan: Plan, context: Context, parent: Parent, at: number): void {
  if (!globalThis.weChatAlone && plan.kind === scopedKind) return createScoped(plan, context, parent, at)
  switch (plan.kind) {
    case kinds.text:
      createText(plan, context, parent, at)
      return
    case kinds.element:
      createElement(plan, context, parent, at)
      return
    case kinds.if: {
      const frag = new Frag(fragments.if, plan, context, parent)
      adopt(parent, frag)
      frag.branch = branchOf(plan, context)
      const branch = plan.branches[frag.branch]
      if (branch !== undefined) createAll(branch[1], context, frag, at)
      return
    }
    case kinds.for:
      createList(plan, context, parent, at)
      return
    case kinds.slot:
      createSlot(plan, context, parent, at)
      return
    case kinds.use: {
      const frag = new Frag(fragments.use, plan, context, parent)
      adopt(parent, frag)
      fillTemplate(frag, plan, at)
      return
    }
    default: {
      const frag = new Frag(fragments.block, plan, context, parent)
      adopt(parent, frag)
      createAll(plan.children, context, frag, at)
    }
  }
}

function createText(plan: Plan, context: Context, parent: Parent, at: number): void {
  const frame = context.core.frame
  const writer = frame.writer
  const value = plan.expr === null ? plan.text : toText(evaluate(plan.expr, context))
  const node = new Text(plan, parent, frame.newId(), value)
  adopt(parent, node)
  const inside = parentOf(at, frame)
  node.at = writer.write4(op.text, node.id, writer.string(value), inside)
  node.batch = writer.batch
  if (inside === 0) settle(node, parent, at)
  else node.placed = placement.placed
}

/** The node into which a new one is made at once. The page's root stands in the document: what comes there is complete. */
function parentOf(at: number, frame: PageFrame): number {
  return at > 0 && at !== frame.root ? at : 0
}

/** Gives a new real node its slot and its place. */
function settle(node: Elem | Text, parent: Parent, at: number): void {
  if (at > 0) {
    append(node instanceof Elem ? node.context.core.frame : frameOfParent(parent), at, node)
    return
  }
  const host = lightHost(parent)
  if (host !== null) node.slotted = host.slotFor(node instanceof Elem ? node.slotName : '')
  if (at === target.slotted) place(node)
}

function frameOfParent(parent: Parent) {
  return parent.context.core.frame
}

function createElement(plan: Plan, context: Context, parent: Parent, at: number): void {
  const core = context.core
  const frame = core.frame
  const writer = frame.writer
  const definition = frame.runtime.resolve(plan, core)
  const node = new Elem(plan, context, parent)
  adopt(parent, node)
  const hidden = definition?.options.virtualHost === true
  const inside = hidden ? 0 : parentOf(at, frame)
  if (!hidden) {
    node.id = frame.newId()
    frame.nodes.set(node.id, node)
    const tag = domTag(plan.tag, definition === null && builtInTags.has(plan.tag))
    writer.write4(op.create, node.id, writer.string(tag), inside)
    if (inside !== 0) node.placed = placement.placed
  }
  if (definition === null) {
    for (const binding of plan.statics) applyBinding(node, binding, binding.value)
    for (let i = 0; i < plan.dynamics.length; i++) {
      const binding = plan.dynamics[i]
      if (binding?.expr == null) continue
      const value = evaluate(binding.expr, context)
      node.values[i] = value
      applyBinding(node, binding, value)
    }
    if (core.host !== null && formParts.has(plan.tag)) {
      const trees = core.trees(`wx://form-field-${plan.tag === 'button' ? plan.tag : 'group'}`)
      writer.write4(op.property, node.id, writer.string('trees'), writer.value(trees))
    }
    finishElement(node, null)
    createAll(plan.children, context, node, node.id)
    if (inside === 0) settle(node, parent, at)
    return
  }
  const comp = makeCore(definition, frame, node, frame.runtime.prepared(definition.path))
  node.comp = comp
  if (plan.generics !== null) comp.generics = frame.runtime.genericsOf(plan.generics, core)
  if (hidden) slotOfHost(node, parent)
  if (!globalThis.weChatAlone) definition.model?.begin(comp, node)
  comp.build(hidden ? (at > 0 ? at : target.later) : node.id)
  if (globalThis.weChatAlone || definition.model === undefined) bindHost(node, comp)
  comp.heard = true
  if (comp.pending) comp.apply(false)
  comp.filled = true
  createAll(plan.children, context, node, target.slotted)
  for (const slot of comp.slotFrags) fallBack(slot)
  if (!hidden) {
    if (inside === 0) settle(node, parent, at)
  } else {
    slotOfHost(node, parent)
    if (at === target.slotted) place(node)
  }
}

/** What stands on a component's tag, when it is made. */
export function bindHost(node: Elem, comp: Core): void {
  let dynamic = 0
  for (const binding of node.plan.bindings) {
    if (binding.expr === null) applyHostBinding(node, comp, binding, binding.value)
    else {
      const value = evaluate(binding.expr, node.context)
      node.values[dynamic++] = value
      applyHostBinding(node, comp, binding, value)
    }
  }
  finishElement(node, comp)
}

function slotOfHost(node: Elem, parent: Parent): void {
  const host = lightHost(parent)
  if (host !== null) node.slotted = host.slotFor(node.slotName)
}

function createSlot(plan: Plan, context: Context, parent: Parent, at: number): void {
  const core = context.core
  const frag = new Frag(fragments.slot, plan, context, parent)
  adopt(parent, frag)
  const key = plan.expr === null ? plan.text : toText(evaluate(plan.expr, context))
  frag.key = key
  frag.slotName = typeof plan.into === 'object' ? toText(evaluate(plan.into, context)) : toText(plan.into)
  const host = lightHost(parent)
  if (host !== null) frag.slotted = host.slotFor(frag.slotName)
  const slots = core.slotFrags
  let order = slots.length
  while (order > 0 && isBefore(frag, slots[order - 1] as Frag)) order--
  slots.splice(order, 0, frag)
  if (core.host === null || !core.filled) return
  if (!globalThis.weChatAlone) fillSlot(core, frag)
  const wanted = lightNodes(core.host.children, []).filter(
    (node) => (!core.definition.options.multipleSlots || slotNameOf(node) === key) && (globalThis.weChatAlone || !isScoped(node)),
  )
  if (wanted.length > 0 && core.slotFor(key) === frag) for (const node of wanted) node.slotted = frag
  fallBack(frag)
  if (at !== target.later) place(frag)
}

/** Puts a component's slots in the order of its tree again, after some of them moved. Those that are about to go are the last. */
export function sortSlots(core: Core): void {
  const was = core.slotFrags
  const all = new Set(slotsIn(core.root.children, []))
  for (const slot of was) all.add(slot)
  was.splice(0, was.length, ...all)
}

function slotsIn(nodes: readonly Node[], out: Frag[]): Frag[] {
  for (const node of nodes) {
    if (node.text) continue
    if (isFrag(node) && node.kind === fragments.slot) out.push(node)
    slotsIn(node.children, out)
  }
  return out
}

/** Fallback children stand while no light node is in the slot. */
function fallBack(slot: Frag): void {
  const plan = slot.plan
  if (plan === null || plan.children.length === 0 || slot.children.length > 0 || assigned(slot).length > 0) return
  createAll(plan.children, slot.context, slot, target.later)
  place(slot)
}

function branchOf(plan: Plan, context: Context): number {
  for (let i = 0; i < plan.branches.length; i++) {
    const condition = plan.branches[i]?.[0]
    if (condition === null || condition === undefined || evaluate(condition, context)) return i
  }
  return -1
}

function fillTemplate(frag: Frag, plan: Plan, at: number): void {
  const context = frag.context
  const name = plan.nameExpr === null ? plan.text : toText(evaluate(plan.nameExpr, context))
  const given = plan.expr === null ? undefined : evaluate(plan.expr, context)
  frag.key = name
  const body = context.prepared.named(name)
  if (body === undefined) {
    if (name !== '') context.core.warn(`${context.core.is}: template "${name}" is not found`)
    return
  }
  frag.inner = new Context(context.core, isFields(given) ? { ...given } : {}, context.prepared.modulesOf(name), [], context.prepared)
  createAll(body, frag.inner, frag, at)
}

/** Takes all nodes of a fragment away and makes it anew by `fill`. */
export function refill(frag: Frag, fill: () => void): void {
  // What comes is made before what was there goes: programs see that order in `created` and `detached`.
  const old = frag.children
  frag.children = []
  fill()
  // Before what was there goes: content of its slots that a new slot takes would go with it.
  place(frag)
  for (const child of old) destroy(child)
  if (frag.context.core.live) for (const child of frag.children) attachTree(child)
}

export function updateAll(plans: readonly Plan[], nodes: readonly Node[], change: Change): void {
  for (let i = 0; i < plans.length; i++) {
    const plan = plans[i] as Plan
    if (change.reaches(plan.roots)) updateOne(plan, nodes[i] as Node, change)
  }
}

function updateOne(plan: Plan, node: Node | undefined, change: Change): void {
  if (node === undefined) return
  if (node instanceof Text) {
    if (plan.expr !== null && change.touches(plan.expr, innerOf(node.parent))) setText(node, plan.expr)
    return
  }
  if (node instanceof Elem) {
    updateElement(plan, node, change)
    return
  }
  if (!globalThis.weChatAlone && plan.kind === scopedKind) return updateScoped(plan, node, change)
  const context = node.context
  switch (plan.kind) {
    case kinds.if: {
      const branch = plan.branches.some(([condition]) => condition !== null && change.touches(condition, node.inner)) ? branchOf(plan, context) : node.branch
      if (branch === node.branch) {
        const body = plan.branches[branch]
        if (body !== undefined) updateAll(body[1], node.children, change)
        return
      }
      node.branch = branch
      refill(node, () => {
        const body = plan.branches[branch]
        if (body !== undefined) createAll(body[1], context, node, target.later)
      })
      return
    }
    case kinds.for:
      updateList(plan, node, change)
      return
    case kinds.slot:
      updateSlot(plan, node, change)
      return
    case kinds.use:
      updateTemplate(plan, node, change)
      return
    default:
      updateAll(plan.children, node.children, change)
  }
}

function innerOf(parent: Parent): Context {
  return parent instanceof Frag ? parent.inner : parent.context
}

function setText(node: Text, expr: Expr): void {
  const inner = innerOf(node.parent)
  const value = toText(evaluate(expr, inner))
  if (value === node.value) return
  node.value = value
  const writer = inner.core.frame.writer
  if (node.at >= 0 && node.batch === writer.batch) writer.rewrite(node.at, writer.string(value))
  else {
    node.at = writer.write3(op.setText, node.id, writer.string(value))
    node.batch = writer.batch
  }
}

function updateElement(plan: Plan, node: Elem, change: Change): void {
  const comp = node.comp
  const context = node.context
  const dynamics = plan.dynamics
  const slotName = node.slotName
  for (let i = 0; i < dynamics.length; i++) {
    const binding = dynamics[i]
    if (binding?.expr == null || !change.touches(binding.expr, context)) continue
    const value = evaluate(binding.expr, context)
    const old = node.values[i]
    if (comp !== null) {
      node.values[i] = value
      applyHostBinding(node, comp, binding, value)
    } else if (old !== value || (typeof value === 'object' && value !== null)) {
      node.values[i] = value
      applyBinding(node, binding, value)
    } else rewriteTyped(node, binding.name, value)
  }
  if (!globalThis.weChatAlone && comp !== null) comp.definition.model?.changed(comp, node, change)
  if (comp?.pending === true) comp.apply(false)
  if (node.slotName !== slotName) {
    const host = lightHost(node.parent)
    if (host !== null) {
      node.slotted = host.slotFor(node.slotName)
      place(node)
    }
  }
  updateAll(plan.children, node.children, change)
}

function updateSlot(plan: Plan, node: Frag, change: Change): void {
  if (plan.expr !== null && change.touches(plan.expr, node.context)) {
    const name = toText(evaluate(plan.expr, node.context))
    if (name !== node.key) {
      node.key = name
      if (!globalThis.weChatAlone) refillSlot(node.context.core, node)
      reassign(node.context.core)
    }
  }
  if (!globalThis.weChatAlone) renewScoped(plan, node, change)
  if (typeof plan.into === 'object' && change.touches(plan.into, node.context)) {
    node.slotName = toText(evaluate(plan.into, node.context))
    const slot = lightHost(node.parent as Parent)?.slotFor(node.slotName) ?? null
    if (slot !== node.slotted) {
      node.slotted = slot
      place(node)
    }
  }
  if (node.children.length > 0) updateAll(plan.children, node.children, change)
}

function slotNameOf(node: Node): string {
  return node instanceof Text ? '' : node.slotName
}

/** Looks anew which slot takes each light node. */
export function reassign(core: Core): void {
  if (core.host === null || !core.filled) return
  const moved: Node[] = []
  for (const node of lightNodes(core.host.children, [])) {
    if (!globalThis.weChatAlone && isScoped(node)) continue
    const slot = core.slotFor(slotNameOf(node))
    if (slot === node.slotted) continue
    node.slotted = slot
    moved.push(node)
  }
  for (let i = moved.length - 1; i >= 0; i--) place(moved[i] as Node)
}

function updateTemplate(plan: Plan, frag: Frag, change: Change): void {
  const context = frag.context
  if (plan.nameExpr !== null && change.touches(plan.nameExpr, context) && toText(evaluate(plan.nameExpr, context)) !== frag.key) {
    refill(frag, () => fillTemplate(frag, plan, target.later))
    return
  }
  if (plan.expr === null || !change.touches(plan.expr, context)) return
  const body = context.prepared.named(String(frag.key))
  if (body === undefined) return
  const given = evaluate(plan.expr, context)
  const next: Fields = isFields(given) ? given : {}
  const old = frag.inner.data
  const trie = fieldsChanged(plan, change, context, { next, old })
  if (trie.size === 0) return
  setContextData(frag.inner, next)
  updateAll(body, frag.children, new Change(trie))
}

/** What of a template's data changed: each field that reads something that changed. */
function fieldsChanged(plan: Plan, change: Change, context: Context, data: { readonly next: Fields; readonly old: Fields }): Trie {
  const trie: Trie = new Map()
  const all = (): void => {
    for (const fields of [data.next, data.old]) for (const key of Object.keys(fields)) trie.set(key, true)
  }
  if (plan.fields === undefined) {
    all()
    return trie
  }
  for (const [field, reads, whole] of plan.fields) {
    const branch = whole === 1 ? change.whole(reads, context) : change.read(reads, context) ? true : undefined
    if (branch === undefined) continue
    if (field !== null) trie.set(field, branch)
    else if (branch === true) all()
    else for (const [key, below] of branch) trie.set(key, below)
  }
  return trie
}

// Items inside the template have contexts of their own that share the data object: its fields are exchanged, not the object.
function setContextData(context: Context, next: Fields): void {
  const data = context.data
  for (const key of Object.keys(data)) if (!(key in next)) delete data[key]
  Object.assign(data, next)
}
