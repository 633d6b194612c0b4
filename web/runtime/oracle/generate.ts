/**
 * A random case from a seed. It aims at what programs do, with a small share of what they should not: wrong types, missing
 * handlers, double keys. Each thing that is made is counted under a name, so that a test can say that nothing is never made.
 */
import { Scripts } from './generate-script.js'
import { Steps } from './generate-steps.js'
import { Random } from './random.js'
import { Values, fieldTypes, type Scope, type Type, type Variable } from './values.js'
import type { Attribute, Expression, Field, File, Node, Part, TagNode, Template, Tree, Value } from './tree.js'

/** A tag of a part that a step may mean. */
export interface Target {
  readonly id: string
  readonly part: string
  /** The component that it is, if it is one. */
  readonly component: string
  /** What it and the tags around it listen to, each as often as they do. */
  readonly hears: readonly string[]
}

export interface Draft {
  readonly name: string
  readonly fields: readonly Variable[]
  readonly properties: readonly Variable[]
  readonly slots: readonly string[]
  readonly generic: string
  /** The generic's own component, "" if its user must give one. */
  readonly standard: string
  readonly externals: readonly string[]
  readonly handlers: readonly string[]
}

export interface Generated {
  readonly tree: Tree
  readonly features: ReadonlySet<string>
}

const classNames = ['a', 'b', 'k', 'x']
const nativeTags = ['view', 'view', 'text', 'button', 'image', 'unknown-tag']

class Generator {
  readonly random: Random
  readonly features = new Set<string>()
  readonly values: Values
  readonly drafts: Draft[] = []
  readonly parts: Part[] = []
  readonly files: File[] = []
  readonly targets: Target[] = []
  /** Part → how many components stand inside each other below it. */
  readonly #depths = new Map<string, number>()
  #ids = 0
  #left = 0

  constructor(readonly seed: number) {
    this.random = new Random(seed)
    this.values = new Values(this.random, this.use)
  }

  readonly use = (feature: string): void => {
    this.features.add(feature)
  }

  chance(probability: number, feature: string): boolean {
    if (!this.random.chance(probability)) return false
    this.use(feature)
    return true
  }

  tree(): Tree {
    const { random } = this
    const components = random.weighted([
      [2, 0],
      [4, 1],
      [5, 2],
      [3, 3],
    ])
    for (let at = 0; at < components; at++) this.part(`c${at}`)
    this.part('page')
    const scripts = new Scripts(this)
    const parts = scripts.related(this.parts)
    const steps = new Steps(this, parts).all()
    return { seed: this.seed, parts, files: this.files, steps }
  }

  part(name: string): void {
    const { random } = this
    const page = name === 'page'
    const fields = fieldTypes.filter((each) => random.chance(each.name === '_x' ? 0.15 : each.name === 'l0' ? 0.85 : 0.6))
    const properties: Variable[] = page ? [] : random.some(propertyTypes, 0, 4)
    const options: [string, string][] = []
    const slots = page
      ? []
      : random.weighted([
          [3, []],
          [5, ['']],
          [4, ['', 'p', 'q']],
        ] as (readonly [number, string[]])[])
    if (slots.length > 1 && this.chance(0.9, 'multipleSlots')) options.push(['multipleSlots', 'true'])
    if (!page && this.chance(0.15, 'virtualHost')) options.push(['virtualHost', 'true'])
    if (this.chance(0.12, 'pureDataPattern')) options.push(['pureDataPattern', '/^_/'])
    if (!page && this.chance(0.1, 'styleIsolation')) options.push(['styleIsolation', random.pick(["'isolated'", "'apply-shared'", "'shared'"])])
    if (!page && this.chance(0.05, 'addGlobalClass')) options.push(['addGlobalClass', 'true'])
    const generic = !page && this.drafts.some(isComplete) && this.chance(0.15, 'generic') ? `${name}-gen` : ''
    const draft: Draft = {
      name,
      fields,
      properties,
      slots,
      generic,
      standard: generic !== '' && this.chance(0.7, 'generic with a default') ? this.complete().name : '',
      externals: !page && this.chance(0.2, 'externalClasses') ? ['ext', 'my-ext'] : [],
      handlers: random.some(['h0', 'h1', 'h2'], 1, 3),
    }
    const wxs = random.chance(0.5)
    if (wxs) this.use('wxs: module')
    const scope: Scope = { variables: [...fields, ...properties], wxs }
    const templates = this.chance(0.25, 'template') ? this.templates(draft, 't', random.between(1, 2), wxs) : []
    const imports: string[] = []
    const imported: Template[] = []
    if (this.chance(0.12, 'import')) {
      const file = `f${this.files.length}`
      imported.push(...this.templates(draft, 'f', random.between(1, 2), false))
      this.files.push({ name: file, templates: imported, children: [] })
      imports.push(file)
    }
    this.#left = random.between(3, page ? 14 : 8)
    const children = this.nodes({ draft, scope, depth: 0, templates: [...templates, ...imported], light: null, loops: 0, hears: [] })
    if (slots.length > 0 && !hasSlot(children))
      children.splice(random.below(children.length + 1), 0, this.slot({ draft, scope, depth: 0, templates: [], light: null, loops: 0, hears: [] }))
    const scripts = new Scripts(this)
    const behaviors = scripts.behaviors(draft)
    this.parts.push({
      name,
      options,
      definition: scripts.definition(draft, behaviors.length),
      behaviors,
      relations: [],
      templates,
      imports,
      generics: draft.generic === '' ? [] : [[draft.generic, draft.standard]],
      wxs: wxs ? [['w', 'tools']] : [],
      children,
    })
    this.drafts.push(draft)
  }

  templates(draft: Draft, prefix: string, count: number, wxs: boolean): Template[] {
    const out: Template[] = []
    for (let at = 0; at < count; at++) {
      this.#left = this.random.between(1, 3)
      const variables = [...templateFields]
      out.push({
        name: `${prefix}${at}`,
        children: this.nodes({ draft, scope: { variables, wxs }, depth: 1, templates: out.slice(), light: null, loops: 0, hears: [] }),
      })
    }
    return out
  }

  nodes(place: Place): Node[] {
    const out: Node[] = []
    const count = this.random.between(1, place.depth === 0 ? 5 : 3)
    for (let i = 0; i < count && this.#left > 0; i++) {
      this.#left -= 1
      out.push(...this.node(place))
    }
    return out.length > 0 ? out : [this.text(place)]
  }

  node(place: Place): Node[] {
    const { random } = this
    const components = this.drafts.length
    const deep = place.depth > 3
    return random.weighted<() => Node[]>([
      [6, () => [this.text(place)]],
      [7, () => [this.element(place)]],
      [components > 0 ? 8 : 0, () => [this.component(place)]],
      [deep ? 0 : 4, () => this.branches(place)],
      [deep ? 0 : 4, () => [this.loop(place)]],
      [deep ? 0 : 1, () => [this.block(place)]],
      [place.draft.slots.length === 0 ? 0 : place.loops === 0 ? 3 : 1, () => [this.slot(place)]],
      [place.templates.length > 0 ? 5 : 0, () => [this.useTemplate(place)]],
      [place.depth > 1 ? 0 : 0.5, () => [this.include(place)]],
    ] as (readonly [number, () => Node[]])[])()
  }

  /** A component that can stand without being given a generic. */
  complete(): Draft {
    return this.random.pick(this.drafts.filter(isComplete))
  }

  text(place: Place): Node {
    if (this.random.chance(0.25)) return { k: 'text', value: [this.random.pick(['t', 'some text', '中文', 'a &lt; b', '&amp;'])] }
    this.use('text: expression')
    return { k: 'text', value: this.values.value(place.scope, this.random.pick(['n', 's', 'b', 'any', 'any'] as const)) }
  }

  /** What elements and components share. */
  attributes(place: Place, component: string): Attribute[] {
    const { random, values } = this
    const out: Attribute[] = []
    let known = ''
    const add = (name: string, value?: Value): void => {
      out.push(value === undefined ? { name } : { name, value })
    }
    if (random.chance(component === '' ? 0.65 : 0.85)) {
      const id = `${place.draft.name === 'page' ? 'p' : place.draft.name}e${this.#ids++}`
      if (this.chance(0.1, 'id: expression')) add('id', [`${id}-`, values.expression(place.scope, 'n', 1)])
      else {
        add('id', [id])
        known = id
      }
    }
    if (random.chance(0.4)) {
      const own = random.some(classNames, 1, 2).join(' ')
      if (place.draft.externals.length > 0 && this.chance(0.6, 'external class used')) add('class', [`${random.pick(place.draft.externals)} ${own}`])
      else if (this.chance(0.5, 'class: expression')) add('class', [`${own} `, this.#className(place)])
      else add('class', [own])
    }
    if (this.chance(0.15, 'style')) add('style', [`color: `, random.chance(0.5) ? 'red' : values.expression(place.scope, 's', 1)])
    if (this.chance(0.2, 'dataset'))
      add(random.pick(['data-n', 'data-a-b', 'data-Cd']), random.chance(0.2) ? undefined : values.value(place.scope, 'any', false))
    if (this.chance(0.1, 'mark')) add(random.pick(['mark:x', 'mark:y']), values.value(place.scope, 'any', false))
    if (place.light !== null) {
      const name = random.weighted<Value>([
        [3, ['']],
        [6, [random.pick(['p', 'q'])]],
        [2, [values.expression(place.scope, 's', 1)]],
      ])
      if (this.chance(0.7, 'slot attribute')) {
        add('slot', name)
        if (typeof name[0] !== 'string') this.use('slot attribute: expression')
      }
    }
    this.events(place, out)
    if (known !== '' && place.templates !== noTemplates) {
      this.targets.push({ id: known, part: place.draft.name, component, hears: [...place.hears, ...typesOf(out)] })
    }
    return out
  }

  #className(place: Place): Expression {
    const pick = (): Expression => ({ k: 'literal', value: this.random.pick([...classNames, '']) })
    return { k: 'choice', test: this.values.expression(place.scope, 'b', 1), x: pick(), y: pick() }
  }

  events(place: Place, out: Attribute[]): void {
    const { random } = this
    while (random.chance(0.45) && out.length < 12) {
      const prefix = random.weighted([
        [6, 'bind:'],
        [1, 'bind'],
        [3, 'catch:'],
        [2, 'mut-bind:'],
        [3, 'capture-bind:'],
        [1, 'capture-catch:'],
        [1, 'capture-mut-bind:'],
      ])
      const name =
        prefix +
        random.weighted([
          [6, 'tap'],
          [1, 'longpress'],
          [1, 'touchstart'],
          [4, 'ping'],
          [1, 'pong'],
        ])
      // One listener of an event: in which order several of one element run is nobody's promise.
      const type = typeOf(name)
      if (typesOf(out).includes(type)) continue
      this.use(`event: ${prefix}`)
      if (this.chance(0.08, 'event: no handler of that name')) out.push({ name, value: ['nothing'] })
      else if (this.chance(0.1, 'event: handler by expression')) {
        out.push({
          name,
          value: [{ k: 'choice', test: this.values.expression(place.scope, 'b', 1), x: { k: 'literal', value: 'h0' }, y: { k: 'literal', value: 'h1' } }],
        })
      } else out.push({ name, value: [random.pick(place.draft.handlers)] })
    }
  }

  element(place: Place): TagNode {
    const { random, values } = this
    const attributes = this.attributes(place, '')
    if (this.chance(0.15, 'native attribute')) attributes.push({ name: 'hidden', value: values.value(place.scope, 'b', false) })
    if (this.chance(0.08, 'native attribute: static')) attributes.push({ name: 'title', value: ['t'] })
    if (this.chance(0.05, 'native attribute: mixed')) attributes.push({ name: 'value', value: values.value(place.scope, 's') })
    const children =
      random.chance(0.6) && place.depth < 5
        ? this.nodes({ ...place, depth: place.depth + 1, light: null, hears: [...place.hears, ...typesOf(attributes)] })
        : []
    return { k: 'tag', tag: random.pick(nativeTags), attributes, children }
  }

  component(place: Place): TagNode {
    const { random, values } = this
    const generic = place.draft.generic
    const draft = random.pick(this.drafts)
    const asGeneric = generic !== '' && this.chance(0.5, 'generic tag')
    this.use(place.draft.name === 'page' ? 'component' : 'component in a component')
    const deep = 1 + (this.#depths.get(draft.name) ?? 0)
    this.#depths.set(place.draft.name, Math.max(deep, this.#depths.get(place.draft.name) ?? 0))
    if (place.draft.name === 'page' && deep > 2) this.use('components three deep')
    const attributes = this.attributes(place, draft.name)
    for (const property of draft.properties) {
      if (!random.chance(0.7)) continue
      const plain = place.draft.fields.filter((each) => each.type === property.type && place.scope.variables.includes(each))
      if (plain.length > 0 && this.chance(0.1, 'model:'))
        attributes.push({ name: `model:${property.name}`, value: [{ k: 'name', name: random.pick(plain).name }] })
      else if (random.chance(0.1)) attributes.push({ name: property.name, value: ['7'] })
      else if (this.chance(0.04, 'property without a value')) attributes.push({ name: property.name })
      else attributes.push({ name: property.name, value: values.value(place.scope, property.type, random.chance(0.1)) })
    }
    for (const name of draft.externals) {
      if (this.chance(0.7, 'external class given')) {
        attributes.push({ name, value: random.chance(0.5) ? [random.pick(classNames)] : [this.#className(place), ' x'] })
      }
    }
    if (draft.generic !== '' && (draft.standard === '' || this.chance(0.7, 'generic:')))
      attributes.push({ name: `generic:${draft.generic}`, value: [this.complete().name] })
    const takes = draft.slots.length > 0
    const children =
      random.chance(takes ? 0.75 : 0.08) && place.depth < 5
        ? this.nodes({ ...place, depth: place.depth + 1, light: draft, hears: [...place.hears, ...typesOf(attributes)] })
        : []
    if (children.length > 0) this.use(draft.slots.length > 1 ? 'content for several slots' : takes ? 'content for a slot' : 'content without a slot')
    return { k: 'tag', tag: asGeneric ? generic : draft.name, attributes, children }
  }

  branches(place: Place): Node[] {
    const { random, values } = this
    this.use('if')
    const out: Node[] = [{ ...this.branchTag(place), branch: { kind: 'if', test: values.value(place.scope, 'b', false) } }]
    while (this.chance(0.25, 'elif')) out.push({ ...this.branchTag(place), branch: { kind: 'elif', test: values.value(place.scope, 'b', false) } })
    if (this.chance(0.5, 'else')) out.push({ ...this.branchTag(place), branch: { kind: 'else' } })
    if (out.length === 1 && random.chance(0.3)) this.use('if alone')
    return out
  }

  branchTag(place: Place): TagNode {
    const inside = { ...place, depth: place.depth + 1 }
    return this.random.weighted<() => TagNode>([
      [3, () => this.element(inside)],
      [this.drafts.length > 0 ? 3 : 0, () => this.component(inside)],
      [3, () => this.block(inside)],
    ])()
  }

  block(place: Place): TagNode {
    this.use('block')
    return { k: 'tag', tag: 'block', attributes: [], children: this.nodes({ ...place, depth: place.depth + 1 }) }
  }

  loop(place: Place): TagNode {
    const { random, values } = this
    this.use('for')
    if (place.loops > 0) this.use('for in for')
    const type: Type = random.weighted([
      [9, 'rows'],
      [4, 'list'],
      [2, 'map'],
      [1, 'n'],
      [1, 's'],
      [1, 'any'],
    ])
    const inner = place.scope.variables.filter((each) => each.type === 'row')
    let list: Value
    let of = type
    if (inner.length > 0 && this.chance(0.4, 'for over a field of an outer item')) {
      list = [{ k: 'member', x: { k: 'name', name: random.pick(inner).name }, name: 'k' }]
      of = 'list'
    } else if (type === 'n') {
      this.use('for over a number')
      list = [{ k: 'literal', value: random.pick([0, 1, 3, 1.5, -1]) }]
    } else {
      const known = place.scope.variables.filter((each) => each.type === type)
      if (known.length > 0 && random.chance(0.8)) list = [{ k: 'name', name: random.pick(known).name }]
      else list = values.value(place.scope, type, false)
      this.use(`for over ${type}`)
    }
    const item = this.chance(0.3, 'for-item') ? `i${place.loops}` : undefined
    const index = this.chance(0.25, 'for-index') ? `at${place.loops}` : undefined
    const key = this.#key(of)
    const variables: Variable[] = [
      ...place.scope.variables.filter((each) => each.name !== (item ?? 'item') && each.name !== (index ?? 'index')),
      { name: item ?? 'item', type: of === 'rows' ? 'row' : of === 'n' ? 'n' : 'any' },
      { name: index ?? 'index', type: of === 'map' ? 's' : 'n' },
    ]
    const tag = this.branchTag({ ...place, scope: { ...place.scope, variables }, loops: place.loops + 1 })
    const loop = { list, ...(item === undefined ? {} : { item }), ...(index === undefined ? {} : { index }), ...(key === undefined ? {} : { key }) }
    if (this.chance(0.1, 'for with if')) return { ...tag, loop, branch: { kind: 'if', test: values.value({ ...place.scope, variables }, 'b', false) } }
    return { ...tag, loop }
  }

  #key(type: Type): string | undefined {
    const { random } = this
    if (random.chance(0.3)) return undefined
    if (this.chance(0.08, 'key that is no field')) return 'none'
    if (type === 'rows') {
      if (this.chance(0.1, 'key that may be double')) return 'v'
      this.use('key: field')
      return 'id'
    }
    this.use('key: *this')
    return '*this'
  }

  slot(place: Place): TagNode {
    const { random } = this
    if (place.loops > 0) this.use('slot in a loop')
    const attributes: Attribute[] = []
    if (place.draft.slots.length > 1) {
      this.use('named slot')
      if (this.chance(0.2, 'slot: name by expression')) attributes.push({ name: 'name', value: [this.values.expression(place.scope, 's', 1)] })
      else {
        const name = random.pick(place.draft.slots)
        if (name !== '' || random.chance(0.2)) attributes.push({ name: 'name', value: [name] })
      }
    } else this.use('slot')
    if (place.light !== null) {
      this.use('slot in the content of a component')
      if (random.chance(0.4)) attributes.push({ name: 'slot', value: [random.pick(['', 'p', 'q'])] })
    }
    return { k: 'tag', tag: 'slot', attributes, children: [] }
  }

  useTemplate(place: Place): TagNode {
    const { random } = this
    const name = random.pick(place.templates).name
    let is: Value = [name]
    if (this.chance(0.3, 'template by expression')) {
      const other: Expression = { k: 'literal', value: random.pick(['none', ...place.templates.map((each) => each.name)]) }
      is = [{ k: 'choice', test: this.values.expression(place.scope, 'b', 1), x: { k: 'literal', value: name }, y: other }]
    }
    const data: Field[] = []
    if (!this.chance(0.1, 'template without data')) {
      for (const each of templateFields) {
        if (random.chance(0.6)) {
          const same = place.scope.variables.some((other) => other.name === each.name)
          data.push(same && random.chance(0.6) ? { key: each.name } : { key: each.name, x: this.values.expression(place.scope, each.type, 2) })
        }
      }
      if (this.chance(0.15, 'template data: spread')) data.push({ key: '', spread: true, x: this.values.expression(place.scope, 'o', 0) })
    }
    this.use('template used')
    return { k: 'tag', tag: 'template', attributes: [{ name: 'is', value: is }], children: [], data }
  }

  include(place: Place): TagNode {
    this.use('include')
    const file = `g${this.files.length}`
    const at = this.files.length
    this.files.push({ name: file, templates: [], children: [] })
    const children = this.nodes({ ...place, scope: { ...place.scope, wxs: false }, depth: place.depth + 2, templates: noTemplates })
    this.files[at] = { name: file, templates: [], children }
    return { k: 'tag', tag: 'include', attributes: [{ name: 'src', value: [`./${file}`] }], children: [] }
  }
}

/** Where nodes are made. */
export interface Place {
  readonly draft: Draft
  readonly scope: Scope
  readonly depth: number
  readonly templates: readonly Template[]
  /** The component whose content this is. */
  readonly light: Draft | null
  readonly loops: number
  /** What the tags around listen to. */
  readonly hears: readonly string[]
}

/** The type of an attribute that listens, else "". */
function typeOf(attribute: string): string {
  return /^(?:bind|catch|mut-bind|capture-\w+|capture-mut-bind):?(tap|longpress|touchstart|ping|pong)$/.exec(attribute)?.[1] ?? ''
}

function typesOf(attributes: readonly Attribute[]): string[] {
  return attributes.map((each) => typeOf(each.name)).filter((type) => type !== '')
}

const noTemplates: readonly Template[] = []

export const propertyTypes: readonly Variable[] = [
  { name: 'pn', type: 'n' },
  { name: 'ps', type: 's' },
  { name: 'pb', type: 'b' },
  { name: 'po', type: 'o' },
  { name: 'pl', type: 'rows' },
  { name: 'px', type: 'any' },
]

const templateFields: readonly Variable[] = [
  { name: 'n0', type: 'n' },
  { name: 's0', type: 's' },
  { name: 'b0', type: 'b' },
  { name: 'l0', type: 'rows' },
  { name: 'o0', type: 'o' },
]

function isComplete(draft: Draft): boolean {
  return draft.generic === '' || draft.standard !== ''
}

function hasSlot(nodes: readonly Node[]): boolean {
  return nodes.some((each) => each.k === 'tag' && (each.tag === 'slot' || hasSlot(each.children)))
}

export type { Generator }

export function generate(seed: number): Generated {
  const generator = new Generator(seed)
  return { tree: generator.tree(), features: generator.features }
}
