/**
 * What the reference does wrong, or otherwise than WeChat documents it. A generated case that differs is laid to one of these
 * only if the difference is gone when the fault's trigger alone is taken out of it, or if the reference itself warned.
 */
import type { Case } from './case.js'
import type { Action, Definition, Expression, Field, Part, Tree } from './tree.js'
import { replacedWarning } from './reference.js'
import { changed } from './walk.js'

export interface Fault {
  readonly name: string
  readonly reason: string
  /** The tree without what triggers the fault, else unchanged. */
  readonly without?: (tree: Tree) => Tree
  /** It only adds to what is logged. */
  readonly logsOnly?: true
  /** The reference's own warning of it. With `without`, both must hold. */
  readonly warning?: string
  /** A case in which the fault still shows. */
  readonly example: Case
}

function page(wxml: string, js: string, steps: readonly string[]): Case {
  return { name: 'page', parts: { page: { wxml, js } }, steps, quiet: true }
}

function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && 'k' in value
}

/** A part without the behaviors that it uses directly and has through another one as well. */
function withoutDoubles(part: Part): Part {
  const below = (at: number, seen: Set<number>): Set<number> => {
    for (const other of part.behaviors[at]?.behaviors ?? []) {
      if (other >= at) continue
      seen.add(other)
      below(other, seen)
    }
    return seen
  }
  const inherited = new Set<number>()
  const direct = part.definition.behaviors.filter((each) => {
    const isNew = !inherited.has(each)
    inherited.add(each)
    below(each, inherited)
    return isNew
  })
  const all = part.definition.behaviors.filter((each) => !part.definition.behaviors.some((other) => other !== each && below(other, new Set()).has(each)))
  // A behavior that two others use stays with the first of them.
  const taken = new Set<number>()
  const behaviors = part.behaviors.map((each, at) => {
    if (!direct.includes(at)) return each
    const kept = each.behaviors.filter((other) => !taken.has(other))
    for (const other of kept) taken.add(other)
    return { ...each, behaviors: kept }
  })
  return { ...part, behaviors, definition: { ...part.definition, behaviors: all } }
}

function isPath(x: Expression): boolean {
  return x.k === 'name' || x.k === 'literal' || (x.k === 'member' && isPath(x.x)) || (x.k === 'index' && isPath(x.x) && isPath(x.at))
}

const one: Expression = { k: 'literal', value: 1 }

function plainFields(items: readonly Field[]): Field[] {
  return items.filter((each) => each.spread !== true).map((each) => (each.x === undefined || isPath(each.x) ? each : { ...each, x: one }))
}

/** Whether a member of a list has a place of its own in what the reference's compiler says of the list's changes. */
function hasPlace(x: Expression | undefined): boolean {
  return x !== undefined && (['list', 'fields', 'choice'].includes(x.k) || /"k":"(name|call)"/.test(JSON.stringify(x)))
}

/** With the members that are constant behind the others. */
function constantsLast(value: object): object {
  if (!isExpression(value) || value.k !== 'list' || !('items' in value)) return value
  const first = value.items.findIndex(hasPlace)
  return first > 0 ? { ...value, items: [...value.items.slice(first), ...value.items.slice(0, first)] } : value
}

function isMadeObject(x: Expression): boolean {
  return x.k === 'fields' || (x.k === 'choice' && (isMadeObject(x.x) || isMadeObject(x.y)))
}

/** A list (or what a loop goes over) of objects that are written in it counts as changed as a whole. */
function wholeLists(value: object): object {
  const whole = (x: unknown): object => ({ k: 'binary', op: '&&', x: one, y: x })
  if (isExpression(value)) return value.k === 'list' && 'items' in value && value.items.some(isMadeObject) ? whole(value) : value
  if (!('list' in value) || !Array.isArray(value.list)) return value
  const isMade = (each: unknown): boolean => isExpression(each) && each.k === 'fields' && each.items.some(({ x }) => x !== undefined && isMadeObject(x))
  return { ...value, list: value.list.map((each: unknown) => (isMade(each) ? whole(each) : each)) }
}

const hasTag = (value: unknown, tag: string): boolean => JSON.stringify(value).includes(`"tag":"${tag}"`)

/** Loops with slots in them, or in the templates and files that they may use, have keys: what is new is put at a place then, and not at the end. */
function keyedSlots(tree: Tree): Tree {
  const inTemplates = [...tree.parts.map(({ templates }) => templates), tree.files].some((each) => hasTag(each, 'slot'))
  const mayHaveSlots = (value: object): boolean => hasTag(value, 'slot') || (inTemplates && (hasTag(value, 'template') || hasTag(value, 'include')))
  return changed(tree, (value) => {
    if (!('loop' in value) || typeof value.loop !== 'object' || value.loop === null || 'key' in value.loop || !mayHaveSlots(value)) return value
    return { ...value, loop: { ...value.loop, key: '*this' } }
  })
}

/** Without what triggers an event while a component is made. */
function withoutEarlyEvents(given: Definition): Definition {
  const quiet = (does: readonly Action[]): Action[] => does.filter((each) => each.k !== 'trigger')
  return {
    ...given,
    observers: given.observers.map((each) => ({ ...each, does: quiet(each.does) })),
    lifetimes: given.lifetimes.map((each) => ({ ...each, does: quiet(each.does) })),
  }
}

/** Without paths into properties, and into fields that are somewhere given something that is neither a list nor an object. */
function withoutPathsIntoOthers(tree: Tree): Tree {
  const properties = new Set(tree.parts.flatMap((part) => [part.definition, ...part.behaviors]).flatMap((each) => each.properties.map(({ name }) => name)))
  const given = new Map<string, unknown[]>()
  changed(tree, (value) => {
    if (Array.isArray(value) && value.length === 2 && typeof value[0] === 'string') given.set(value[0], [...(given.get(value[0]) ?? []), value[1]])
    return value
  })
  return changed(tree, (value) => {
    if (!('fields' in value) || !Array.isArray(value.fields)) return value
    const kept = (value.fields as (readonly [string, unknown])[]).filter(([path]) => {
      const field = /^(\w+)([.[])/.exec(path)
      return (
        field === null ||
        (!properties.has(field[1] ?? '') &&
          (given.get(field[1] ?? '') ?? []).every((each) => each === undefined || (field[2] === '[' ? Array.isArray(each) : isFields(each))))
      )
    })
    return { ...value, fields: kept }
  })
}

/** Without paths that lead through a member of an object that a loop with keys goes over. */
function withoutPathsThroughMembers(tree: Tree): Tree {
  const lists: string[] = []
  changed(tree, (value) => {
    if ('list' in value && 'key' in value) lists.push(JSON.stringify(value.list))
    return value
  })
  return changed(tree, (value) => {
    if (!('fields' in value) || !Array.isArray(value.fields)) return value
    const kept = (value.fields as (readonly [string, unknown])[]).filter(([path]) => {
      const field = /^(\w+)\.\w+[.[]/.exec(path)?.[1]
      return field === undefined || !lists.some((list) => list.includes(`"${field}"`))
    })
    return { ...value, fields: kept }
  })
}

function isFields(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Without the fields that an object of one behavior and a list or null of another have in common. */
function withoutMixedData(part: Part): Part {
  const all = [...part.behaviors, part.definition].flatMap((each) => each.data)
  const mixed = new Set(
    all.flatMap(([name, value]) => (isFields(value) && all.some(([other, of]) => other === name && /[[]|null/.test(JSON.stringify(of) ?? '')) ? [name] : [])),
  )
  if (mixed.size === 0) return part
  return { ...part, behaviors: part.behaviors.map((each) => ({ ...each, data: each.data.filter(([name]) => !mixed.has(name)) })) }
}

/** Without what changes a key of a list by its path. */
function withoutKeyPaths(value: object): object {
  if (!('fields' in value) || !Array.isArray(value.fields)) return value
  return { ...value, fields: (value.fields as readonly (readonly [string, unknown])[]).filter(([path]) => !/^\w+\[\d+\](\.id|\.v)?$/.test(path)) }
}

export const faults: readonly Fault[] = [
  {
    name: 'data of behaviors: an object onto a list or null',
    reason:
      'only two objects are merged, as WeChat documents it; the reference writes the fields of an object into the list, and ends with an exception at null',
    without: (tree) => ({ ...tree, parts: tree.parts.map(withoutMixedData) }),
    example: page(
      '{{n.a}}',
      'const b = Behavior({ data: { n: [1] } }); Component({ behaviors: [b], data: { n: { a: 1 } }, attached() { log(Array.isArray(this.data.n)) } })',
      [],
    ),
  },
  {
    name: 'observers of a behavior that comes by two ways',
    reason: 'a behavior that is used directly and by another one runs its observers once, as WeChat documents it; the reference runs them twice',
    without: (tree) => ({ ...tree, parts: tree.parts.map(withoutDoubles) }),
    example: page(
      '',
      `const b = Behavior({ observers: { n(v) { log('n', v) } } }); const c = Behavior({ behaviors: [b] }); Component({ data: { n: 1 }, behaviors: [b, c] })`,
      ['page.setData({ n: 2 })'],
    ),
  },
  {
    name: '?? is ||',
    reason: 'its compiler prints a ?? b as a ? a : b, so that 0, "" and false give b; JavaScript and WeChat give a',
    without: (tree) => changed(tree, (value) => (isExpression(value) && value.k === 'binary' && value.op === '??' ? { ...value, op: '||' } : value)),
    example: page('{{n ?? 5}}', 'Component({ data: { n: 0 } })', []),
  },
  {
    name: '(a | b) ^ c without its parentheses',
    reason: 'its compiler prints (a | b) ^ c as a | b ^ c, which means something else',
    without: (tree) =>
      changed(tree, (value) =>
        isExpression(value) && value.k === 'binary' && value.op === '^' && value.x.k === 'binary' && value.x.op === '|' ? { ...value, op: '&' } : value,
      ),
    example: page('{{ (n | n) ^ n }}', 'Component({ data: { n: 3 } })', []),
  },
  {
    name: 'what is computed inside a literal always counts as changed',
    reason:
      'it sets a property anew whenever the template is walked if its value is a list or an object written in the template in which anything but names and members stands',
    logsOnly: true,
    without: (tree) =>
      changed(tree, (value) => {
        if (!isExpression(value)) return value
        if (value.k === 'list' && 'items' in value) return { ...value, items: value.items.map((each) => (isPath(each) ? each : one)) }
        if (value.k === 'fields') return { ...value, items: plainFields(value.items) }
        if ('tag' in value && 'data' in value) return { ...value, data: plainFields((value as { readonly data: readonly Field[] }).data) }
        return value
      }),
    example: {
      name: 'literals',
      quiet: true,
      parts: {
        c: { wxml: '', js: `Component({ properties: { l: { type: Array, observer() { log('l') } } } })` },
        page: {
          wxml: '<template name="t"><c l="{{l}}" /></template><template is="t" data="{{ l: [{}], n }}" />',
          using: { c: 'c' },
          js: 'Component({ data: { n: 1 } })',
        },
      },
      steps: ['page.setData({ n: 2 })'],
    },
  },
  {
    name: 'a constant at the beginning of a list that is written in the template',
    reason: 'its compiler leaves it out of what it says of the list’s changes, so that a change of the second member is laid to the first',
    without: (tree) => changed(tree, constantsLast),
    example: page('<template name="t">{{l[1]}}</template><template is="t" data="{{ l: [1, n] }}" />', 'Component({ data: { n: 1 } })', [
      'page.setData({ n: 2 })',
    ]),
  },
  {
    name: 'an object that is written in a list, or in the object that a loop goes over',
    reason: 'what it says of the object’s changes is a list without the names of the fields, so that it misses the change of a field',
    without: (tree) => changed(tree, wholeLists),
    example: page('<text wx:for="{{ [{ a: n }] }}" wx:key="b">{{item.a}}</text>', 'Component({ data: { n: 1 } })', ['page.setData({ n: 2 })']),
  },
  {
    name: 'a change inside a member of an object that a loop with keys goes over',
    reason: 'the reference does not show it: the loop finds the same keys, and looks for what changed by the places of a list',
    without: withoutPathsThroughMembers,
    example: page('<text wx:for="{{o}}" wx:key="*this">{{item.d}}</text>', 'Component({ data: { o: { c: { d: 1 } } } })', ['page.setData({ "o.c.d": 2 })']),
  },
  {
    name: 'a slot that comes at the end of a list without keys',
    reason:
      'the reference takes it for the first of the slots, and puts the content there, or ties its slots into a ring; the first in the tree takes it, as in all other cases',
    without: keyedSlots,
    example: {
      name: 'slots',
      quiet: true,
      parts: {
        c: { wxml: '<text wx:for="{{n}}"><slot /></text>', js: 'Component({ properties: { n: Number } })' },
        page: { wxml: '<c n="{{n}}">x</c>', using: { c: 'c' }, js: 'Component({ data: { n: 2 } })' },
      },
      steps: ['page.setData({ n: 3 })'],
    },
  },
  {
    name: 'data that is set while the tree is made',
    reason:
      'an event of a component that is just being made may set its owner’s data; the reference walks the owner’s unfinished tree and misses what is not there yet',
    without: (tree) => ({
      ...tree,
      parts: tree.parts.map((part) => ({ ...part, definition: withoutEarlyEvents(part.definition), behaviors: part.behaviors.map(withoutEarlyEvents) })),
    }),
    example: {
      name: 'early',
      quiet: true,
      parts: {
        c: { wxml: '{{v}}', js: `Component({ properties: { v: Number, w: Number }, observers: { w(w) { if (w === 1) this.triggerEvent('up') } } })` },
        page: {
          wxml: '<c v="{{n}}" w="1" bind:up="up" />',
          using: { c: 'c' },
          js: 'Component({ data: { n: 1 }, methods: { up() { this.setData({ n: 2 }) } } })',
        },
      },
      steps: [],
    },
  },
  {
    name: 'a path into what is neither a list nor an object',
    reason: 'setData makes a list or an object of it, but the reference takes only the path for changed, not what it replaced',
    warning: replacedWarning,
    without: withoutPathsIntoOthers,
    example: page('<text wx:for="{{l}}">{{item}}</text>', 'Component({ data: { l: 2 } })', ['page.setData({ "l[2]": 4 })']),
  },
  {
    name: 'a slot attribute that becomes undefined',
    reason: 'the reference keeps the slot that was named before; without a name it is the default slot',
    without: (tree) =>
      changed(tree, (value) => {
        if (!('name' in value) || value.name !== 'slot' || !('value' in value) || !Array.isArray(value.value)) return value
        const text = (each: unknown): unknown => (isExpression(each) ? { k: 'binary', op: '+', x: { k: 'literal', value: '' }, y: each } : each)
        return { ...value, value: value.value.map(text) }
      }),
    example: {
      name: 'slot',
      quiet: true,
      parts: {
        c: { wxml: '<slot />', js: 'Component({ options: { multipleSlots: true } })' },
        page: { wxml: '<c><text slot="{{s}}">x</text></c>', using: { c: 'c' }, js: 'Component({ data: { s: "q" } })' },
      },
      steps: ['page.setData({ s: undefined })'],
    },
  },
  {
    name: 'a loop over the items of a list that a ? : gives',
    reason: 'the reference ends with an exception',
    without: (tree) =>
      changed(tree, (value) => {
        if (!('list' in value) || !Array.isArray(value.list)) return value
        return { ...value, list: value.list.map((each: unknown) => (isExpression(each) && each.k === 'choice' ? each.x : each)) }
      }),
    example: page('<text wx:for="{{ 1 ? 1 : o }}"><text wx:for="{{item}}">{{item}}</text></text>', 'Component({})', []),
  },
  {
    name: 'members that share a key, and one that gets another key by its path',
    reason: 'members that share a key are told apart by their order, which changes then; the reference leaves what is in them as it was',
    warning: 'Some keys are not unique',
    without: (tree) => changed(tree, withoutKeyPaths),
    example: page(
      '<text wx:for="{{l}}" wx:key="id">{{item.v}}</text>',
      'Component({ data: { l: [{ id: 1, v: "a" }, { id: 1, v: "b" }, { id: 1, v: "c" }] } })',
      ['page.setData({ "l[0].id": 0 })'],
    ),
  },
  {
    name: 'recursive updates',
    reason: 'data that is set while the same component is drawn disorders its tree, as it warns itself; here it waits until the drawing is over',
    warning: 'recursive update detected',
    example: {
      name: 'recursive',
      quiet: true,
      parts: {
        c: { wxml: '{{v}}', js: `Component({ properties: { v: { type: Number, observer(v) { if (v === 1) this.triggerEvent('up') } } } })` },
        page: {
          wxml: '<c wx:for="{{l}}" v="{{item}}" bind:up="up" />',
          using: { c: 'c' },
          js: 'Component({ data: { l: [0, 0, 0] }, methods: { up() { this.setData({ l: [7, 8, 9, 10] }) } } })',
        },
      },
      steps: ['page.setData({ l: [1, 2, 3] })'],
    },
  },
]
