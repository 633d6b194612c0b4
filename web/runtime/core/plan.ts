/**
 * Compiled templates prepared once for running: every node a Plan of one shape, every binding with the data roots it reads,
 * so that an update walks only where something changed.
 */
import type {
  AnyNode,
  Data,
  ElementNode,
  EventBinding,
  Expr,
  Modules,
  Path,
  ReadPath,
  Reads,
  ScopedNode,
  Slots,
  Template,
  TemplateNode,
  Value,
} from '../../protocol/template.js'
import type { Branch, Trie } from './paths.js'
import type { Definition } from './definition.js'

export const kinds = { text: 0, element: 1, if: 2, for: 3, slot: 4, use: 5, block: 6 } as const
/** Alipay's slot-scope; a kind of its own beside those that WeChat has. */
export const scopedKind = 7
export const slots = { class: 0, style: 1, id: 2, slot: 3, attribute: 4, dataset: 5, mark: 6 } as const

/** One attribute of an element: static (expr null) or an expression. */
export class Binding {
  constructor(
    readonly target: number,
    readonly name: string,
    readonly value: string | boolean,
    readonly expr: Expr | null,
  ) {}
}

type Roots = ReadonlySet<string | number>
const noRoots: Roots = new Set()
export const noPlans: readonly Plan[] = []
const noBindings: readonly Binding[] = []

export class Plan {
  tag = ''
  /** Static text. */
  text = ''
  /** The text, the list of a loop, the data or the name of a template, the name of a slot. */
  expr: Expr | null = null
  /** The name of a template, when it is computed. */
  nameExpr: Expr | null = null
  /** slot: the slot of the surrounding component that takes it. */
  into: Value = ''
  statics: readonly Binding[] = noBindings
  dynamics: readonly Binding[] = noBindings
  /** Both, in the order in which a component takes its properties. */
  bindings: readonly Binding[] = noBindings
  /** Of a template's data, what each field reads; of a list that is written in the template, what each member reads. */
  fields: readonly (readonly [field: string | number | null, reads: Reads, whole?: 1])[] | undefined = undefined
  events: readonly EventBinding[] | null = null
  models: Readonly<Record<string, Path>> | null = null
  generics: Readonly<Record<string, string>> | null = null
  responders: Readonly<Record<string, Expr>> | null = null
  /** slot, in Alipay's dialect: what it gives to what is put into it. */
  declare given?: readonly Binding[]
  children: readonly Plan[] = noPlans
  branches: readonly (readonly [Expr | null, readonly Plan[]])[] = []
  /** Of a loop: the field that is the key, "*this", or "" for none. */
  key = ''
  slot = 0
  /** The data fields and loop slots read here or below. */
  roots: Roots = noRoots
  /** What the tag means for the owner: undefined until asked, null = built in. Generic tags are asked anew for each owner. */
  definition: Definition | null | undefined = undefined
  constructor(readonly kind: number) {}
}

export class Prepared {
  readonly #named = new Map<string, readonly Plan[]>()
  readonly main: readonly Plan[]
  constructor(
    readonly template: Template,
    readonly modules: Modules,
    readonly modulesOf: (named: string) => Modules,
  ) {
    this.main = planAll(template.main)
  }

  named(name: string): readonly Plan[] | undefined {
    let plans = this.#named.get(name)
    if (plans === undefined) {
      const source = this.template.named
      if (source === undefined || !Object.hasOwn(source, name)) return undefined
      plans = planAll(source[name] ?? [])
      this.#named.set(name, plans)
    }
    return plans
  }
}

export function planAll(nodes: readonly TemplateNode[]): readonly Plan[] {
  return nodes.length === 0 ? noPlans : nodes.map(planOne)
}

function planOne(node: TemplateNode): Plan {
  if (typeof node === 'string') {
    const plan = new Plan(kinds.text)
    plan.text = node
    return plan
  }
  const roots = new Set<string | number>()
  if (!globalThis.weChatAlone && (node as AnyNode as ScopedNode).k === 'p') return planScoped(node as AnyNode as ScopedNode)
  switch (node.k) {
    case 't': {
      const plan = new Plan(kinds.text)
      plan.expr = node.t
      addExpr(roots, node.t)
      plan.roots = roots
      return plan
    }
    case 'e':
      return planElement(node, roots)
    case 'i': {
      const plan = new Plan(kinds.if)
      plan.branches = node.b.map(([condition, body]) => {
        const plans = planAll(body)
        if (condition !== null) addExpr(roots, condition)
        addRoots(roots, plans)
        return [condition, plans] as const
      })
      plan.roots = roots
      return plan
    }
    case 'f': {
      const plan = new Plan(kinds.for)
      plan.expr = node.t
      plan.fields = node.v
      plan.key = node.y ?? ''
      plan.slot = node.s
      plan.children = planAll(node.x)
      addRoots(roots, plan.children)
      roots.delete(node.s)
      roots.delete(node.s + 1)
      addExpr(roots, node.t)
      plan.roots = roots
      return plan
    }
    case 's': {
      const plan = new Plan(kinds.slot)
      if (typeof node.n === 'object') {
        plan.expr = node.n
        addExpr(roots, node.n)
      } else plan.text = typeof node.n === 'string' ? node.n : ''
      if (node.l !== undefined) {
        plan.into = node.l
        if (typeof node.l === 'object') addExpr(roots, node.l)
      }
      plan.children = planAll(node.x ?? [])
      addRoots(roots, plan.children)
      if (!globalThis.weChatAlone && node.v !== undefined) {
        plan.given = Object.entries(node.v).map(([name, value]) => {
          if (typeof value !== 'object') return new Binding(slots.attribute, name, value, null)
          addExpr(roots, value)
          return new Binding(slots.attribute, name, '', value)
        })
      }
      plan.roots = roots
      return plan
    }
    case 'u': {
      const plan = new Plan(kinds.use)
      if (typeof node.is === 'string') plan.text = node.is
      else {
        plan.nameExpr = node.is
        addExpr(roots, node.is)
      }
      if (node.t !== undefined) {
        plan.expr = node.t
        addExpr(roots, node.t)
      }
      plan.fields = node.v
      plan.roots = roots
      return plan
    }
  }
}

function planScoped(node: ScopedNode): Plan {
  const plan = new Plan(scopedKind)
  plan.slot = node.s
  plan.children = planAll(node.x)
  const roots = new Set<string | number>()
  addRoots(roots, plan.children)
  roots.delete(node.s)
  plan.roots = roots
  return plan
}

function planElement(node: ElementNode, roots: Set<string | number>): Plan {
  const plan = new Plan(node.n === 'block' ? kinds.block : kinds.element)
  plan.tag = node.n
  const statics: Binding[] = []
  const dynamics: Binding[] = []
  const bindings: Binding[] = []
  const bind = (target: number, name: string, value: Value | undefined): void => {
    if (value === undefined) return
    const dynamic = typeof value === 'object'
    const binding = dynamic ? new Binding(target, name, '', value) : new Binding(target, name, value, null)
    bindings.push(binding)
    if (dynamic) {
      dynamics.push(binding)
      addExpr(roots, value)
    } else statics.push(binding)
  }
  const bindAll = (target: number, values: Readonly<Record<string, Value>> | undefined): void => {
    if (values === undefined) return
    for (const name of Object.keys(values)) bind(target, name, values[name])
  }
  bind(slots.slot, 'slot', node.l)
  bind(slots.id, 'id', node.i)
  bind(slots.class, 'class', node.c)
  bind(slots.style, 'style', node.y)
  bindAll(slots.dataset, node.d)
  bindAll(slots.mark, node.m)
  bindAll(slots.attribute, node.a)
  if (statics.length > 0) plan.statics = statics
  if (dynamics.length > 0) plan.dynamics = dynamics
  if (bindings.length > 0) plan.bindings = bindings
  plan.events = node.e ?? null
  // Of a component they may be props.
  if (!globalThis.weChatAlone && plan.events !== null) for (const [, , handler] of plan.events) if (typeof handler === 'object') addExpr(roots, handler)
  plan.models = node.o ?? null
  plan.generics = node.g ?? null
  plan.responders = node.w ?? null
  plan.children = planAll(node.x ?? [])
  addRoots(roots, plan.children)
  plan.roots = roots
  return plan
}

function addExpr(roots: Set<string | number>, expr: Expr): void {
  addReads(roots, expr.p)
}

function addReads(roots: Set<string | number>, reads: Reads): void {
  for (const read of reads) {
    if ('c' in read) {
      addReads(roots, read.t)
      addReads(roots, read.e)
      continue
    }
    const root = read[0]
    if (typeof root === 'string' || typeof root === 'number') roots.add(root)
  }
}

function addRoots(roots: Set<string | number>, plans: readonly Plan[]): void {
  for (const plan of plans) for (const root of plan.roots) roots.add(root)
}

/** What changed for a template's region: data fields, and loop variables by slot. */
export class Change {
  readonly slots: (Branch | undefined)[] = []
  constructor(readonly data: Trie | true) {}

  /** Whether anything with these roots may have changed. */
  reaches(roots: Roots): boolean {
    if (roots.size === 0) return false
    const data = this.data
    if (data === true) return true
    for (const key of data.keys()) if (roots.has(key)) return true
    const changed = this.slots
    for (let i = 0; i < changed.length; i++) if (changed[i] !== undefined && roots.has(i)) return true
    return false
  }

  touches(expr: Expr, where: Where): boolean {
    return this.read(expr.p, where)
  }

  /** Whether something that is read changed. */
  read(reads: Reads, where: Where): boolean {
    for (const read of reads) {
      if ('c' in read) {
        const side = computed(read.c, where) ? read.t : read.e
        if (side.length > 0 && this.read(side, where)) return true
      } else if (this.branch(read, where) !== undefined) return true
    }
    return false
  }

  /** What changed at a path: undefined = nothing. */
  branch(path: ReadPath, where: Where): Branch | undefined {
    const root = path[0]
    let at: Branch | undefined
    if (typeof root === 'number') at = this.slots[root]
    else at = this.data === true ? true : this.data.get(root as string)
    for (let i = 1; i < path.length && at !== undefined && at !== true; i++) {
      const key = path[i]
      at = member(at, typeof key === 'function' ? computed(key, where) : key)
    }
    return at
  }

  /** What changed of a value that is what the first path leads to: true if one of its computed keys changed. */
  whole(reads: Reads, where: Where): Branch | undefined {
    for (let i = 1; i < reads.length; i++) if (this.read([reads[i] as Reads[number]], where)) return true
    const first = reads[0]
    return first === undefined || 'c' in first ? undefined : this.branch(first, where)
  }
}

/** Where an expression runs. */
export interface Where {
  readonly data: Data
  readonly slots: Slots
  readonly modules: Modules
}

function computed(key: (d: Data, s: Slots, m: Modules) => unknown, where: Where): unknown {
  try {
    return key(where.data, where.slots, where.modules)
  } catch {
    return undefined // the expression itself fails as well, and says so
  }
}

// Indices stand in a trie as numbers or, where a path named them as keys, as texts.
function member(at: ReadonlyMap<string | number, Branch>, key: unknown): Branch | undefined {
  const found = at.get(key as string)
  if (found !== undefined) return found
  return typeof key === 'number' ? at.get(String(key)) : at.get(Number(key))
}
