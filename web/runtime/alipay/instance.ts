/** The object that a program knows as `this` in a component or page: Alipay's members, on what both dialects have. */
import type { Core } from '../core/component.js'
import type { InstanceClass } from '../core/definition.js'
import { coreOf, Instance } from '../core/instance.js'
import { lightHost } from '../core/nodes.js'
import { copy, getPath, isFields, parsePath, type Fields } from '../core/paths.js'
import { select } from '../core/selector.js'
import type { PropsCore } from './component.js'
import type { Parts } from './parts.js'

let lastId = 0
const idOf = new WeakMap<object, number>()

function mine(instance: object): PropsCore {
  return coreOf(instance) as PropsCore
}

function ofOther(core: Core | undefined): object | null {
  return core === undefined ? null : ((core as PropsCore).reference() as object)
}

class AlipayInstance extends Instance {
  get props(): Fields {
    return mine(this).props
  }

  get $id(): number {
    let id = idOf.get(this)
    if (id === undefined) {
      id = ++lastId
      idOf.set(this, id)
    }
    return id
  }

  get $page(): object {
    return mine(this).pageObject()
  }

  /** `{ 'list': [start, deleteCount, ...items] }`, as Array.splice takes them. */
  $spliceData(fields: unknown, callback?: unknown): void {
    if (!isFields(fields)) return
    const next: Fields = {}
    for (const path of Object.keys(fields)) {
      const [list, args] = [getPath(this.data, parsePath(path)), fields[path]]
      if (!Array.isArray(list) || !Array.isArray(args)) continue
      const changed = [...(list as unknown[])]
      changed.splice(...(args as [number, number, ...unknown[]]))
      next[path] = changed
    }
    this.setData(next, callback)
  }

  /** What is set inside is drawn once, as all that is set in one turn is. */
  $batchedUpdates(run: unknown): void {
    if (typeof run === 'function') mine(this).call(run as () => unknown, [], '$batchedUpdates')
  }

  $selectComponent(selector: unknown): unknown {
    return this.$selectAllComponents(selector)[0] ?? null
  }

  $selectAllComponents(selector: unknown): unknown[] {
    return select(mine(this), String(selector), false).flatMap((node) => (node.comp === null ? [] : [(node.comp as PropsCore).reference()]))
  }

  // A component's own `ref` says what others get of it.
  override selectOwnerComponent(): object | null {
    return ofOther(mine(this).host?.context.core)
  }

  selectComposedParentComponent(): object | null {
    const { host } = mine(this)
    return host === null ? null : ofOther(lightHost(host.parent) ?? host.context.core)
  }

  hasMixin(mixin: unknown): boolean {
    return mine(this).parts.mixins.has(mixin)
  }
}

// Members of WeChat's objects alone: here they are names like any other.
for (const name of 'id dataset properties renderer triggerEvent hasBehavior groupSetData animate clearAnimation applyAnimatedStyle clearAnimatedStyle'.split(
  ' ',
)) {
  Object.defineProperty(AlipayInstance.prototype, name, { value: undefined, writable: true, configurable: true })
}

/** The class of a declaration's objects: its other members are fields of each. */
export function instanceClass(fields: Fields): InstanceClass {
  return class extends AlipayInstance {
    constructor(core: Core) {
      super(core)
      for (const name of Object.keys(fields)) {
        Object.defineProperty(this, name, { value: copy(fields[name]), writable: true, enumerable: true, configurable: true })
      }
    }
  }
}

export type { Parts }
