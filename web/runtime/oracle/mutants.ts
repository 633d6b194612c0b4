/** Ways to break the runtime, each of which the generated cases must find: a comparison that finds nothing proves nothing. */
import { Core } from '../core/component.js'
import { Instance } from '../core/instance.js'
import { Change } from '../core/plan.js'
import type { Fields } from '../core/paths.js'
import { Writer } from '../core/writer.js'
import type { Spoil } from './compare.js'

export interface Mutant {
  readonly name: string
  /** Breaks the runtime; the function that comes back mends it. */
  readonly breaks?: () => () => void
  readonly spoil?: Spoil
}

/** Puts something else in the place of a method. */
function instead<T extends object, K extends keyof T>(prototype: T, name: K, make: (was: T[K]) => T[K]): () => () => void {
  return () => {
    const was = prototype[name]
    prototype[name] = make(was)
    return () => {
      prototype[name] = was
    }
  }
}

const stands = new WeakMap<Writer, Set<number>>()

export const mutants: readonly Mutant[] = [
  {
    name: 'what stands somewhere is never moved',
    breaks: instead(
      Writer.prototype,
      'insert',
      (was) =>
        function (this: Writer, parent, node, before) {
          const known = stands.get(this) ?? new Set()
          stands.set(this, known)
          if (known.has(node)) return
          known.add(node)
          was.call(this, parent, node, before)
        },
    ),
  },
  {
    name: 'an observer of several paths does not run',
    breaks: instead(
      Core.prototype,
      'call',
      (was) =>
        function (this: Core, fn, args, where) {
          return where === 'observers' && args.length > 1 ? undefined : was.call(this, fn, args, where)
        },
    ),
  },
  {
    name: 'of several observers that are due the first alone runs',
    breaks: instead(
      Core.prototype,
      'call',
      (was) =>
        function (this: Core, fn, args, where) {
          if (where === 'observers' && this.definition.behavior.observers.findIndex((each) => each.run === fn) > 0) return undefined
          return was.call(this, fn, args, where)
        },
    ),
  },
  {
    name: 'nodes are put at the end instead of before their neighbour',
    breaks: instead(
      Writer.prototype,
      'insert',
      (was) =>
        function (this: Writer, parent, node) {
          was.call(this, parent, node, 0)
        },
    ),
  },
  {
    name: 'the last slot of a name takes the content, not the first',
    breaks: instead(
      Core.prototype,
      'slotFor',
      () =>
        function (this: Core, name) {
          return this.slotFrags.filter((slot) => !this.definition.options.multipleSlots || slot.key === name).at(-1) ?? null
        },
    ),
  },
  {
    name: 'detached does not run',
    breaks: instead(
      Core.prototype,
      'lifetime',
      (was) =>
        function (this: Core, name, args) {
          if (name !== 'detached') was.call(this, name, args)
        },
    ),
  },
  {
    name: 'a change of a loop’s variables is missed below the list itself',
    breaks: instead(
      Change.prototype,
      'branch',
      (was) =>
        function (this: Change, path, where) {
          return typeof path[0] === 'number' && path.length > 1 ? undefined : was.call(this, path, where)
        },
    ),
  },
  {
    name: 'every own event bubbles',
    breaks: instead(
      Instance.prototype,
      'triggerEvent',
      (was) =>
        function (this: Instance, name, detail, options) {
          was.call(this, name, detail, { ...(options as Fields | undefined), bubbles: true })
        },
    ),
  },
  {
    name: 'selectAllComponents finds nothing',
    breaks: instead(Instance.prototype, 'selectAllComponents', () => () => []),
  },
  { name: 'catch only listens', spoil: (chunk) => chunk.replace(/\["(tap|longpress|touchstart|ping|pong)",1,/g, '["$1",0,') },
  { name: 'capture is an ordinary listener', spoil: (chunk) => chunk.replace(/\["(tap|longpress|touchstart|ping|pong)",4,/g, '["$1",0,') },
  { name: 'lists lose their keys', spoil: (chunk) => chunk.replaceAll(',y:"id"', '') },
  { name: 'a text forgets the second path that it reads', spoil: (chunk) => chunk.replace(/(k:"t",t:\{f:[^\n]*?,p:\[\["\w+"\]),\["\w+"\]\]/g, '$1]') },
  { name: 'else is never shown', spoil: (chunk) => chunk.replaceAll('[null,[{k:"e"', '[{f:()=>false,p:[]},[{k:"e"') },
  { name: 'the wrong side of ? : counts as read', spoil: (chunk) => chunk.replace(/,t:(\[\[[^\]]*\]\]),e:(\[\[[^\]]*\]\])\}/g, ',t:$2,e:$1}') },
  { name: 'a change below a list or a field of a template’s data is missed', breaks: instead(Change.prototype, 'whole', () => () => undefined) },
]
