/**
 * The object that a program knows as `this` in a component or page. Its methods are WeChat's; the component behind it is
 * reached by `coreOf`.
 */
import { op } from '../../protocol/ops.js'
import type { Core } from './component.js'
import { Behavior, type Fn } from './definition.js'
import { dispatch } from './events.js'
import type { Elem } from './nodes.js'
import { copy, isFields, parsePath, type Fields } from './paths.js'
import { createIntersectionObserver, createSelectorQuery } from './query.js'
import { hasBehavior, relationNodes } from './relations.js'
import { select } from './selector.js'

/** The component behind a program's object, if it is one. */
export function coreOf(instance: unknown): Core | undefined {
  return typeof instance === 'object' && instance !== null ? Instance.coreOf(instance) : undefined
}

/** In development: the object stays, another component is behind it from now on. */
export function rebind(instance: object, core: Core): object {
  Instance.rebind(instance as Instance, core)
  return instance
}

function mine(instance: object): Core {
  const core = Instance.coreOf(instance)
  if (core === undefined) throw new TypeError('not a page or a component')
  return core
}

/** What selectComponent gives: the component's `export`, if it uses wx://component-export, else the component. */
function exportOf(core: Core): unknown {
  const exported = core.definition.behavior.exported
  return exported !== null && hasBehavior(core, 'wx://component-export') ? core.call(exported, [], 'export') : core.instance
}

export class Instance {
  // No WeakMap: the collector walks all of its entries, again and again while a long list is made.
  #core: Core

  constructor(core: Core) {
    this.#core = core
  }

  static coreOf(instance: object): Core | undefined {
    return #core in instance ? instance.#core : undefined
  }

  static rebind(instance: Instance, core: Core): void {
    instance.#core = core
  }

  get is(): string {
    return mine(this).is
  }

  get id(): string {
    return mine(this).host?.name ?? ''
  }

  get dataset(): Fields {
    return copy(mine(this).host?.dataset ?? {}) as Fields
  }

  get data(): Fields {
    return mine(this).data
  }

  set data(fields: Fields) {
    if (isFields(fields)) mine(this).data = fields
  }

  get properties(): Fields {
    return mine(this).data
  }

  /** Pages are drawn by a browser's engine. */
  get renderer(): string {
    return 'webview'
  }

  /** wx's own navigation; addresses are relative to the page on top. */
  get router(): unknown {
    return mine(this).frame.runtime.router()
  }

  get pageRouter(): unknown {
    return mine(this).frame.runtime.router()
  }

  setData(fields: unknown, callback?: unknown): void {
    const core = mine(this)
    if (isFields(fields)) {
      for (const key of Object.keys(fields)) core.queue(parsePath(key), fields[key])
      core.apply(true)
    }
    if (typeof callback === 'function') core.frame.writer.whenDrawn(() => core.call(callback as Fn, [], 'setData callback'))
  }

  groupSetData(run?: unknown): void {
    // Data is set at once inside as well; nothing is drawn in between, as never before a task is over.
    if (typeof run === 'function') (run as Fn).call(this)
  }

  hasBehavior(behavior: unknown): boolean {
    if (typeof behavior !== 'string' && !(behavior instanceof Behavior)) return false
    return hasBehavior(mine(this), behavior)
  }

  triggerEvent(name: unknown, detail?: unknown, options?: unknown): void {
    const core = mine(this)
    if (core.host === null) return
    const given = isFields(options) ? options : {}
    dispatch(core.host, {
      type: String(name),
      detail: detail === undefined ? {} : detail,
      bubbles: given['bubbles'] === true,
      composed: given['composed'] === true,
      capture: given['capturePhase'] === true,
      timeStamp: core.frame.runtime.now(),
      fromView: null,
    })
  }

  selectComponent(selector: unknown): unknown {
    const found = select(mine(this), String(selector), false).find((node) => node.comp !== null)
    return found?.comp == null ? null : exportOf(found.comp)
  }

  selectAllComponents(selector: unknown): unknown[] {
    return select(mine(this), String(selector), false).flatMap((node) => (node.comp === null ? [] : [exportOf(node.comp)]))
  }

  selectOwnerComponent(): object | null {
    return mine(this).host?.context.core.instance ?? null
  }

  getRelationNodes(path: unknown): object[] {
    return relationNodes(mine(this), String(path))
  }

  createSelectorQuery(): object {
    return createSelectorQuery(mine(this))
  }

  createIntersectionObserver(options?: unknown): object {
    return createIntersectionObserver(mine(this), options)
  }

  createMediaQueryObserver(): object {
    return mine(this).frame.runtime.mediaQueryObserver()
  }

  getTabBar(callback?: unknown): unknown {
    const core = mine(this)
    const tabBar = core.frame.runtime.tabBarOf(core.frame)
    if (typeof callback === 'function') core.call(callback as Fn, [tabBar], 'getTabBar')
    return tabBar
  }

  getPageId(): string {
    return `pageId:${mine(this).frame.page}`
  }

  setUpdatePerformanceListener(): void {
    // The frame draws on its own thread; there is no synchronous cost to tell of.
  }

  setPassiveEvent(): void {
    // Listeners in the frame are passive already.
  }

  applyAnimatedStyle(): void {
    // Skyline's worklets follow the finger; here the element stays as its style sheet has it.
  }

  clearAnimatedStyle(): void {
    // There is none.
  }

  animate(selector: unknown, keyframes: unknown, duration: unknown, callback?: unknown): void {
    const core = mine(this)
    const timeline = isFields(callback) ? { ...callback, scroller: select(core, String(callback['scrollSource']), true)[0]?.id } : undefined
    for (const node of select(core, String(selector), false)) animateNode(node, { keyframes, duration, timeline })
    if (typeof callback === 'function' && typeof duration === 'number') {
      setTimeout(() => core.call(callback as Fn, [], 'animate callback'), duration)
    }
  }

  clearAnimation(selector: unknown, options?: unknown, callback?: unknown): void {
    const core = mine(this)
    for (const node of select(core, String(selector), false)) animateNode(node, { clear: isFields(options) ? options : true })
    const done = typeof options === 'function' ? options : callback
    if (typeof done === 'function') core.frame.writer.whenDrawn(() => core.call(done as Fn, [], 'clearAnimation callback'))
  }
}

function animateNode(node: Elem, value: unknown): void {
  if (node.id === 0) return
  const writer = node.context.core.frame.writer
  writer.write3(op.animate, node.id, writer.value(copy(value)))
}
