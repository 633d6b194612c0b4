/**
 * wx:for: one item fragment per member, kept by key. A change of the whole list is matched by keys; nodes that keep their order
 * (a longest increasing subsequence of their old places) stay where they are. A change below some members goes to those members only.
 */
import { attachTree, destroy } from './lifecycle.js'
import { Context, Frag, fragments, place, placeAt, spotOf, type Parent } from './nodes.js'
import { isFields, type Branch } from './paths.js'
import type { Change, Plan } from './plan.js'
import { createAll, evaluate, target, updateAll } from './render.js'

const maximumCount = 100_000

interface Members {
  readonly values: readonly unknown[]
  /** Keys of an object; null: the indices count. */
  readonly names: readonly string[] | null
}

function membersOf(value: unknown): Members {
  if (Array.isArray(value)) return { values: value, names: null }
  if (typeof value === 'number') {
    const count = Number.isFinite(value) ? Math.max(0, Math.min(Math.floor(value), maximumCount)) : 0
    return { values: Array.from({ length: count }, (_, i) => i), names: null }
  }
  if (typeof value === 'string') return { values: [...value], names: null }
  if (isFields(value)) {
    const names = Object.keys(value)
    return { values: names.map((name) => value[name]), names }
  }
  return { values: [], names: null }
}

function keyOf(plan: Plan, value: unknown): unknown {
  if (plan.key === '*this') return value
  return isFields(value) ? value[plan.key] : undefined
}

export function createList(plan: Plan, context: Context, parent: Parent, at: number): void {
  const list = new Frag(fragments.for, plan, context, parent)
  parent.children.push(list)
  const members = membersOf(plan.expr === null ? undefined : evaluate(plan.expr, context))
  for (let i = 0; i < members.values.length; i++) {
    const item = makeItem(plan, list, members, i)
    list.children.push(item)
    createAll(plan.children, item.inner, item, at)
  }
}

function makeItem(plan: Plan, list: Frag, members: Members, index: number): Frag {
  const context = list.context
  const value = members.values[index]
  const variables = context.slots.slice()
  variables[plan.slot] = value
  variables[plan.slot + 1] = members.names === null ? index : members.names[index]
  const item = new Frag(fragments.item, plan, context, list)
  item.branch = index
  item.key = plan.key === '' ? index : keyOf(plan, value)
  item.inner = new Context(context.core, context.data, context.modules, variables, context.prepared)
  return item
}

export function updateList(plan: Plan, list: Frag, change: Change): void {
  const expr = plan.expr
  if (expr === null) return
  const branch = listBranch(plan, change)
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
  if (plan.key === '') updateByIndex(plan, list, members, change)
  else updateByKey(plan, list, members, change)
}

/** What changed in the list: true where that cannot be told apart. */
function listBranch(plan: Plan, change: Change): Branch | undefined {
  const expr = plan.expr
  if (expr === null) return undefined
  const path = expr.p[0]
  if (expr.p.length === 1 && path !== undefined) {
    const branch = change.branch(path)
    if (branch === undefined || branch === true) return branch
    return branch
  }
  return change.touches(expr) ? true : undefined
}

function keysChanged(plan: Plan, list: Frag, members: Members, branch: ReadonlyMap<unknown, Branch>): boolean {
  if (plan.key === '') return false
  for (const index of branch.keys()) {
    const item = list.children[Number(index)]
    if (!(item instanceof Frag)) return true
    if (!Object.is(item.key, keyOf(plan, members.values[Number(index)]))) return true
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
  const own = plan.expr?.p[0]?.[0]
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

function renew(plan: Plan, item: Frag, members: Members, index: number, change: Change): void {
  const name = members.names === null ? index : members.names[index]
  const slots = item.inner.slots
  const old = slots[plan.slot]
  const value = members.values[index]
  const sameIndex = slots[plan.slot + 1] === name
  slots[plan.slot] = value
  slots[plan.slot + 1] = name
  item.branch = index
  const same = Object.is(old, value) && !isFields(value)
  updateItem(plan, item, change, same ? undefined : true, sameIndex ? undefined : true)
}

function updateByIndex(plan: Plan, list: Frag, members: Members, change: Change): void {
  const items = list.children
  const count = members.values.length
  const extra = items.splice(count)
  for (const item of extra) destroy(item)
  for (let i = 0; i < items.length; i++) renew(plan, items[i] as Frag, members, i, change)
  const added: Frag[] = []
  for (let i = items.length; i < count; i++) {
    const item = makeItem(plan, list, members, i)
    items.push(item)
    createAll(plan.children, item.inner, item, target.later)
    added.push(item)
  }
  const spot = spotOf(list)
  for (let i = added.length - 1; i >= 0; i--) {
    if (spot === null) place(added[i] as Frag)
    else placeAt(spot, added[i] as Frag, true)
  }
  if (list.context.core.live) for (const item of added) attachTree(item)
}

function updateByKey(plan: Plan, list: Frag, members: Members, change: Change): void {
  const old = list.children as Frag[]
  const count = members.values.length
  // Items of one key (a key that is no field of the items, say) are matched in their order.
  const byKey = new Map<unknown, number | number[]>()
  for (let at = old.length - 1; at >= 0; at--) {
    const { key } = old[at] as Frag
    const others = byKey.get(key)
    if (others === undefined) byKey.set(key, at)
    else if (typeof others === 'number') byKey.set(key, [others, at])
    else others.push(at)
  }
  const next: (Frag | null)[] = new Array<Frag | null>(count).fill(null)
  // The old place of each kept item; -1 = new.
  const places = new Int32Array(count).fill(-1)
  const keys: unknown[] = []
  for (let i = 0; i < count; i++) {
    const key = keyOf(plan, members.values[i])
    keys.push(key)
    const found = byKey.get(key)
    const at = typeof found === 'object' ? found.pop() : found
    if (at === undefined) continue
    if (typeof found === 'number') byKey.delete(key)
    places[i] = at
    next[i] = old[at] as Frag
  }
  const kept = new Set(next)
  for (const item of old) if (!kept.has(item)) destroy(item)
  warnDouble(plan, list, keys)
  const stays = longestIncreasing(places)
  const added: Frag[] = []
  const items: Frag[] = []
  // The list is whole, in its new order, before anything is placed; items keep their nodes meanwhile.
  for (let i = 0; i < count; i++) {
    let item = next[i] ?? null
    if (item === null) {
      item = makeItem(plan, list, members, i)
      added.push(item)
    }
    item.key = keys[i]
    items.push(item)
  }
  list.children = items
  for (const item of added) createAll(plan.children, item.inner, item, target.later)
  const moved: Frag[] = []
  const spot = added.length === 0 && stays.every((stay) => stay === 1) ? undefined : spotOf(list)
  for (let i = count - 1; i >= 0 && spot !== undefined; i--) {
    const item = items[i] as Frag
    const moves = stays[i] === 0
    if (spot !== null) placeAt(spot, item, moves)
    else if (moves) place(item)
    if (moves && places[i] !== -1) moved.push(item)
  }
  for (let i = 0; i < count; i++) if (places[i] !== -1) renew(plan, items[i] as Frag, members, i, change)
  if (!list.context.core.live) return
  for (const item of moved.reverse()) attachTree(item, true)
  for (const item of added) attachTree(item)
}

function warnDouble(plan: Plan, list: Frag, keys: readonly unknown[]): void {
  if (keys.length < 2 || keys[0] === undefined || new Set(keys).size === keys.length) return
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
