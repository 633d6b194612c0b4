/** What happens to a generated case: data that is set, events, changes of lists, questions. */
import type { Generator } from './generate.js'
import { Scripts } from './generate-script.js'
import type { Json, ListChange, Part, Step } from './tree.js'
import { fieldTypes, type Variable } from './values.js'

/** Events that the frame sends. */
const fromView: readonly string[] = ['tap', 'longpress', 'touchstart']

export class Steps {
  constructor(
    private readonly made: Generator,
    private readonly parts: readonly Part[],
  ) {}

  all(): Step[] {
    const { random } = this.made
    return Array.from({ length: random.between(2, 7) }, () => this.#step(true))
  }

  #step(outer: boolean): Step {
    const { random, values } = this.made
    const page = this.#fields('page')
    const lists = page.filter((each) => each.type === 'rows' || each.type === 'list')
    const scripts = new Scripts(this.made)
    const step = random.weighted<() => Step | null>([
      [8, () => ({ k: 'set', on: '', fields: this.#sets(page) })],
      [3, () => this.#setBelow()],
      [9, () => this.#fire()],
      [lists.length > 0 ? 6 : 0, () => ({ k: 'list', ...this.#list(lists) })],
      [2, () => ({ k: 'call', on: this.#on(), method: 'act' })],
      [
        4,
        () => ({
          k: 'trigger',
          on: this.#on(),
          event: random.pick(['ping', 'ping', 'ping', 'pong']),
          detail: values.data('any') ?? null,
          options: scripts.eventOptions(),
        }),
      ],
      [1, () => ({ k: 'select', on: random.chance(0.7) ? '' : this.#on(), selector: scripts.selector(), all: random.chance(0.6) })],
      [1, () => this.#links()],
      [page.length > 0 ? 1 : 0, () => this.#mutate(page)],
      [1, () => ({ k: 'data', on: this.#on() })],
      [outer ? 1 : 0, () => ({ k: random.chance(0.4) ? 'group' : 'both', steps: [this.#step(false), this.#step(false)] })],
    ])()
    // What was not drawn yet nobody can tap: of two things at once, only setting data and the like comes after another.
    if (step === null || (!outer && step.k === 'fire')) return this.#step(outer)
    this.made.use(`step: ${step.k === 'set' && step.on !== '' ? 'set below the page' : step.k === 'list' ? `list ${step.change.k}` : step.k}`)
    return step
  }

  #fields(part: string): readonly Variable[] {
    const data = this.parts.find((each) => each.name === part)?.definition.data ?? []
    return fieldTypes.filter((each) => data.some(([name]) => name === each.name))
  }

  #sets(fields: readonly Variable[]): (readonly [string, Json])[] {
    const { random, values } = this.made
    const all = fields.length > 0 && random.chance(0.9) ? fields : fieldTypes
    return random.some(all, 1, 3).map((each): readonly [string, Json] => {
      if (random.chance(0.55)) return [each.name, values.loose(each.type)]
      switch (each.type) {
        case 'o':
          this.made.use('setData: path')
          return random.chance(0.5) ? [`${each.name}.${random.pick(['a', 'b', 'new'])}`, values.data('any')] : [`${each.name}.c.d`, values.data('any')]
        case 'rows': {
          this.made.use('setData: array path')
          const at = random.below(random.chance(0.9) ? 4 : 8)
          return random.chance(0.3)
            ? [`${each.name}[${at}]`, values.data('row')]
            : random.weighted<readonly [string, Json]>([
                [3, [`${each.name}[${at}].v`, values.data('s')]],
                [2, [`${each.name}[${at}].on`, values.data('b')]],
                [1, [`${each.name}[${at}].id`, values.data('n')]],
                [2, [`${each.name}[${at}].k`, values.data('list')]],
                [1, [`${each.name}[${at}].k[0]`, values.data('any')]],
                [1, [`${each.name}[${at}].o.a`, values.data('n')]],
              ])
        }
        case 'list':
          this.made.use('setData: array path')
          return [`${each.name}[${random.below(5)}]`, values.data('any')]
        case 'map':
          this.made.use('setData: path')
          return [`${each.name}.${random.pick(['x', 'y', 'v'])}`, values.data('any')]
        default:
          return [each.name, values.data(each.type)]
      }
    })
  }

  /** A way from the page to a component. */
  #on(): string {
    const { random, targets } = this.made
    const inPart = (part: string) => targets.filter((each) => each.part === part && each.component !== '')
    const first = inPart('page')
    if (first.length === 0 || random.chance(0.2)) return ''
    const one = random.pick(first)
    const below = inPart(one.component)
    if (below.length === 0 || random.chance(0.6)) return `#${one.id}`
    this.made.use('step: two components deep')
    return `#${one.id}/#${random.pick(below).id}`
  }

  #setBelow(): Step | null {
    const { random, targets, values } = this.made
    const on = this.#on()
    if (on === '') return null
    const last = on.slice(on.lastIndexOf('#') + 1)
    const component = targets.find((each) => each.id === last)?.component ?? ''
    const properties = this.parts.find((each) => each.name === component)?.definition.properties ?? []
    if (properties.length > 0 && this.made.chance(0.5, 'step: a component sets its own property')) {
      const property = random.pick(properties)
      const draft = this.made.drafts.find((each) => each.name === component)
      const type = draft?.properties.find((each) => each.name === property.name)?.type ?? 'any'
      if (type === 'o' && random.chance(0.4)) return { k: 'set', on, fields: [[`${property.name}.a`, values.data('any')]] }
      return { k: 'set', on, fields: [[property.name, values.loose(type)]] }
    }
    return { k: 'set', on, fields: this.#sets(this.#fields(component)) }
  }

  #fire(): Step | null {
    const { random, targets, values } = this.made
    if (targets.length === 0) return null
    // Mostly what several tags hear: how far an event goes is seen by that alone.
    const several = targets.flatMap(({ id, hears }) =>
      hears.filter((type, at) => fromView.includes(type) && hears.indexOf(type) !== at).map((type) => ({ id, type })),
    )
    if (several.length > 0 && random.chance(0.6)) {
      this.made.use('step: fire what several tags hear')
      return { k: 'fire', ...random.pick(several), detail: random.chance(0.5) ? {} : values.data('o') }
    }
    const type = random.weighted([
      [6, 'tap'],
      [1, 'longpress'],
      [1, 'touchstart'],
    ])
    return { k: 'fire', id: random.pick(targets).id, type, detail: random.chance(0.5) ? {} : values.data('o') }
  }

  /** Mostly the list whose members have keys. */
  #list(lists: readonly Variable[]): { readonly field: string; readonly change: ListChange } {
    const rows = lists.find((each) => each.type === 'rows')
    const list = rows !== undefined && this.made.random.chance(0.7) ? rows : this.made.random.pick(lists)
    return { field: list.name, change: this.#listChange(list) }
  }

  #listChange(of: Variable): ListChange {
    const { random, values } = this.made
    const value = (): Json => (of.type === 'rows' ? values.data('row') : random.pick([1, 2, 3, 4, 'a', 'b', 'c', 'd']))
    return random.weighted<ListChange>([
      [3, { k: 'insert', at: random.below(4), values: Array.from({ length: random.between(1, 2) }, value) }],
      [3, { k: 'remove', at: random.below(3), count: random.between(1, 2) }],
      [2, { k: 'swap', at: random.below(4), with: random.below(5) }],
      [2, { k: 'move', at: random.below(5), to: random.below(5) }],
      [2, { k: 'order', by: random.below(1000) }],
      [1, { k: 'reverse' }],
    ])
  }

  #links(): Step | null {
    const { random } = this.made
    const all = this.parts.flatMap((part) => part.relations.map((relation) => ({ part: part.name, path: relation.path })))
    if (all.length === 0) return null
    const one = random.pick(all)
    const targets = this.made.targets.filter((each) => each.component === one.part && each.part === 'page')
    return targets.length === 0 ? null : { k: 'links', on: `#${random.pick(targets).id}`, path: one.path }
  }

  #mutate(page: readonly Variable[]): Step {
    const { random, values } = this.made
    const field = random.pick(page)
    const path = field.type === 'o' ? `${field.name}.a` : field.type === 'rows' ? `${field.name}[0].v` : field.name
    return { k: 'mutate', path, value: values.data('any'), after: random.pick(page).name }
  }
}
