/** Random data, and random expressions over what stands in scope. */
import type { Random } from './random.js'
import type { Expression, Field, Json, Value } from './tree.js'

export type Type = 'n' | 's' | 'b' | 'o' | 'rows' | 'list' | 'map' | 'any' | 'row'
export interface Variable {
  readonly name: string
  readonly type: Type
}

/** What a place of a template may read, and how features are counted. */
export interface Scope {
  readonly variables: readonly Variable[]
  readonly wxs: boolean
}

export const fieldTypes: readonly Variable[] = [
  { name: 'n0', type: 'n' },
  { name: 'n1', type: 'n' },
  { name: 's0', type: 's' },
  { name: 's1', type: 's' },
  { name: 'b0', type: 'b' },
  { name: 'b1', type: 'b' },
  { name: 'o0', type: 'o' },
  { name: 'l0', type: 'rows' },
  { name: 'p0', type: 'list' },
  { name: 'm0', type: 'map' },
  { name: '_x', type: 'n' },
]

const names: readonly (readonly [string, Type])[] = [
  ['id', 'n'],
  ['v', 's'],
  ['on', 'b'],
  ['k', 'list'],
  ['o', 'o'],
]

const words = ['a', 'b', 'k', 'p', 'q', '', 'x y', 'long word', '中', '0', '12']
// Small ones: a template may repeat a component so often, in which another one is repeated.
const numbers = [0, 1, 2, 3, 4, 7, -1, 0.5, 10]

export class Values {
  constructor(
    readonly random: Random,
    readonly use: (feature: string) => void,
  ) {}

  data(type: Type): Json {
    const { random } = this
    switch (type) {
      case 'n':
        return random.pick(numbers)
      case 's':
        return random.pick(words)
      case 'b':
        return random.chance(0.5)
      case 'o':
        return { a: this.data('n'), b: this.data('s'), c: { d: this.data('any') } }
      case 'row':
        return { id: random.between(1, 6), v: this.data('s'), on: this.data('b'), k: this.data('list'), o: { a: this.data('n') } }
      case 'rows':
        return random.some([1, 2, 3, 4, 5, 6], 0, 5).map((id) => ({ ...(this.data('row') as object), id }))
      case 'list':
        return random.some<Json>([1, 2, 3, 'a', 'b', 'c', true], 0, 4)
      case 'map':
        return Object.fromEntries(random.some(['x', 'y', 'z', 'w'], 0, 3).map((key) => [key, this.data('any')]))
      case 'any':
        return random.weighted<() => Json>([
          [4, () => this.data('n')],
          [4, () => this.data('s')],
          [2, () => this.data('b')],
          [1, () => null],
          [1, () => undefined],
          [1, () => this.#nan()],
          [1, () => this.data('list')],
          [1, () => ({ a: 1 })],
        ])()
    }
  }

  #of(values: readonly number[]): Expression {
    return { k: 'literal', value: this.random.pick(values) }
  }

  #nan(): Json {
    if (!this.random.chance(0.5)) return 0
    this.use('data: NaN')
    return Number.NaN
  }

  /** Mostly of the type, now and then of another one. */
  loose(type: Type): Json {
    if (!this.random.chance(0.12)) return this.data(type)
    this.use('data of an unexpected type')
    return this.data(this.random.pick(['n', 's', 'b', 'o', 'rows', 'list', 'map', 'any'] as const))
  }

  expression(scope: Scope, type: Type, depth = 3): Expression {
    const { random } = this
    if (random.chance(0.06)) return this.expression(scope, random.pick(['n', 's', 'b', 'o', 'rows', 'list', 'any'] as const), depth - 1)
    const known = scope.variables.filter((each) => each.type === type || type === 'any')
    if (depth <= 0 || random.chance(0.35)) return known.length > 0 && random.chance(0.85) ? this.#name(random.pick(known).name) : this.#literal(type)
    if (random.chance(0.12)) {
      this.use('expression: ? :')
      return {
        k: 'choice',
        test: this.expression(scope, 'b', depth - 1),
        x: this.expression(scope, type, depth - 1),
        y: this.expression(scope, type, depth - 1),
      }
    }
    if (random.chance(0.15)) return this.#member(scope, type, depth)
    if (scope.wxs && random.chance(0.15)) return this.#call(scope, type, depth)
    if (random.chance(0.04)) {
      const op = random.pick(['&&', '||', '&&', '||', '??'])
      this.use(`expression: ${op}`)
      return { k: 'binary', op, x: this.expression(scope, type, depth - 1), y: this.expression(scope, type, depth - 1) }
    }
    return this.#ofType(scope, type, depth)
  }

  #ofType(scope: Scope, type: Type, depth: number): Expression {
    const { random } = this
    const sub = (of: Type): Expression => this.expression(scope, of, depth - 1)
    switch (type) {
      case 'n': {
        if (random.chance(0.2)) {
          const op = random.pick(['-', '+', '~'])
          this.use(`expression: unary ${op}`)
          return { k: 'unary', op, x: sub('n') }
        }
        const op = random.pick(['+', '-', '*', '/', '%', '|', '&', '^', '<<', '>>', '>>>'])
        this.use(`expression: ${op}`)
        const y = op === '<<' ? this.#of([0, 1]) : op === '>>>' ? this.#of([28, 29, 30]) : op === '*' ? this.#of([0, 2, -1, 0.5]) : sub('n')
        return { k: 'binary', op, x: sub('n'), y }
      }
      case 's':
        if (random.chance(0.1)) {
          this.use('expression: typeof')
          return { k: 'unary', op: 'typeof', x: sub('any') }
        }
        return { k: 'binary', op: '+', x: sub('s'), y: sub(random.pick(['s', 'n'] as const)) }
      case 'b': {
        if (random.chance(0.25)) {
          this.use('expression: !')
          return { k: 'unary', op: '!', x: sub('any') }
        }
        if (random.chance(0.3)) {
          const op = random.pick(['&&', '||'])
          this.use(`expression: ${op}`)
          return { k: 'binary', op, x: sub('b'), y: sub('b') }
        }
        const op = random.pick(['==', '!=', '===', '!==', '<', '>', '<=', '>='])
        this.use(`expression: ${op}`)
        const of = random.pick(['n', 's', 'any'] as const)
        return { k: 'binary', op, x: sub(of), y: sub(of) }
      }
      case 'rows':
      case 'list': {
        this.use('expression: list')
        return { k: 'list', items: Array.from({ length: random.between(0, 3) }, () => sub(type === 'rows' ? 'o' : 'any')) }
      }
      case 'o':
      case 'map':
      case 'row':
        this.use('expression: object')
        return { k: 'fields', items: this.fields(scope, ['a', 'b', 'id', 'v'], depth - 1) }
      case 'any':
        return sub(random.pick(['n', 's', 'b', 'o', 'list'] as const))
    }
  }

  /** The inside of an object with some of these keys. */
  fields(scope: Scope, keys: readonly string[], depth = 2): Field[] {
    const { random } = this
    const out: Field[] = random.some(keys, 1, 3).map((key) => {
      const same = scope.variables.find((each) => each.name === key)
      if (same !== undefined && random.chance(0.4)) {
        this.use('expression: object shorthand')
        return { key }
      }
      return { key, x: this.expression(scope, 'any', depth) }
    })
    if (random.chance(0.2)) {
      this.use('expression: object spread')
      out.push({ key: '', spread: true, x: this.expression(scope, 'o', 0) })
    }
    return out
  }

  #name(name: string): Expression {
    return { k: 'name', name }
  }

  #literal(type: Type): Expression {
    const { random } = this
    switch (type) {
      case 'n':
        return { k: 'literal', value: random.pick(numbers) }
      case 's':
        return { k: 'literal', value: random.pick(words) }
      case 'b':
        return { k: 'literal', value: random.chance(0.5) }
      case 'list':
      case 'rows':
        return { k: 'list', items: [] }
      default:
        return { k: 'literal', value: random.pick(['a', 1, true, null, undefined]) }
    }
  }

  #member(scope: Scope, type: Type, depth: number): Expression {
    const { random } = this
    const holders = scope.variables.filter(
      (each) => each.type === 'o' || each.type === 'row' || each.type === 'rows' || each.type === 'list' || each.type === 'map',
    )
    const holder = holders.length === 0 ? undefined : random.pick(holders)
    if (holder === undefined) return this.expression(scope, type, depth - 1)
    const x = this.#name(holder.name)
    const row = (from: Expression): Expression => {
      const fits = names.filter(([, of]) => of === type)
      const [name] = random.pick(fits.length > 0 ? fits : names)
      return { k: 'member', x: from, name }
    }
    switch (holder.type) {
      case 'row':
        this.use('expression: member')
        return row(x)
      case 'rows':
      case 'list':
        if (type === 'n' && random.chance(0.5)) {
          this.use('expression: member')
          return { k: 'member', x, name: 'length' }
        }
        this.use('expression: index')
        return holder.type === 'rows'
          ? row({ k: 'index', x, at: this.expression(scope, 'n', depth - 2) })
          : { k: 'index', x, at: this.expression(scope, 'n', depth - 2) }
      case 'map':
        this.use('expression: computed key')
        return { k: 'index', x, at: { k: 'literal', value: random.pick(['x', 'y', 'z']) } }
      default:
        if (random.chance(0.3)) {
          this.use('expression: computed key')
          return { k: 'index', x, at: this.expression(scope, 's', depth - 2) }
        }
        this.use('expression: member')
        return random.chance(0.3) ? { k: 'member', x: { k: 'member', x, name: 'c' }, name: 'd' } : { k: 'member', x, name: random.pick(['a', 'b', 'none']) }
    }
  }

  #call(scope: Scope, type: Type, depth: number): Expression {
    this.use('wxs: call')
    const sub = (of: Type): Expression => this.expression(scope, of, depth - 1)
    const call = (fn: string, ...items: Expression[]): Expression => ({ k: 'call', module: 'w', fn, items })
    switch (type) {
      case 'n':
        return call('size', sub(this.random.pick(['list', 'rows', 's'] as const)))
      case 's':
        return call('up', sub('s'))
      case 'list':
      case 'rows':
        return call('odd', sub(type))
      case 'o':
        return call('pair', sub('n'), sub('s'))
      default:
        return call('field', sub('o'), sub('s'))
    }
  }

  /** The value of a text or an attribute. */
  value(scope: Scope, type: Type, mixed = true): Value {
    const { random } = this
    if (mixed && random.chance(0.4)) {
      const parts: (string | Expression)[] = []
      if (random.chance(0.7)) parts.push(random.pick(['a', 'b ', 'k ', '-']))
      parts.push(this.expression(scope, random.chance(0.8) ? type : 'any', 2))
      if (random.chance(0.4)) parts.push(random.pick([' a', ';', '!']))
      if (random.chance(0.2)) parts.push(this.expression(scope, 'any', 1))
      return parts
    }
    return [this.expression(scope, type)]
  }
}
