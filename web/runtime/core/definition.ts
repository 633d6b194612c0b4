/**
 * What Component({…}), Behavior({…}) and Page({…}) declare, behaviors merged: WeChat's rules. Of equal properties, methods and
 * data fields the later and the nearer one counts (objects in data are merged); lifetimes, page lifetimes and observers
 * of all run, those of behaviors first, a behavior's once.
 */
import type { Core } from './component.js'
import type { Model } from './dialect.js'
import { camel, copy, isFields, parsePath, type Fields, type KeyPath } from './paths.js'

export type Fn = (...args: unknown[]) => unknown

export const types = { any: 0, string: 1, number: 2, boolean: 3, object: 4, array: 5 } as const

export class Property {
  constructor(
    readonly name: string,
    readonly type: number,
    readonly optional: readonly number[],
    readonly value: unknown,
    readonly hasValue: boolean,
    readonly observer: Fn | string | null,
  ) {}
}

export interface Observer {
  readonly paths: readonly ObservedPath[]
  readonly run: Fn
}
export interface ObservedPath {
  readonly keys: KeyPath
  /** `a.**`: any change below counts. */
  readonly deep: boolean
}

export interface Relation {
  readonly path: string
  readonly type: 'parent' | 'child' | 'ancestor' | 'descendant'
  readonly target: string | Behavior | null
  readonly linked: Fn | null
  readonly linkChanged: Fn | null
  readonly unlinked: Fn | null
}

export interface Options {
  readonly multipleSlots: boolean
  readonly dynamicSlots: boolean
  readonly virtualHost: boolean
  readonly pureDataPattern: RegExp | null
  readonly styleIsolation: string
  readonly addGlobalClass: boolean
}

const lifetimeNames = ['created', 'attached', 'ready', 'moved', 'detached', 'error'] as const
export type Lifetime = (typeof lifetimeNames)[number]

/** Callers of `warn` get sentences for the program's author. */
export type Warn = (text: string) => void

/** One Behavior, Component or Page with all behaviors that it uses. */
export class Behavior {
  readonly properties = new Map<string, Property>()
  readonly data: Fields = {}
  readonly methods: Record<string, Fn> = {}
  readonly observers: Observer[] = []
  readonly lifetimes = new Map<string, Fn[]>()
  readonly pageLifetimes = new Map<string, Fn[]>()
  readonly relations = new Map<string, Relation>()
  readonly externalClasses = new Set<string>()
  /** Everything that is mixed in, itself included; built-in behaviors by their names. */
  readonly all = new Set<Behavior | string>()
  exported: Fn | null = null
  constructor(
    readonly is: string,
    readonly source: Fields,
    warn: Warn,
  ) {
    const used = Array.isArray(source['behaviors']) ? source['behaviors'] : []
    const behaviors = used.filter((each): each is Behavior => each instanceof Behavior)
    for (const each of behaviors) each.#filter(source)
    for (const each of used) this.#use(each, warn)
    this.#own(source, warn)
    this.all.add(this)
  }

  /** `definitionFilter`: a behavior may rewrite what uses it. */
  #filter(target: Fields): void {
    const filter = this.source['definitionFilter']
    if (typeof filter === 'function') (filter as Fn).call(this, target, filtersOf(this))
  }

  #use(each: unknown, warn: Warn): void {
    if (typeof each === 'string') {
      this.all.add(each)
      if (each.startsWith('wx://')) builtInBehavior(each, this)
      return
    }
    if (!(each instanceof Behavior)) {
      warn(`${this.is}: a behavior that is used is not a Behavior`)
      return
    }
    mergeData(this.data, each.data)
    for (const [name, property] of each.properties) this.properties.set(name, property)
    Object.assign(this.methods, each.methods)
    for (const [name, relation] of each.relations) this.relations.set(name, relation)
    for (const name of each.externalClasses) this.externalClasses.add(name)
    if (each.exported !== null) this.exported = each.exported
    // A behavior that comes by two ways runs its callbacks once: only what is new is taken, in its own order.
    for (const part of each.all) {
      if (this.all.has(part)) continue
      this.all.add(part)
      if (part instanceof Behavior) part.#appendCallbacks(this, warn)
    }
  }

  #appendCallbacks(to: Behavior, warn: Warn): void {
    for (const name of lifetimeNames) {
      const run = ownLifetime(this.source, name)
      if (run !== null) add(to.lifetimes, name, run)
    }
    for (const [name, run] of functions(this.source['pageLifetimes'])) add(to.pageLifetimes, name, run)
    to.observers.push(...readObservers(this.source['observers'], to, warn))
  }

  #own(source: Fields, warn: Warn): void {
    const data = typeof source['data'] === 'function' ? (source['data'] as Fn)() : source['data']
    if (isFields(data)) mergeData(this.data, data)
    if (isFields(source['properties'])) {
      for (const name of Object.keys(source['properties'])) {
        this.properties.set(name, readProperty(name, (source['properties'] as Fields)[name]))
      }
    }
    for (const [name, run] of functions(source['methods'])) this.methods[name] = run
    this.#appendCallbacks(this, warn)
    if (isFields(source['relations'])) {
      for (const [name, each] of Object.entries(source['relations'])) {
        const relation = readRelation(name, each)
        if (relation !== null) this.relations.set(name, relation)
      }
    }
    if (Array.isArray(source['externalClasses'])) for (const name of source['externalClasses']) this.externalClasses.add(String(name))
    if (typeof source['export'] === 'function') this.exported = source['export'] as Fn
  }
}

function filtersOf(behavior: Behavior): Fn[] {
  const used = behavior.source['behaviors']
  if (!Array.isArray(used)) return []
  return used.flatMap((each) =>
    each instanceof Behavior && typeof each.source['definitionFilter'] === 'function' ? [each.source['definitionFilter'] as Fn] : [],
  )
}

function builtInBehavior(name: string, to: Behavior): void {
  const field = name === 'wx://form-field'
  if (field && !to.properties.has('name')) to.properties.set('name', readProperty('name', String))
  if (field && !to.properties.has('value')) to.properties.set('value', readProperty('value', null))
}

function add(to: Map<string, Fn[]>, name: string, run: Fn): void {
  const list = to.get(name)
  if (list === undefined) to.set(name, [run])
  else list.push(run)
}

function ownLifetime(source: Fields, name: string): Fn | null {
  const lifetimes = source['lifetimes']
  const inside = isFields(lifetimes) ? lifetimes[name] : undefined
  if (typeof inside === 'function') return inside as Fn
  // `error` is none by itself: a page may have a method of that name.
  return typeof source[name] === 'function' && name !== 'error' ? (source[name] as Fn) : null
}

function* functions(from: unknown): Generator<[string, Fn]> {
  if (!isFields(from)) return
  for (const name of Object.keys(from)) if (typeof from[name] === 'function') yield [name, from[name] as Fn]
}

function mergeData(to: Fields, from: Fields): void {
  for (const key of Object.keys(from)) {
    const old = to[key]
    const next = from[key]
    if (isPlain(old) && isPlain(next)) {
      const merged = { ...old }
      mergeData(merged, next)
      to[key] = merged
    } else to[key] = next
  }
}

function isPlain(value: unknown): value is Fields {
  return isFields(value) && Object.getPrototypeOf(value) === Object.prototype
}

// A program names the language's own classes; what `Object` and `Array` are called here are copies (own.ts).
const theirObject: unknown = {}.constructor
const theirArray: unknown = [].constructor

export function typeOf(value: unknown): number {
  switch (value) {
    case String:
      return types.string
    case Number:
      return types.number
    case Boolean:
      return types.boolean
    case theirObject:
      return types.object
    case theirArray:
      return types.array
    // Function is none: Exparser, which carries out all programs that name no other component framework, takes anything for it.
    default:
      return types.any
  }
}

function readProperty(name: string, declared: unknown): Property {
  if (!isFields(declared) || typeof declared === 'function') return new Property(name, typeOf(declared), [], undefined, false, null)
  const optional = Array.isArray(declared['optionalTypes']) ? declared['optionalTypes'].map(typeOf) : []
  const observer = declared['observer']
  const kept = typeof observer === 'function' || typeof observer === 'string' ? (observer as Fn | string) : null
  const type = typeOf(declared['type'])
  // Without a type of its own the first of the optional ones is the type.
  return new Property(name, type === types.any ? (optional[0] ?? type) : type, optional, declared['value'], declared['value'] !== undefined, kept)
}

export function defaultOf(property: Property): unknown {
  return property.hasValue ? copy(property.value) : fallbackOf(property.type)
}

/** What a property has instead of a value that does not fit its type: the type's own, not the declared one. */
function fallbackOf(type: number): unknown {
  switch (type) {
    case types.string:
      return ''
    case types.number:
      return 0
    case types.boolean:
      return false
    case types.array:
      return []
    default:
      return null
  }
}

function matches(type: number, value: unknown): boolean {
  switch (type) {
    case types.string:
      return typeof value === 'string'
    case types.number:
      return typeof value === 'number' && Number.isFinite(value)
    case types.boolean:
      return typeof value === 'boolean'
    case types.object:
      return typeof value === 'object' && !Array.isArray(value)
    case types.array:
      return Array.isArray(value)
    default:
      return value !== undefined
  }
}

/** A value as a property of this type takes it: converted, or the type's own where it does not fit. */
export function convert(property: Property, value: unknown): unknown {
  for (const type of property.optional) if (matches(type, value)) return value
  switch (property.type) {
    case types.string:
      return value === null || value === undefined ? fallbackOf(property.type) : String(value)
    case types.number:
      return typeof value !== 'symbol' && Number.isFinite(Number(value)) && value !== undefined ? Number(value) : fallbackOf(property.type)
    case types.boolean:
      return !!value
    case types.array:
      return Array.isArray(value) ? value : fallbackOf(property.type)
    case types.object:
      return typeof value === 'object' ? value : fallbackOf(property.type)
    default:
      return value === undefined ? fallbackOf(property.type) : value
  }
}

function readObservers(from: unknown, behavior: Behavior, warn: Warn): Observer[] {
  const out: Observer[] = []
  const read = (names: readonly string[], run: unknown): void => {
    let fn = run
    if (typeof run === 'string')
      fn = function (this: Fields, ...args: unknown[]): unknown {
        const method = this[run]
        return typeof method === 'function' ? (method as Fn).apply(this, args) : undefined
      }
    if (typeof fn !== 'function') {
      warn(`${behavior.is}: the observer of "${names.join(', ')}" is not a function`)
      return
    }
    out.push({ paths: names.map(observedPath), run: fn as Fn })
  }
  if (Array.isArray(from)) {
    for (const each of from) {
      if (!isFields(each)) continue
      const fields = each['fields']
      read(typeof fields === 'string' ? fields.split(',') : [], each['observer'])
    }
  } else if (isFields(from)) {
    for (const key of Object.keys(from)) read(key.split(','), from[key])
  }
  return out
}

function observedPath(text: string): ObservedPath {
  const name = text.trim()
  if (name === '**') return { keys: [], deep: true }
  return name.endsWith('.**') ? { keys: parsePath(name.slice(0, -3)), deep: true } : { keys: parsePath(name), deep: false }
}

function readRelation(path: string, declared: unknown): Relation | null {
  if (!isFields(declared)) return null
  const type = declared['type']
  if (type !== 'parent' && type !== 'child' && type !== 'ancestor' && type !== 'descendant') return null
  const fn = (name: string): Fn | null => (typeof declared[name] === 'function' ? (declared[name] as Fn) : null)
  const target = declared['target']
  return {
    path,
    type,
    target: target instanceof Behavior || typeof target === 'string' ? target : null,
    linked: fn('linked'),
    linkChanged: fn('linkChanged'),
    unlinked: fn('unlinked'),
  }
}

/** A component or page that can be made: its behavior and what the package says of it. */
export interface DefinitionParts {
  readonly path: string
  readonly behavior: Behavior
  readonly using: Readonly<Record<string, string>>
  readonly generics: Readonly<Record<string, string | true>>
  readonly placeholders: Readonly<Record<string, string>>
  readonly scope: string
  /** The class of the component's own element, for `:host`; "" for none. */
  readonly host: string
  readonly styleIsolation: string
  readonly page: boolean
  readonly model?: Model | undefined
}

export type InstanceClass = new (core: Core) => object

export class Definition {
  readonly path: string
  readonly behavior: Behavior
  readonly using: Readonly<Record<string, string>>
  readonly generics: Readonly<Record<string, string | true>>
  readonly placeholders: Readonly<Record<string, string>>
  readonly page: boolean
  readonly options: Options
  /** The prefix of classes with its dashes, "" for none. */
  readonly prefix: string
  readonly hostClass: string
  /** Classes are drawn plain beside their scoped form, so that sheets of the page or the app reach them. */
  readonly plain: boolean
  readonly observersByRoot = new Map<string | number, number[]>()
  readonly properties: readonly Property[]
  /** External classes by the name of the attribute. */
  readonly external = new Map<string, string>()
  readonly classNames = new Map<string, string>()
  /** Makes the object that the program knows as `this`. */
  readonly Instance: InstanceClass
  declare readonly model?: Model

  constructor(parts: DefinitionParts, base: InstanceClass) {
    this.path = parts.path
    this.behavior = parts.behavior
    this.using = parts.using
    this.generics = parts.generics
    this.placeholders = parts.placeholders
    this.page = parts.page
    if (!globalThis.weChatAlone && parts.model !== undefined) this.model = parts.model
    const given = parts.behavior.source['options']
    const options = isFields(given) ? given : {}
    const isolation = typeof options['styleIsolation'] === 'string' ? options['styleIsolation'] : parts.styleIsolation
    this.options = {
      multipleSlots: options['multipleSlots'] === true || options['dynamicSlots'] === true,
      dynamicSlots: options['dynamicSlots'] === true,
      virtualHost: options['virtualHost'] === true && !parts.page,
      pureDataPattern: options['pureDataPattern'] instanceof RegExp ? options['pureDataPattern'] : null,
      styleIsolation: isolation,
      addGlobalClass: options['addGlobalClass'] === true,
    }
    this.prefix = parts.scope === '' ? '' : `${parts.scope}--`
    this.hostClass = parts.host
    this.plain = this.prefix !== '' && (options['addGlobalClass'] === true || (isolation !== '' && isolation !== 'isolated' && isolation !== 'page-isolated'))
    this.properties = [...parts.behavior.properties.values()]
    for (const name of parts.behavior.externalClasses) this.external.set(camel(name), name)
    this.Instance = class extends base {}
    for (const name of Object.keys(parts.behavior.methods)) {
      Object.defineProperty(this.Instance.prototype, name, { value: parts.behavior.methods[name], writable: true, configurable: true, enumerable: true })
    }
    parts.behavior.observers.forEach((observer, at) => {
      for (const path of observer.paths) {
        const root = path.keys[0] ?? '**'
        const list = this.observersByRoot.get(root)
        if (list === undefined) this.observersByRoot.set(root, [at])
        else if (!list.includes(at)) list.push(at)
      }
    })
  }

  property(name: string): Property | undefined {
    return this.behavior.properties.get(name)
  }
}
