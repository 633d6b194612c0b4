/**
 * wx:for: one item fragment per member, kept by key. A change of the whole list is matched by keys; nodes that keep their order
 * (a longest increasing subsequence of their old places) stay where they are. A change below some members goes to those members only.
 */
import { attachTree, destroy } from './lifecycle.js'
import { adopt, Context, Frag, fragments, place, placeAt, spotOf, type Parent } from './nodes.js'
import { isFields, toText, type Branch } from './paths.js'
import type { Change, Plan } from './plan.js'
import { createAll, evaluate, reassign, sortSlots, target, updateAll } from './render.js'

const maximumCount = 100_000

interface Members {
  readonly values: readonly unknown[]
  /** Keys of an object; null: the indices count. */
  readonly names: readonly string[] | null
}

function membersOf(value: unknown): Members {
  if (Array.isArray(value)) return { values: value, names: null }
  if (typeof value === 'number') {
    const count = Number.isSafeInteger(value) ? Math.max(0, Math.min(value, maximumCount)) : 0
    return { values: Array.from({ length: count }, (_, i) => i), names: null }
  }
  if (typeof value === 'string') return { values: [...value], names: null }
  if (isFields(value)) {
    const names = Object.keys(value)
    return { values: names.map((name) => value[name]), names }
  }
  return { values: [], names: null }
}

/** The keys of a list's members, as texts and each one once: members that share a key are told apart by their order. */
interface Keys {
  readonly texts: readonly string[]
  /** The texts of members that shared a key; null: none did. */
  readonly shared: ReadonlySet<string> | null
}

function keyText(plan: Plan, value: unknown): string {
  return toText(plan.key === '*this' ? value : isFields(value) ? value[plan.key] : undefined)
}

function keysOf(plan: Plan, members: Members): Keys {
  const texts = Array.from(members.values, (value) => keyText(plan, value)) // a list may have holes
  const places = new Map<string, number[] | number>()
  let shared: Set<string> | null = null
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i] as string
    const known = places.get(text)
    if (known === undefined) {
      places.set(text, i)
      continue
    }
    shared ??= new Set()
    shared.add(text)
    if (typeof known === 'number') places.set(text, [known, i])
    else known.push(i)
  }
  if (shared === null) return { texts, shared }
  const apart = new Set<string>()
  for (const text of shared) {
    let number = 0
    for (const at of places.get(text) as number[]) {
      while (places.has(`${text}--${number}`)) number += 1
      const own = `${text}--${number}`
      texts[at] = own
      apart.add(own)
      places.set(own, at)
    }
  }
  return { texts, shared: apart }
}

export function createList(plan: Plan, context: Context, parent: Parent, at: number): void {
  const list = new Frag(fragments.for, plan, context, parent)
  adopt(parent, list)
  const members = membersOf(plan.expr === null ? undefined : evaluate(plan.expr, context))
  const keys = plan.key === '' ? null : keysOf(plan, members)
  list.key = keys?.shared ?? null
  list.filling = true
  const { writer } = context.core.frame
  for (let i = 0; i < members.values.length; i++) {
    const item = makeItem(plan, list, members, i)
    item.key = keys?.texts[i] ?? i
    list.children.push(item)
    createAll(plan.children, item.inner, item, at)
    writer.goAhead()
  }
  list.filling = false
}

function makeItem(plan: Plan, list: Frag, members: Members, index: number): Frag {
  const context = list.context
  const value = members.values[index]
  const variables = context.slots.slice()
  variables[plan.slot] = value
  variables[plan.slot + 1] = members.names === null ? index : members.names[index]
  const item = new Frag(fragments.item, plan, context, list)
  item.branch = index
  item.inner = new Context(context.core, context.data, context.modules, variables, context.prepared)
  return item
}

export function updateList(plan: Plan, list: Frag, change: Change): void {
  const expr = plan.expr
  if (expr === null) return
  const branch = listBranch(plan, list.context, change)
  if (branch === undefined) {
    // Only what the items read beside the list changed.
    for (const item of list.children) if (item instanceof Frag) updateItem(plan, item, change, undefined, undefined)
    return
  }
  const members = membersOf(evaluate(expr, list.context))
  if (branch !== true && members.names === null && members.values.length === list.children.length && !keysChanged(plan, list, members, branch)) {
    updateSome(plan, list, members, branch, change)
    return
  }
  if (plan.key === '') updateByIndex(plan, list, members, change, branch)
  else updateByKey(plan, list, members, change, branch)
}

/** What changed in the list: true where that cannot be told apart. */
function listBranch(plan: Plan, context: Context, change: Change): Branch | undefined {
  const expr = plan.expr
  if (expr === null) return undefined
  if (expr.w === 1) return change.whole(expr.p, context)
  if (plan.fields !== undefined) {
    const branch = new Map<string | number, Branch>()
    for (const [member, reads, whole] of plan.fields) {
      const changed = whole === 1 ? change.whole(reads, context) : change.read(reads, context) ? true : undefined
      if (changed !== undefined && member !== null) branch.set(member, changed)
    }
    return branch.size > 0 ? branch : undefined
  }
  return change.touches(expr, context) ? true : undefined
}

function keysChanged(plan: Plan, list: Frag, members: Members, branch: ReadonlyMap<unknown, Branch>): boolean {
  if (plan.key === '') return false
  for (const index of branch.keys()) {
    const item = list.children[Number(index)]
    if (!(item instanceof Frag)) return true
    if (list.key !== null || item.key !== keyText(plan, members.values[Number(index)])) return true
  }
  return false
}

function updateSome(plan: Plan, list: Frag, members: Members, branch: ReadonlyMap<unknown, Branch>, change: Change): void {
  if (otherRoots(plan, change)) {
    list.children.forEach((item, index) => {
      if (!(item instanceof Frag)) return
      item.inner.slots[plan.slot] = members.values[index]
      updateItem(plan, item, change, branch.get(index) ?? branch.get(String(index)), undefined)
    })
    return
  }
  for (const [key, below] of branch) {
    const index = Number(key)
    const item = list.children[index]
    if (!(item instanceof Frag)) continue
    item.inner.slots[plan.slot] = members.values[index]
    updateItem(plan, item, change, below, undefined)
  }
}

// Whether the body reads something that changed beside the list itself.
function otherRoots(plan: Plan, change: Change): boolean {
  const first = plan.expr?.p[0]
  const own = first === undefined || 'c' in first ? undefined : first[0]
  if (change.data === true) return true
  for (const key of change.data.keys()) if ((key !== own || bodyReads(plan, key)) && plan.roots.has(key)) return true
  for (let i = 0; i < change.slots.length; i++) {
    if (change.slots[i] !== undefined && plan.roots.has(i) && (i !== own || bodyReads(plan, i))) return true
  }
  return false
}

function bodyReads(plan: Plan, root: string | number): boolean {
  for (const child of plan.children) if (child.roots.has(root)) return true
  return false
}

function updateItem(plan: Plan, item: Frag, change: Change, value: Branch | undefined, index: Branch | undefined): void {
  const context = item.inner
  refreshOuter(item)
  const changed = change.slots
  changed[plan.slot] = value
  changed[plan.slot + 1] = index
  updateAll(plan.children, item.children, change)
  changed[plan.slot] = undefined
  changed[plan.slot + 1] = undefined
  if (context.data !== item.context.data) throw new Error('an item lost its data')
}

/** Loop variables of outer loops may have been exchanged since the item was made. */
function refreshOuter(item: Frag): void {
  const outer = item.context.slots
  const own = item.plan?.slot ?? 0
  const inner = item.inner.slots
  for (let i = 0; i < own; i++) inner[i] = outer[i]
}

function renew(plan: Plan, item: Frag, members: Members, at: { readonly index: number; readonly changed: Branch | undefined }, change: Change): void {
  const { index, changed } = at
  const name = members.names === null ? index : members.names[index]
  const slots = item.inner.slots
  const sameIndex = slots[plan.slot + 1] === name
  slots[plan.slot] = members.values[index]
  slots[plan.slot + 1] = name
  item.branch = index
  updateItem(plan, item, change, changed, sameIndex ? undefined : true)
}

function updateByIndex(plan: Plan, list: Frag, members: Members, change: Change, branch: Branch): void {
  const items = list.children
  const count = members.values.length
  for (let i = 0; i < items.length && i < count; i++) renew(plan, items[i] as Frag, members, { index: i, changed: below(members, branch, i) }, change)
  for (const item of items.splice(count)) destroy(item)
  const added: Frag[] = []
  for (let i = items.length; i < count; i++) {
    const item = makeItem(plan, list, members, i)
    item.key = i
    items.push(item)
    list.filling = true
    createAll(plan.children, item.inner, item, target.later)
    list.filling = false
    added.push(item)
    list.context.core.frame.writer.goAhead()
  }
  const spot = spotOf(list)
  for (let i = added.length - 1; i >= 0; i--) {
    if (spot === null) place(added[i] as Frag)
    else placeAt(spot, added[i] as Frag, true)
  }
  if (list.context.core.live) for (const item of added) attachTree(item)
}

/** What changed below the member at a place. */
function below(members: Members, branch: Branch, index: number): Branch | undefined {
  if (branch === true) return true
  return members.names !== null ? branch.get(members.names[index] ?? '') : (branch.get(index) ?? branch.get(String(index)))
}

/** The same when the list is matched by keys: with its key the whole member changed. */
function keyedBelow(plan: Plan, members: Members, branch: Branch, index: number): Branch | undefined {
  const changed = below(members, branch, index)
  if (changed === undefined || changed === true) return changed
  return plan.key === '*this' || changed.has(plan.key) ? true : changed
}

/**
 * New items are made first; then, from the list's beginning to its end: what is gone goes, what is new or moved comes, what
 * stayed is updated. Programs see that order in the lifetimes of the components inside.
 */
function updateByKey(plan: Plan, list: Frag, members: Members, change: Change, branch: Branch): void {
  const old = list.children as Frag[]
  const oldShared = list.key as ReadonlySet<string> | null
  const count = members.values.length
  const keys = keysOf(plan, members)
  const byKey = new Map<unknown, number>()
  old.forEach((item, at) => {
    byKey.set(item.key, at)
  })
  // The old place of each kept item; -1 = new.
  const places = new Int32Array(count)
  const isKept = new Uint8Array(old.length)
  for (let i = 0; i < count; i++) {
    const at = byKey.get(keys.texts[i])
    places[i] = at ?? -1
    if (at !== undefined) isKept[at] = 1
  }
  warnDouble(plan, list, keys)
  const stays = longestIncreasing(places)
  const items: Frag[] = []
  let isNew = false
  let isMoved = false
  for (let i = 0; i < count; i++) {
    const place = places[i] as number
    isMoved ||= place !== -1 && stays[i] === 0
    const item = place === -1 ? makeItem(plan, list, members, i) : (old[place] as Frag)
    isNew ||= place === -1
    item.key = keys.texts[i]
    item.branch = i
    items.push(item)
  }
  // The list is whole, in its new order, before anything is placed; items keep their nodes meanwhile.
  list.children = items
  const { core } = list.context
  isMoved &&= core.slotFrags.length > 1
  if (isMoved) sortSlots(core)
  list.key = keys.shared
  list.filling = true
  const { writer } = core.frame
  for (let i = 0; i < count && isNew; i++) {
    if (places[i] !== -1) continue
    createAll(plan.children, (items[i] as Frag).inner, items[i] as Frag, target.later)
    writer.goAhead()
  }
  list.filling = false
  const spot = !isNew && stays.every((stay) => stay === 1) ? undefined : spotOf(list)
  for (let i = count - 1; i >= 0 && spot !== undefined; i--) {
    const item = items[i] as Frag
    if (spot !== null) placeAt(spot, item, stays[i] === 0)
    else if (stays[i] === 0) place(item)
  }
  if (isMoved) reassign(core)
  const live = core.live
  let gone = 0
  const remove = (before: number): void => {
    for (; gone < before; gone++) if (isKept[gone] === 0) destroy(old[gone] as Frag)
  }
  let from = 0
  for (let next = 0; next <= count; next++) {
    if (next < count && stays[next] === 0) continue
    remove(next < count ? (places[next] as number) : old.length)
    for (let i = from; i <= next && i < count; i++) {
      const item = items[i] as Frag
      if (places[i] === -1) {
        if (live) attachTree(item)
        continue
      }
      if (stays[i] === 0 && live) attachTree(item, true)
      // Members that share a key are told apart by their order alone: an item may stand for another one now.
      const text = String(item.key)
      const shared = oldShared?.has(text) === true || keys.shared?.has(text) === true
      const another = shared && !Object.is(item.inner.slots[plan.slot], members.values[i])
      const changed = another ? true : keyedBelow(plan, members, branch, i)
      renew(plan, item, members, { index: i, changed }, change)
    }
    from = next + 1
  }
}

function warnDouble(plan: Plan, list: Frag, keys: Keys): void {
  // A key that is no field of the members is the same for all of them: that is told by the compiler.
  if (keys.shared === null || keys.shared.has('--0')) return
  const core = list.context.core
  core.frame.runtime.warnOnce(`${core.is}: wx:key="${plan.key}" is not different for each item of the list`)
}

/** 1 for each member of a longest increasing subsequence of the non-negative places. */
function longestIncreasing(places: Int32Array): Uint8Array {
  const count = places.length
  const stays = new Uint8Array(count)
  const before = new Int32Array(count).fill(-1)
  const ends: number[] = []
  for (let i = 0; i < count; i++) {
    const place = places[i] as number
    if (place < 0) continue
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((places[ends[middle] as number] as number) < place) low = middle + 1
      else high = middle
    }
    if (low > 0) before[i] = ends[low - 1] as number
    ends[low] = i
  }
  let at = ends.length > 0 ? (ends[ends.length - 1] as number) : -1
  while (at >= 0) {
    stays[at] = 1
    at = before[at] as number
  }
  return stays
}
