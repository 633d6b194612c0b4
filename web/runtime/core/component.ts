/**
 * One component or page at work: its data, its shadow tree, its lifetimes.
 *
 * Data exists twice, as in WeChat: `data` is what the program holds (values as it gave them), `inner` is what the template sees
 * (copies, without pure data), so that a change in place shows only after setData. setData works at once: data, then
 * data observers (until they set nothing more), then the template with all changes, then property observers.
 */
import type { Definition, Fn, Lifetime, Property } from './definition.js'
import { convert, defaultOf } from './definition.js'
import './dialect.js'
import type { PageFrame } from './frame.js'
import { Context, Frag, fragments, type Elem } from './nodes.js'
import { copy, getPath, setPath, touch, type Fields, type KeyPath, type Trie } from './paths.js'
import { Change, type Prepared } from './plan.js'
import type { Links } from './relations.js'
import { guarded } from './report.js'
import { createRoot, updateRoot } from './render.js'

interface PropertyChange {
  readonly property: Property
  readonly value: unknown
  readonly old: unknown
  readonly own: boolean
}

/** One round of updates: observers may add to it. */
interface Round {
  trie: Trie | null
  /** Those that somebody is told of. */
  properties: PropertyChange[] | null
  count: number
  /** Observers that are due, by their number. */
  readonly due: Set<number>
}

const observerRounds = 100
const noPaths: KeyPath[] = []
const noValues: unknown[] = []
const noSlots: unknown[] = []

/** Data and properties as they are declared. */
export function firstData(definition: Definition): Fields {
  if (!globalThis.weChatAlone && definition.model !== undefined) return definition.model.data()
  const data = copy(definition.behavior.data) as Fields
  for (const property of definition.properties) data[property.name] = defaultOf(property)
  return data
}

/** In development: what an instance takes over from the one that stood in its place. */
export interface Inheritance {
  readonly data: Fields
  /** Gives the program's object, which goes on as it is. */
  readonly adopt: ((core: Core) => object) | null
}

/** A component or a page, as its front end has it. */
export function makeCore(definition: Definition, frame: PageFrame, host: Elem | null, prepared: Prepared): Core {
  return (!globalThis.weChatAlone && definition.model?.make(definition, frame, host, prepared)) || new Core(definition, frame, host, prepared)
}

export class Core {
  readonly instance: object
  data: Fields
  inner: Fields
  readonly context: Context
  readonly root: Frag
  /** The slots of the shadow tree that stand. */
  readonly slotFrags: Frag[] = []
  /** The light nodes below the host are made. */
  filled = false
  created = false
  /** The owner's listeners are on the tag: what it triggers in `created` nobody hears. */
  heard = false
  attached = false
  /** Nodes that are added to the shadow tree now are attached at once. */
  live = false
  readied = false
  dying = false
  /** generic:name → the component that the owner gave. */
  generics: Map<string, Definition | null> | null = null
  /** What the owner gave for external classes, as the frame has it. */
  externals: Map<string, string> | null = null
  /** model:name of the owner: called when the component itself changes the property. */
  models: Map<string, (value: unknown) => void> | null = null
  links: Links | null = null
  /** Contents with slot-scope that stand below its tag. */
  declare scoped?: Set<Frag>
  /** Of what observers hear, if it is more than the data. */
  declare observed?: () => Fields
  /** What WXS keeps for this component. */
  wxsState: Fields | null = null
  #round: Round | null = null
  // What nothing waits in is one list for all: a component of a long list keeps none of its own.
  #pendingPaths: KeyPath[] = noPaths
  #pendingValues: unknown[] = noValues
  #rendering = false
  #tree = 0
  /** The one property that may share its value with the owner. */
  #shares: string | null = null
  #later: Trie[] | null = null

  constructor(
    readonly definition: Definition,
    readonly frame: PageFrame,
    readonly host: Elem | null,
    prepared: Prepared,
  ) {
    const kept = frame.inherit?.(definition)
    const data = kept?.data ?? firstData(definition)
    this.data = data
    const pure = definition.options.pureDataPattern
    const inner = copy(data) as Fields
    if (pure !== null) for (const key of Object.keys(inner)) if (pure.test(key)) delete inner[key]
    this.inner = inner
    this.context = new Context(this, inner, prepared.modules, noSlots, prepared)
    this.root = new Frag(fragments.root, null, this.context, null)
    this.dying = host?.context.core.dying === true
    this.instance = kept?.adopt?.(this) ?? new definition.Instance(this)
  }

  /** Makes the shadow tree with the defaults, then runs `created`. `at` is the frame's node to append to, or 0. */
  build(at: number): void {
    this.#rendering = true
    try {
      createRoot(this, at)
    } finally {
      this.#rendering = false
    }
    this.#rest()
    this.created = true
    this.lifetime('created', [])
  }

  /** Numbers of its shadow tree (the host may have none) and of those around it, as far as each component lets a form in by this behavior. */
  trees(by: string): number[] {
    if (this.host === null) return [0]
    this.#tree ||= this.frame.newId()
    return [this.#tree, ...(this.definition.behavior.all.has(by) ? this.host.context.core.trees(by) : [])]
  }

  get is(): string {
    return this.definition.path
  }

  warn(text: string): void {
    this.frame.runtime.warn(text)
  }

  call(fn: Fn, args: readonly unknown[], where: string): unknown {
    return guarded(this, `${this.is} ${where}`, fn, this.instance, args)
  }

  /** Its own code threw: it hears of it first, then the app. */
  error(error: unknown, where: string): void {
    const { runtime } = this.frame
    if (!runtime.failing) {
      runtime.failing = true
      this.lifetime('error', [error])
      runtime.failing = false
    }
    runtime.error(error, where)
  }

  enter(where: string, fn: unknown): void {
    this.frame.runtime.enter(where, fn)
  }

  leave(): void {
    this.frame.runtime.leave()
  }

  lifetime(name: Lifetime, args: readonly unknown[]): void {
    const list = this.definition.behavior.lifetimes.get(name)
    if (list !== undefined) for (const run of list) this.call(run, args, name)
  }

  pageLifetime(name: string, args: readonly unknown[]): void {
    const list = this.definition.behavior.pageLifetimes.get(name)
    if (list !== undefined) for (const run of list) this.call(run, args, `pageLifetimes.${name}`)
  }

  method(name: string): Fn | undefined {
    const found = (this.instance as Fields)[name]
    return typeof found === 'function' ? (found as Fn) : undefined
  }

  /** A change to come with the next `apply`. */
  queue(path: KeyPath, value: unknown): void {
    if (this.#pendingPaths === noPaths) {
      this.#pendingPaths = [path]
      this.#pendingValues = [value]
    } else {
      this.#pendingPaths.push(path)
      this.#pendingValues.push(value)
    }
  }

  get pending(): boolean {
    return this.#pendingPaths.length > 0
  }

  /**
   * Applies what is queued. own: the component set it itself, so the owner's model: bindings hear of it. beside: fields that the template
   * alone sees anew.
   */
  apply(own: boolean, beside?: Fields): void {
    const observed = this.definition.behavior.observers.length > 0
    const chained = this.#round !== null
    const round: Round = this.#round ?? { trie: null, properties: null, count: 0, due: new Set() }
    const paths = this.#pendingPaths
    const values = this.#pendingValues
    this.#pendingPaths = noPaths
    this.#pendingValues = noValues
    for (let i = 0; i < paths.length; i++) this.#change(round, paths[i] as KeyPath, values[i], own)
    if (!globalThis.weChatAlone && beside !== undefined) {
      for (const name of Object.keys(beside)) {
        this.inner[name] = beside[name]
        round.count += 1
        this.#mark(round, [name])
        round.trie ??= new Map()
        touch(round.trie, [name])
      }
    }
    if (chained) return
    if (observed) {
      this.#round = round
      this.#observe(round)
      this.#round = null
    }
    if (round.trie !== null) this.#render(round.trie)
    if (round.properties !== null) for (const change of round.properties) this.#told(change)
  }

  #render(trie: Trie): void {
    if (this.frame.closed) return
    // A child may set the owner's data while the owner is being drawn: that waits until the walk is over.
    if (this.#rendering) {
      this.#later ??= []
      this.#later.push(trie)
      return
    }
    this.#rendering = true
    // What was taken out of the page goes on by itself, unseen: its own methods find what it makes.
    const { writer } = this.frame
    const { muted } = writer
    writer.muted = this.dying
    try {
      updateRoot(this, new Change(trie))
    } finally {
      this.#rendering = false
      writer.muted = muted
    }
    this.#rest()
  }

  #rest(): void {
    const trie = this.#later?.shift()
    if (trie !== undefined) this.#render(trie)
  }

  #toTell(round: Round, change: PropertyChange): void {
    if (!change.own && change.property.observer === null) return
    round.properties ??= []
    round.properties.push(change)
  }

  #told(change: PropertyChange): void {
    const property = change.property
    if (change.own) this.models?.get(property.name)?.(change.value)
    const observer = typeof property.observer === 'string' ? this.method(property.observer) : property.observer
    if (typeof observer === 'function') this.call(observer, [change.value, change.old], `observer of ${property.name}`)
  }

  #change(round: Round, path: KeyPath, given: unknown, own: boolean): void {
    const name = String(path[0])
    if (name === '__proto__') return
    const property = this.definition.property(name)
    const pure = this.definition.options.pureDataPattern
    const shown = pure === null || !pure.test(name)
    let changed = true
    const also: KeyPath[] = []
    if (property !== undefined && path.length === 1) {
      const old = this.data[name]
      const converted = convert(property, given)
      // What comes from the owner is its inner value: the template shares it, the program gets a copy of its own.
      const value = own ? converted : copy(converted)
      this.data[name] = value
      if (shown) this.inner[name] = own ? copy(value) : converted
      changed = own || old !== value
      if (shown && old !== value) this.#toTell(round, { property, value, old, own })
    } else {
      if (path.length === 1) this.data[name] = given
      else {
        setPath(this.data, path, given)
        // The owner's value may be shared: it is copied before it is changed.
        if (shown && property !== undefined) this.inner[name] = copy(this.inner[name])
      }
      if (shown) setPath(this.inner, path, copy(given), also)
      if (shown && property !== undefined) this.#toTell(round, { property, value: given, old: undefined, own })
    }
    round.count += 1
    if (this.definition.observersByRoot.size > 0) this.#mark(round, path)
    if (shown && changed) {
      round.trie ??= new Map()
      touch(round.trie, path)
      for (const other of also) touch(round.trie, other)
    }
  }

  #mark(round: Round, path: KeyPath): void {
    const byRoot = this.definition.observersByRoot
    const observers = this.definition.behavior.observers
    const all = byRoot.get('**')
    if (all !== undefined) for (const at of all) round.due.add(at)
    const candidates = byRoot.get(path[0] as string)
    if (candidates === undefined) return
    for (const at of candidates) {
      for (const observed of observers[at]?.paths ?? []) {
        const keys = observed.keys
        // A change above or at the path counts, one below only with `**`.
        if (keys.length === 0 || (path.length > keys.length && !observed.deep)) continue
        let same = true
        const length = Math.min(keys.length, path.length)
        for (let i = 0; i < length && same; i++) same = String(keys[i]) === String(path[i])
        if (same) round.due.add(at)
      }
    }
  }

  #observe(round: Round): void {
    const observers = this.definition.behavior.observers
    let rounds = 0
    let before: number
    do {
      before = round.count
      for (let at = 0; at < observers.length; at++) {
        if (!round.due.delete(at)) continue
        const observer = observers[at]
        if (observer === undefined) continue
        const seen = globalThis.weChatAlone ? this.data : (this.observed?.() ?? this.data)
        const values = observer.paths.map((path) => (path.keys.length === 0 ? seen : getPath(seen, path.keys)))
        this.call(observer.run, values, 'observers')
      }
      rounds += 1
      if (rounds > observerRounds) {
        this.warn(`${this.is}: observers set data without end`)
        return
      }
    } while (before !== round.count)
  }

  /** Sets a property from the owner's template; the change is applied by `apply(false)`. Returns false if there is none of that name. */
  take(name: string, value: unknown): boolean {
    if (!this.definition.behavior.properties.has(name)) return false
    const isObject = typeof value === 'object' && value !== null
    // Two properties are never the same object, nor is one part of the other, whatever the owner gave: templates compare with ===.
    if (isObject) this.#shares ??= name
    this.queue([name], isObject && this.#shares !== name ? copy(value) : value)
    return true
  }

  /** The first slot that takes light nodes of this slot name. */
  slotFor(name: string): Frag | null {
    const slots = this.slotFrags
    if (!this.definition.options.multipleSlots) return slots[0] ?? null
    for (const slot of slots) if (slot.key === name) return slot
    return null
  }
}
