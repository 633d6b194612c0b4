/**
 * Alipay's slot-scope: content of a component that is made once for each slot that takes it, and sees what that slot gives.
 *
 * Each of them is an item below the fragment of the content, and all that is inside goes into its slot: `toSlot` stands for the
 * component there.
 */
import type { Core } from './component.js'
import { attachTree, destroy } from './lifecycle.js'
import { adopt, Context, Frag, fragments, isFrag, lightHost, type Node, type Parent, Text } from './nodes.js'
import { toText, type Fields } from './paths.js'
import { Change, kinds, slots, type Plan } from './plan.js'
import { createAll, evaluate, target, updateAll } from './render.js'

export function createScoped(plan: Plan, context: Context, parent: Parent, at: number): void {
  const frag = new Frag(fragments.block, plan, context, parent)
  adopt(parent, frag)
  const host = lightHost(parent)
  if (host === null) {
    // In no component: there is nothing to see.
    createAll(plan.children, within(plan, context, {}), frag, at)
    return
  }
  const core = coreOf(host)
  core.scoped ??= new Set()
  core.scoped.add(frag)
  for (const slot of core.slotFrags) if (takes(slot, frag)) makeItem(frag, slot)
}

/** What a slot gives. */
function givenBy(slot: Frag): Fields {
  const out: Fields = {}
  for (const { name, value, expr } of slot.plan?.given ?? []) out[name] = expr === null ? value : evaluate(expr, slot.inner)
  return out
}

function within(plan: Plan, context: Context, given: Fields): Context {
  const variables = context.slots.slice()
  variables[plan.slot] = given
  return new Context(context.core, context.data, context.modules, variables, context.prepared)
}

/** Of a component, or what stands for it. */
function coreOf(host: Core): Core {
  return Object.hasOwn(host, 'slotFor') ? (Object.getPrototypeOf(host) as Core) : host
}

function makeItem(frag: Frag, slot: Frag): Frag {
  const plan = frag.plan as Plan
  const item = new Frag(fragments.item, plan, frag.context, frag)
  item.slotted = slot
  item.inner = within(plan, frag.context, givenBy(slot))
  item.toSlot = Object.create(slot.context.core, { slotFor: { value: () => slot } }) as Core
  frag.children.push(item)
  createAll(plan.children, item.inner, item, target.slotted)
  return item
}

/** The slot that the content names. */
function wanted(plans: readonly Plan[], context: Context): string {
  for (const plan of plans) {
    if (plan.kind === kinds.text) return ''
    if (plan.kind === kinds.slot) return typeof plan.into === 'object' ? toText(evaluate(plan.into, context)) : toText(plan.into)
    const named = plan.bindings.find((each) => each.target === slots.slot)
    if (named !== undefined) return toText(named.expr === null ? named.value : evaluate(named.expr, context))
    if (plan.kind === kinds.element) return ''
    const inside = plan.kind === kinds.if ? (plan.branches[0]?.[1] ?? []) : plan.children
    if (inside.length > 0) return wanted(inside, context)
  }
  return ''
}

function takes(slot: Frag, frag: Frag): boolean {
  return slot.key === wanted(frag.plan?.children ?? [], frag.context)
}

function* standing(core: Core): Generator<Frag, void> {
  for (const frag of core.scoped ?? []) {
    if (isGone(frag)) core.scoped?.delete(frag)
    else yield frag
  }
}

function isGone(frag: Frag): boolean {
  for (let at: Parent | null = frag; at !== null; at = at.parent) if (at.gone) return true
  return false
}

/** A slot that came later takes its content. */
export function fillSlot(core: Core, slot: Frag): void {
  for (const frag of standing(core)) {
    if (!takes(slot, frag)) continue
    const item = makeItem(frag, slot)
    if (core.host?.context.core.live === true) attachTree(item)
  }
}

/** Before a slot goes: what was made for it goes too. */
export function emptySlot(core: Core, slot: Frag): void {
  for (const frag of standing(core)) {
    for (const item of [...frag.children]) {
      if (!isFrag(item) || item.slotted !== slot) continue
      frag.children.splice(frag.children.indexOf(item), 1)
      destroy(item)
    }
  }
}

/** A slot has another name. */
export function refillSlot(core: Core, slot: Frag): void {
  emptySlot(core, slot)
  fillSlot(core, slot)
}

/** Whether a light node was made for one slot. */
export function isScoped(node: Node): boolean {
  for (let at: Parent | null = node instanceof Text ? node.parent : node.parent; at !== null && isFrag(at); at = at.parent) {
    if (at.toSlot !== undefined) return true
    if (at.kind === fragments.root || at.kind === fragments.slot) return false
  }
  return false
}

/** A slot gives something else. */
export function renewScoped(plan: Plan, slot: Frag, change: Change): void {
  const { core } = slot.context
  if (core.scoped === undefined || plan.given === undefined) return
  if (!plan.given.some(({ expr }) => expr !== null && change.touches(expr, slot.context))) return
  const given = givenBy(slot)
  for (const frag of standing(core)) {
    for (const item of frag.children) {
      if (!isFrag(item) || item.slotted !== slot) continue
      const own = item.plan?.slot ?? 0
      item.inner.slots[own] = given
      const inside = new Change(new Map())
      inside.slots[own] = true
      updateAll(item.plan?.children ?? [], item.children, inside)
    }
  }
}

/** The owner's data changed. */
export function updateScoped(plan: Plan, frag: Frag, change: Change): void {
  const outer = frag.context.slots
  for (const item of frag.children) {
    if (!isFrag(item) || item.toSlot === undefined) continue
    for (let i = 0; i < plan.slot; i++) item.inner.slots[i] = outer[i]
    updateAll(plan.children, item.children, change)
  }
}
