/** The scripts of a generated case: data, properties, observers, lifetimes, methods, behaviors, relations. */
import { propertyTypes, type Draft, type Generator } from './generate.js'
import type { Action, Definition, Lifetime, Observer, Part, Property, Relation } from './tree.js'
import type { Variable } from './values.js'

const typeNames: Readonly<Record<string, string>> = { n: 'Number', s: 'String', b: 'Boolean', o: 'Object', rows: 'Array', any: 'null' }

export class Scripts {
  constructor(private readonly made: Generator) {}

  definition(draft: Draft, behaviors: number): Definition {
    const { random } = this.made
    const used = Array.from({ length: behaviors }, (_, at) => at).filter(() => random.chance(0.8))
    return {
      data: draft.fields.map((each) => [each.name, this.made.values.loose(each.type)] as const),
      properties: draft.properties.map((each) => this.#property(each)),
      observers: this.#observers(draft, 2),
      lifetimes: this.#lifetimes(draft, 0.55),
      methods: [...draft.handlers.map((name) => ({ name, does: this.#actions(draft, 0.5, 40) })), { name: 'act', does: this.#actions(draft, 0.9, 40) }],
      behaviors: used,
      externalClasses: draft.externals,
    }
  }

  behaviors(draft: Draft): Definition[] {
    const { random } = this.made
    if (!this.made.chance(0.2, 'behavior')) return []
    const count = random.between(1, 3)
    return Array.from({ length: count }, (_, at) => {
      const used = at > 0 && this.made.chance(0.4, 'behavior of a behavior') ? [random.below(at)] : []
      const fields = draft.fields.filter(() => random.chance(0.3))
      return {
        data: fields.map((each) => [each.name, this.made.values.loose(each.type)] as const),
        properties: draft.name !== 'page' && this.made.chance(0.3, 'property of a behavior') ? [this.#property(random.pick(propertyTypes))] : [],
        observers: this.#observers(draft, 1),
        lifetimes: this.#lifetimes(draft, 0.3),
        methods: this.made.chance(0.4, 'method of a behavior') ? [{ name: random.pick(['h0', 'h1', 'act']), does: this.#actions(draft, 0.5, 20) }] : [],
        behaviors: used,
        externalClasses: [],
      }
    })
  }

  #property(given: Variable): Property {
    const { random, values } = this.made
    const type = typeNames[given.type] ?? 'null'
    this.made.use(`property: ${type}`)
    if (this.made.chance(0.2, 'property: type alone')) return { name: given.name, type, short: true }
    const observer = random.weighted<Property['observer']>([
      [5, undefined],
      [4, 'function'],
      [1, 'name'],
    ])
    if (observer !== undefined) this.made.use(`property: observer as a ${observer}`)
    const hasValue = this.made.chance(0.4, 'property: value')
    return {
      name: given.name,
      type,
      ...(this.made.chance(0.15, 'property: optionalTypes') ? { optional: random.some(['String', 'Number', 'Boolean', 'Object', 'Array'], 1, 2) } : {}),
      ...(hasValue ? { hasValue, value: random.chance(0.85) ? values.data(given.type) : values.data('any') } : {}),
      ...(observer === undefined ? {} : { observer }),
    }
  }

  #observers(draft: Draft, most: number): Observer[] {
    const { random } = this.made
    const all = [...draft.fields, ...draft.properties]
    if (all.length === 0 || !random.chance(0.45)) return []
    return Array.from({ length: random.between(1, most) }, () => {
      const paths = Array.from(
        {
          length: random.weighted([
            [5, 1],
            [2, 2],
            [1, 3],
          ]),
        },
        () => this.#path(random.pick(all)),
      )
      this.made.use(paths.length > 1 ? 'observer of several paths' : 'observer')
      return { paths: [...new Set(paths)], does: this.#actions(draft, 0.3, 2) }
    })
  }

  #path(field: Variable): string {
    const { random } = this.made
    if (this.made.chance(0.08, 'observer: **')) return '**'
    switch (field.type) {
      case 'o':
        if (this.made.chance(0.3, 'observer: field.**')) return `${field.name}.**`
        if (this.made.chance(0.5, 'observer: path')) return `${field.name}.${random.pick(['a', 'c', 'c.d'])}`
        break
      case 'rows':
        if (this.made.chance(0.3, 'observer: field.**')) return `${field.name}.**`
        if (this.made.chance(0.4, 'observer: index')) return `${field.name}[${random.below(3)}]${random.pick(['', '.v'])}`
        break
      case 'list':
        if (this.made.chance(0.3, 'observer: index')) return `${field.name}[0]`
    }
    return field.name
  }

  #lifetimes(draft: Draft, probability: number): Lifetime[] {
    const { random } = this.made
    return ['created', 'attached', 'moved', 'detached'].flatMap((name) => {
      if (!random.chance(probability)) return []
      this.made.use(`lifetime: ${name}`)
      const inside = random.chance(0.7)
      const does = name === 'created' || name === 'attached' ? this.#actions(draft, 0.15, 1) : []
      for (const each of does) this.made.use(`${name} does: ${each.k}`)
      return [{ name, inside, does }]
    })
  }

  /** What a callback does beside saying that it ran; `most` bounds how often. */
  #actions(draft: Draft, probability: number, most: number): Action[] {
    const { random, values } = this.made
    const out: Action[] = []
    while (out.length < 2 && random.chance(probability)) {
      const field = draft.fields.length > 0 ? random.pick(draft.fields) : undefined
      const action = random.weighted<() => Action | null>([
        [5, () => (field === undefined ? null : { k: 'set', fields: [[field.name, values.loose(field.type)]], most })],
        [3, () => ({ k: 'add', field: 'n0', most })],
        [3, () => ({ k: 'trigger', event: random.pick(['ping', 'ping', 'pong']), detail: values.data('any') ?? null, options: this.eventOptions(), most })],
        [1, () => ({ k: 'select', selector: this.selector(), all: random.chance(0.5) })],
        [1, () => (random.chance(0.3) ? { k: 'throw', text: 'thrown by the case' } : null)],
        [1, () => (most > 5 ? { k: 'stop' } : null)],
      ])()
      if (action === null) continue
      this.made.use(`does: ${action.k}`)
      out.push(action)
      if (action.k === 'throw' || action.k === 'stop') break
    }
    return out
  }

  eventOptions(): { readonly [name: string]: boolean } {
    const { random } = this.made
    const out: Record<string, boolean> = {}
    for (const name of ['bubbles', 'composed', 'capturePhase']) if (this.made.chance(0.5, `triggerEvent: ${name}`)) out[name] = random.chance(0.9)
    return out
  }

  selector(): string {
    const { random, targets } = this.made
    const ids = targets.filter((each) => each.component !== '')
    return random.weighted<() => string>([
      [ids.length > 0 ? 3 : 0, () => `#${random.pick(ids).id}`],
      [3, () => `.${random.pick(['a', 'b', 'k', 'x'])}`],
      [1, () => '.a.b'],
      [1, () => '.a .b'],
      [1, () => '.a > .k'],
      [1, () => '.a, .k'],
    ])()
  }

  /** Relations between parts that are made. */
  related(parts: readonly Part[]): readonly Part[] {
    const { random } = this.made
    const components = parts.filter((each) => each.name !== 'page')
    if (components.length === 0 || !random.chance(0.3)) return parts
    const withSlot = this.made.drafts.filter((each) => each.slots.length > 0)
    const parent = withSlot.length > 0 ? random.pick(withSlot).name : random.pick(components).name
    const child = random.pick(components).name
    if (parent === child) return parts
    const add =
      (name: string, relation: Relation, behavior: number | null) =>
      (part: Part): Part =>
        part.name !== name
          ? part
          : {
              ...part,
              relations: [...part.relations, relation],
              definition: behavior === null ? part.definition : { ...part.definition, behaviors: [...part.definition.behaviors, behavior] },
            }
    const far = random.chance(0.5)
    if (this.made.chance(0.4, 'relation by a behavior')) {
      return parts
        .map(add(parent, { path: 'below', type: far ? 'descendant' : 'child', target: 1 }, -1))
        .map(add(child, { path: 'above', type: far ? 'ancestor' : 'parent', target: 0 }, -2))
    }
    this.made.use(far ? 'relation: ancestor and descendant' : 'relation: parent and child')
    return parts
      .map(add(parent, { path: `./${child}`, type: far ? 'descendant' : 'child' }, null))
      .map(add(child, { path: `./${parent}`, type: far ? 'ancestor' : 'parent' }, null))
  }
}
