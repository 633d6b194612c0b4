/**
 * A component of props: what its owner gave is there before its tree is made and stands beside its data, which the template sees over it.
 *
 * Functions are props like any other: `onChange="changed"` on a tag is a function that calls the owner's method at once and gives what it
 * returns. What the owner changes comes as one update: deriveDataFromProps with the new props, then props and data, then the
 * template; didUpdate, of inner components first, once all of a turn is drawn.
 */
import { op } from '../../protocol/ops.js'
import { eventFlags } from '../../protocol/template.js'
import { applyBinding, finishElement } from '../core/attributes.js'
import { Core } from '../core/component.js'
import type { Definition, Fn, Lifetime } from '../core/definition.js'
import type { Model } from '../core/dialect.js'
import type { PageFrame } from '../core/frame.js'
import type { Elem } from '../core/nodes.js'
import { copy, getPath, isFields, toText, type Fields, type Key, type KeyPath } from '../core/paths.js'
import { kinds, slots, type Binding, type Change, type Plan, type Prepared } from '../core/plan.js'
import { evaluate } from '../core/render.js'
import type { Chain, Parts } from './parts.js'

export interface Surroundings {
  /** The page's object. */
  pageOf(frame: PageFrame): object
  /** Whether onInit and deriveDataFromProps run: programs that were not moved to the newer components have none. */
  component2(): boolean
}

/** Components that hear of what their page hears of, by the page's frame. */
const listening = new WeakMap<PageFrame, Set<PropsCore>>()

/** What a page's frame sends only where somebody hears it. */
const asked: readonly (readonly [handler: string, type: string])[] = [
  ['onPageScroll', '$pageScroll'],
  ['onReachBottom', '$reachBottom'],
]

export class PropsCore extends Core {
  props: Fields
  /** Of a tag's handlers, the owner's methods as functions: one for each name, so that it is the same prop each time. */
  readonly #bound = new Map<string, Fn>()
  /** What the owner gave and is not applied: as the program gets it, and as the template sees it. */
  #next: Fields | null = null
  #shown: Fields = {}
  /** What the owner gave last: the program may have changed its props meanwhile. */
  #given: Fields = {}
  #holding = false
  /** Props and data before the changes that didUpdate has not heard of. */
  #before: { readonly props: Fields; readonly data: Fields } | null = null
  readonly #inner = new Set<Key>()
  #telling = false
  #changed = false

  constructor(
    definition: Definition,
    readonly parts: Parts,
    readonly around: Surroundings,
    place: { readonly frame: PageFrame; readonly host: Elem | null; readonly prepared: Prepared },
  ) {
    super(definition, place.frame, place.host, place.prepared)
    this.props = { ...parts.props }
    this.observed = () => ({ ...this.props, ...this.data })
    if (place.host === null) this.#show(this.props)
  }

  pageObject(): object {
    return this.around.pageOf(this.frame)
  }

  chain(name: Chain, args: readonly unknown[]): void {
    for (const run of this.parts.chains[name]) this.call(run, args, name)
  }

  /** A prop for the next update. Lists and objects are the program's own: a change within the owner's is another one. */
  give(name: string, given: unknown): void {
    const value = given === undefined ? this.parts.props[name] : given
    if (this.created && same(this.#given[name], value)) {
      return
    }
    this.#next ??= {}
    this.#given[name] = copy(value)
    this.#next[name] = this.#given[name]
    this.#shown[name] = value
  }

  /** All that stands on the tag is given: the first props. */
  begin(): void {
    this.props = { ...this.parts.props, ...this.#next }
    this.#given = { ...this.props }
    this.#show({ ...this.parts.props, ...this.#shown })
    this.#next = null
    this.#shown = {}
    if (!this.around.component2()) return
    this.chain('onInit', [])
    this.chain('deriveDataFromProps', [this.props])
  }

  #show(fields: Fields): void {
    this.inner['$id'] = (this.instance as Fields)['$id']
    for (const name of Object.keys(fields)) if (!Object.hasOwn(this.data, name)) this.inner[name] = fields[name]
  }

  override get pending(): boolean {
    return this.#next !== null || super.pending
  }

  override queue(path: KeyPath, value: unknown): void {
    // What is set to what it was is no update: many set something in didUpdate each time. The template's copy is what it was; in the
    // program's own something may have been changed in place.
    if (this.parts.chains.didUpdate.length > 0) this.#changed ||= !same(getPath(this.inner, path), value)
    if (path.length > 1) this.#inner.add(path[0] as Key)
    super.queue(path, value)
  }

  override apply(own: boolean): void {
    // What deriveDataFromProps sets comes with the props.
    if (this.#holding) return
    const next = this.#next
    if (this.#changed || next !== null) this.#remember()
    this.#changed = false
    if (next === null) super.apply(own)
    else {
      const shown = this.#shown
      this.#next = null
      this.#shown = {}
      const props = { ...this.props, ...next }
      if (this.around.component2()) {
        this.#holding = true
        this.chain('deriveDataFromProps', [props])
        this.#holding = false
      }
      this.props = props
      for (const name of Object.keys(shown)) if (Object.hasOwn(this.data, name)) delete shown[name]
      super.apply(true, shown)
    }
    if (this.#before !== null) this.#tellLater()
  }

  #remember(): void {
    if (this.parts.chains.didUpdate.length > 0 && this.created) this.#before ??= { props: this.props, data: { ...this.data } }
    // What was handed to didUpdate, or kept by the program, stays as it was.
    for (const root of this.#inner) this.data[root] = copy(this.data[root])
    this.#inner.clear()
  }

  #tellLater(): void {
    if (this.#telling || !this.readied) return
    this.#telling = true
    this.frame.writer.whenSent(() => {
      this.#telling = false
      const before = this.#before
      this.#before = null
      if (before !== null && !this.dying) this.chain('didUpdate', [before.props, before.data])
    })
  }

  override lifetime(name: Lifetime, args: readonly unknown[]): void {
    super.lifetime(name, args)
    if (name === 'attached') {
      this.#listen()
      this.#refer()
    }
    if (name === 'detached') listening.get(this.frame)?.delete(this)
    if (name === 'ready') {
      this.chain('didMount', args)
      if (this.#before !== null) this.#tellLater()
    }
    if (name === 'detached' && this.readied) this.chain('didUnmount', args)
  }

  /** What it hears of its page: a component by `pageEvents`, a page by `events`. */
  get hears(): readonly Fields[] {
    const { events } = this.instance as Fields
    return this.host === null && isFields(events) ? [events] : this.parts.pageEvents
  }

  #listen(): void {
    const { frame, hears } = this
    if (hears.length === 0) return
    if (this.host !== null) listening.set(frame, (listening.get(frame) ?? new Set()).add(this))
    for (const [handler, type] of asked)
      if (hears.some((each) => typeof each[handler] === 'function')) frame.writer.write4(op.listen, frame.root, frame.writer.string(type), 0)
  }

  /** What a page's own handlers do not hear of by themselves. */
  hear(name: string, args: readonly unknown[], where: string): void {
    for (const each of this.hears) if (typeof each[name] === 'function') this.call(each[name] as Fn, args, `${where}.${name}`)
  }

  /** What others get who ask for this component. */
  reference(): unknown {
    return this.parts.ref === null ? this.instance : this.call(this.parts.ref, [], 'ref')
  }

  /** `ref="save"` of the tag: the owner's method gets the component, or what its own `ref` makes of it. */
  #refer(): void {
    const save = this.props['ref']
    if (this.host === null || save === undefined) return
    const owner = this.host.context.core as PropsCore
    const given = this.reference()
    const run = typeof save === 'function' ? (save as Fn) : owner.method(toText(save))
    if (run === undefined) owner.warn(`Component "${owner.is}" does not have a method "${toText(save)}" for ref.`)
    else owner.call(run, [given], 'ref')
  }

  /** A method of this component as a prop of one in its template; undefined if it has none of the name. */
  bound(name: string): Fn | undefined {
    let found = this.#bound.get(name)
    if (found === undefined) {
      if (this.method(name) === undefined) return undefined
      found = (...args) => {
        const method = this.method(name)
        this.frame.runtime.trace(`call → ${name}`)
        return method === undefined ? undefined : this.call(method, args, name)
      }
      this.#bound.set(name, found)
    }
    return found
  }
}

/** What the handler of a tag comes to as a prop. */
function handlerOf(owner: PropsCore, handler: unknown, name: string): Fn | undefined {
  if (typeof handler === 'function') return handler as Fn
  const method = toText(handler)
  if (method === '') return undefined
  const found = owner.bound(method)
  if (found === undefined) owner.warn(`Component "${owner.is}" does not have a method "${method}" for the property "${name}".`)
  return found
}

const deepest = 40

/** Whether two values have the same content; of functions and objects of a class each is another one. */
export function same(before: unknown, now: unknown, depth = 0): boolean {
  if (Object.is(before, now)) return true
  if (typeof before !== 'object' || typeof now !== 'object' || before === null || now === null || depth > deepest) return false
  const isList = Array.isArray(before)
  if (isList !== Array.isArray(now) || (!isList && (!isPlain(before) || !isPlain(now)))) return false
  const names = Object.keys(before)
  if (names.length !== Object.keys(now).length) return false
  return names.every((name) => Object.hasOwn(now, name) && same((before as Fields)[name], (now as Fields)[name], depth + 1))
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function propName(type: string, flags: number): string {
  return `${(flags & eventFlags.catch) === 0 ? 'on' : 'catch'}${type.charAt(0).toUpperCase()}${type.slice(1)}`
}

/** Names of the slots that a tag's content goes into. */
function slotNames(plans: readonly Plan[], out: Fields = {}): Fields {
  for (const plan of plans) {
    if (plan.kind === kinds.element || plan.kind === kinds.text || plan.kind === kinds.slot) {
      const name = plan.statics.find((each) => each.target === slots.slot)?.value
      out[typeof name === 'string' && name !== '' ? name : '$default'] = true
    } else {
      slotNames(plan.children, out)
      for (const [, body] of plan.branches) slotNames(body, out)
    }
  }
  return out
}

/** How components of one declaration are made and told. */
export function modelOf(parts: Parts, around: Surroundings): Model {
  const core = (comp: Core): PropsCore => comp as PropsCore
  const give = (comp: Core, node: Elem, binding: Binding, value: unknown): void => {
    switch (binding.target) {
      case slots.class:
      case slots.style:
        // A tag that is no node shows neither: they are the component's to use.
        if (node.id !== 0) applyBinding(node, binding, value)
        break
      case slots.id:
        if (node.id !== 0) applyBinding(node, binding, value)
        else node.name = toText(value)
        break
      case slots.slot:
        applyBinding(node, binding, value)
        return
      case slots.mark:
        return
      case slots.dataset:
        applyBinding(node, binding, value)
        core(comp).give(`data-${binding.name}`, value)
        return
    }
    core(comp).give(binding.name, value)
  }
  return {
    make: (definition, frame, host, prepared) => new PropsCore(definition, parts, around, { frame, host, prepared }),
    data: () => parts.data(),
    begin(comp, node) {
      let dynamic = 0
      for (const binding of node.plan.bindings) {
        let value: unknown = binding.value
        if (binding.expr !== null) {
          value = evaluate(binding.expr, node.context)
          node.values[dynamic++] = value
        }
        give(comp, node, binding, value)
      }
      for (const [type, flags, handler] of node.plan.events ?? []) {
        const name = propName(type, flags)
        core(comp).give(name, handlerOf(node.context.core as PropsCore, typeof handler === 'string' ? handler : evaluate(handler, node.context), name))
      }
      if (node.plan.children.length > 0) core(comp).give('$slots', slotNames(node.plan.children))
      if (node.id !== 0) finishElement(node, comp)
      core(comp).begin()
    },
    give,
    changed(comp, node, change: Change) {
      for (const [type, flags, handler] of node.plan.events ?? []) {
        if (typeof handler === 'string' || !change.touches(handler, node.context)) continue
        const name = propName(type, flags)
        core(comp).give(name, handlerOf(node.context.core as PropsCore, evaluate(handler, node.context), name))
      }
    },
    told(page, name, args) {
      core(page).hear(name, args, 'events')
      if (name === 'onShareAppMessage') return
      for (const each of [...(listening.get(page.frame) ?? [])]) each.hear(name, args, 'pageEvents')
    },
  }
}
