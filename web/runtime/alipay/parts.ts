/**
 * What Component({…}), Page({…}) and Mixin({…}) declare in Alipay's form, mixins put together: of equal props, methods and fields of data
 * the later and the nearer one counts; lifecycles of all run, those of mixins first, a mixin's once.
 */
import type { Fn } from '../core/definition.js'
import { copy, isFields, type Fields } from '../core/paths.js'

/** What Mixin({…}) gives. */
export class Mixin {
  constructor(readonly source: Fields) {}
}

const chainNames = ['onInit', 'deriveDataFromProps', 'didMount', 'didUpdate', 'didUnmount'] as const
export type Chain = (typeof chainNames)[number]
const lifetimeNames = ['created', 'attached', 'ready', 'moved', 'detached'] as const

/** Members of a declaration that are no fields of the object that is made. */
const declared = new Set<string>([
  ...chainNames,
  ...'data props methods mixins ref options observers lifetimes relations externalClasses pageEvents'.split(' '),
])

export class Parts {
  readonly props: Fields = {}
  readonly methods: Fields = {}
  /** Other members of the declaration: fields of each object. */
  readonly fields: Fields = {}
  readonly chains: Readonly<Record<Chain, Fn[]>> = { onInit: [], deriveDataFromProps: [], didMount: [], didUpdate: [], didUnmount: [] }
  readonly pageEvents: Fields[] = []
  readonly mixins = new Set<unknown>()
  /** What `ref` of a tag gives instead of the component. */
  ref: Fn | null = null
  readonly #data: unknown[] = []
  readonly #observers: { readonly fields: string; readonly observer: unknown }[] = []
  readonly #relations: Fields = {}
  readonly #externalClasses: string[] = []
  readonly #lifetimes = new Map<string, Fn[]>()
  readonly #options: Fields

  constructor(
    source: Fields,
    readonly page: boolean,
  ) {
    this.#options = isFields(source['options']) ? source['options'] : {}
    this.#take(source)
  }

  #take(source: Fields): void {
    const used = Array.isArray(source['mixins']) ? (source['mixins'] as unknown[]) : []
    for (const each of used) {
      if (!isFields(each) || this.mixins.has(each)) continue
      this.mixins.add(each)
      this.#take(each instanceof Mixin ? each.source : each)
    }
    this.#data.push(source['data'])
    if (isFields(source['props'])) Object.assign(this.props, source['props'])
    if (isFields(source['methods'])) Object.assign(this.methods, source['methods'])
    for (const name of chainNames) if (typeof source[name] === 'function') this.chains[name].push(source[name] as Fn)
    if (isFields(source['pageEvents'])) this.pageEvents.push(source['pageEvents'])
    if (isFields(source['observers'])) {
      for (const fields of Object.keys(source['observers'])) this.#observers.push({ fields, observer: source['observers'][fields] })
    }
    if (isFields(source['relations'])) Object.assign(this.#relations, source['relations'])
    if (Array.isArray(source['externalClasses'])) this.#externalClasses.push(...source['externalClasses'].map(String))
    const lifetimes = isFields(source['lifetimes']) ? source['lifetimes'] : {}
    for (const name of lifetimeNames) {
      const run = lifetimes[name]
      if (typeof run === 'function') this.#lifetimes.set(name, [...(this.#lifetimes.get(name) ?? []), run as Fn])
    }
    if (typeof source['ref'] === 'function') this.ref = source['ref'] as Fn
    for (const name of Object.keys(source)) {
      if (declared.has(name)) continue
      if (typeof source[name] === 'function') this.methods[name] = source[name]
      else this.fields[name] = source[name]
    }
  }

  /** Data of one more object: a function is asked each time. */
  data(): Fields {
    const out: Fields = {}
    for (const each of this.#data) {
      const given: unknown = typeof each === 'function' ? (each as Fn)() : each
      if (isFields(given)) Object.assign(out, given)
    }
    return copy(out) as Fields
  }

  /** The declaration as the core has it. */
  source(): Fields {
    const lifetimes: Fields = {}
    for (const [name, list] of this.#lifetimes) {
      lifetimes[name] = function (this: unknown, ...args: unknown[]): void {
        for (const run of list) run.apply(this, args)
      }
    }
    return {
      methods: this.methods,
      observers: this.#observers,
      relations: this.#relations,
      externalClasses: this.#externalClasses,
      lifetimes,
      // A component's tag is no node of the page, unless it says otherwise.
      options: { ...this.#options, multipleSlots: true, virtualHost: this.#options['virtualHost'] !== false },
    }
  }
}
