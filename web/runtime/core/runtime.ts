/**
 * The core of one program: its definitions, its pages, and what they ask of the world outside (Outside). Front ends of dialects
 * register definitions here; the Worker's entry feeds it with messages.
 */
import type { AppManifest } from '../../protocol/manifest.js'
import type { ViewEvent } from '../../protocol/ops.js'
import type { Core } from './component.js'
import { Behavior, Definition, type InstanceClass } from './definition.js'
import type { Model } from './dialect.js'
import type { PageFrame } from './frame.js'
import { Instance } from './instance.js'
import type { Elem } from './nodes.js'
import type { Fields } from './paths.js'
import { Prepared, type Plan } from './plan.js'
import type { Program } from './registry.js'
import type { Reporter } from './report.js'

/** What differs between the Worker and a test, and between dialects. */
export interface Outside {
  error(error: unknown, where: string): void
  warn(text: string): void
  /** Absent unless the program is being developed. */
  trace?(text: string): void
  enter?(where: string, fn: unknown): void
  leave?(): void
  /** A file of the program is run for the first time. */
  script?(id: string): void
  /** An event at the page's root ($pageScroll, $reachBottom, bubbling types that only a virtual host hears). */
  rootEvent(frame: PageFrame, event: ViewEvent): void
  /** $navigate, $share, $open at a node. */
  nodeEvent(frame: PageFrame, node: Elem, event: ViewEvent): void
  /** SelectorQuery's context() and node(). */
  nodeContext(node: Elem): unknown
  nodeObject(node: Elem): unknown
  tabBarOf(frame: PageFrame): unknown
  mediaQueryObserver(): object
  /** What has navigateTo and the like. */
  router(): unknown
}

/** What Component() or Page() was given for a path. */
interface Registered {
  readonly behavior: Behavior
  readonly page: boolean
  readonly base: InstanceClass
  readonly model?: Model | undefined
}

export class Runtime implements Reporter {
  readonly definitions = new Map<string, Definition>()
  readonly templates = new Map<string, Prepared>()
  readonly behaviors = new Map<string, Registered>()
  readonly #warned = new Set<string>()
  /** For front ends that go by it. */
  declare manifest?: AppManifest
  /** A front end's own form of events. */
  declare dress?: (event: Fields, node: Elem) => Fields
  /** A front end registers what a path without a script of its own is. */
  declare undeclared?: (path: string) => void
  /** A component hears of an error: what goes wrong in that is told to nobody else. */
  failing = false

  constructor(
    readonly program: Program,
    readonly outside: Outside,
  ) {}

  error(error: unknown, where: string): void {
    this.outside.error(error, where)
  }

  warn(text: string): void {
    this.outside.warn(text)
  }

  trace(text: string): void {
    this.outside.trace?.(text)
  }

  enter(where: string, fn: unknown): void {
    this.outside.enter?.(where, fn)
  }

  leave(): void {
    this.outside.leave?.()
  }

  warnOnce(text: string): void {
    if (this.#warned.has(text)) return
    this.#warned.add(text)
    this.outside.warn(text)
  }

  /** Milliseconds since the program began, as events carry it. */
  now(): number {
    return Math.round(performance.now())
  }

  rootEvent(frame: PageFrame, event: ViewEvent): void {
    this.outside.rootEvent(frame, event)
  }

  nodeEvent(frame: PageFrame, node: Elem, event: ViewEvent): void {
    this.outside.nodeEvent(frame, node, event)
  }

  nodeContext(node: Elem): unknown {
    return this.outside.nodeContext(node)
  }

  nodeObject(node: Elem): unknown {
    return this.outside.nodeObject(node)
  }

  tabBarOf(frame: PageFrame): unknown {
    return this.outside.tabBarOf(frame)
  }

  router(): unknown {
    return this.outside.router()
  }

  mediaQueryObserver(): object {
    return this.outside.mediaQueryObserver()
  }

  /** Component() or Page() for a path. The first one of a path counts unless it is registered again by its own script. */
  register(path: string, source: Fields, page: boolean, base: InstanceClass = Instance, model?: Model): void {
    const behavior = new Behavior(path, source, (text) => this.warn(text))
    this.behaviors.set(path, globalThis.weChatAlone ? { behavior, page, base } : { behavior, page, base, model })
    this.definitions.delete(path)
  }

  registered(path: string): boolean {
    return this.behaviors.has(path)
  }

  /** The definition at a path; its script runs now if it has not. A path without a script is an empty component. */
  definition(path: string): Definition {
    const known = this.definitions.get(path)
    if (known !== undefined) return known
    const config = this.program.configOf(path)
    this.#runComponents(path)
    this.#runScript(path)
    const entry = this.behaviors.get(path) ?? this.#registerNothing(path)
    const definition = new Definition(
      {
        path,
        behavior: entry.behavior,
        using: config?.using ?? {},
        generics: config?.generics ?? {},
        placeholders: config?.placeholders ?? {},
        scope: config?.scope ?? '',
        host: config?.host ?? '',
        styleIsolation: config?.styleIsolation ?? '',
        page: entry.page,
        ...(globalThis.weChatAlone ? {} : { model: entry.model }),
      },
      entry.base,
    )
    this.definitions.set(path, definition)
    return definition
  }

  /**
   * Runs the scripts of the components that a page or component names, those that they name first: in WeChat each has run before the
   * first line of the page, whether it is drawn or not, and pages use what those scripts leave behind (a Date.prototype.format). What a
   * placeholder stands for waits until it is drawn.
   */
  #runComponents(path: string, seen: Set<string> = new Set([path])): void {
    const config = this.program.configOf(path)
    if (config === undefined) return
    for (const [tag, used] of Object.entries(config.using)) {
      if (seen.has(used) || Object.hasOwn(config.placeholders ?? {}, tag)) continue
      seen.add(used)
      if (this.behaviors.has(used)) continue
      this.#runComponents(used, seen)
      this.#runScript(used)
    }
  }

  #runScript(path: string): void {
    if (this.behaviors.has(path)) return
    const id = [`${path}.js`, `${path}.ts`].find((each) => this.program.hasScript(each))
    if (id === undefined) return
    this.outside.script?.(id)
    try {
      this.program.run(id)
    } catch (error) {
      this.error(error, id)
      // It is not run again where it is drawn: what is wrong is told once.
      if (!this.behaviors.has(path)) this.#registerNothing(path)
    }
  }

  #registerNothing(path: string): Registered {
    if (!globalThis.weChatAlone) this.undeclared?.(path)
    const told = this.behaviors.get(path)
    if (told !== undefined) return told
    const entry: Registered = { behavior: new Behavior(path, {}, (text) => this.warn(text)), page: false, base: Instance }
    this.behaviors.set(path, entry)
    return entry
  }

  /** Whether the program has (by now) a component at this path. */
  has(path: string): boolean {
    return (
      this.behaviors.has(path) ||
      this.program.configOf(path) !== undefined ||
      this.program.templateOf(path) !== undefined ||
      this.program.hasScript(`${path}.js`)
    )
  }

  prepared(path: string): Prepared {
    let prepared = this.templates.get(path)
    if (prepared === undefined) {
      const template = this.program.templateOf(path) ?? { main: [] }
      const failed = (error: unknown, id: string): void => this.error(error, id)
      const own = this.program.modules(template.wxs, failed)
      const others = new Map<string, Fields>()
      prepared = new Prepared(template, own, (named) => {
        const names = template.namedWxs?.[named]
        if (names === undefined) return own
        let modules = others.get(named)
        if (modules === undefined) {
          modules = this.program.modules(names, failed)
          others.set(named, modules)
        }
        return modules
      })
      this.templates.set(path, prepared)
    }
    return prepared
  }

  /** The component that a tag is for its owner, or null for a built-in one. */
  resolve(plan: Plan, owner: Core): Definition | null {
    if (plan.definition !== undefined) return plan.definition
    const definition = owner.definition
    if (Object.hasOwn(definition.generics, plan.tag)) return this.#generic(plan.tag, owner)
    const found = this.#resolveTag(plan.tag, definition)
    plan.definition = found.definition
    if (found.again) plan.definition = undefined
    return found.definition
  }

  #resolveTag(tag: string, owner: Definition): { readonly definition: Definition | null; readonly again: boolean } {
    const path = Object.hasOwn(owner.using, tag) ? owner.using[tag] : undefined
    if (path === undefined) return { definition: null, again: false }
    if (this.has(path)) return { definition: this.definition(path), again: false }
    const placeholder = Object.hasOwn(owner.placeholders, tag) ? owner.placeholders[tag] : undefined
    if (placeholder !== undefined && placeholder !== tag) return { definition: this.#resolveTag(placeholder, owner).definition, again: true }
    this.warnOnce(`${owner.path}: component "${tag}" is not found at ${path}`)
    return { definition: this.definition(path), again: false }
  }

  #generic(tag: string, owner: Core): Definition | null {
    const given = owner.generics?.get(tag)
    if (given !== undefined) return given
    const standard = owner.definition.generics[tag]
    return typeof standard === 'string' ? this.definition(standard) : null
  }

  /** generic:name="tag" on a component's tag: what each name stands for. */
  genericsOf(names: Readonly<Record<string, string>>, owner: Core): Map<string, Definition | null> {
    const out = new Map<string, Definition | null>()
    for (const name of Object.keys(names)) {
      const tag = names[name] ?? ''
      const isGeneric = Object.hasOwn(owner.definition.generics, tag)
      out.set(name, isGeneric ? this.#generic(tag, owner) : this.#resolveTag(tag, owner.definition).definition)
    }
    return out
  }
}
