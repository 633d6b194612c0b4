/** SelectorQuery and IntersectionObserver: selectors are resolved here, the frame measures. */
import type { QueryAsk } from '../../protocol/ops.js'
import type { Core } from './component.js'
import type { Fn } from './definition.js'
import { coreOf } from './instance.js'
import { Elem, tops } from './nodes.js'
import { copy, isFields, type Fields } from './paths.js'
import { select } from './selector.js'

interface Ask {
  readonly scope: Core | null
  readonly selector: string | null // null: the viewport
  readonly all: boolean
  readonly fields: Fields
  readonly callback: Fn | null
}

/** The ids of a node's real nodes: its own, or with virtualHost the first inside. */
export function realId(node: Elem): number {
  if (node.id !== 0) return node.id
  const inside = tops(node, []).find((each) => each instanceof Elem)
  return inside?.id ?? 0
}

export function createSelectorQuery(scope: Core | null): object {
  return new SelectorQuery(scope)
}

class NodesRef {
  readonly #query: SelectorQuery
  readonly #add: (fields: Fields, callback: unknown) => void
  constructor(query: SelectorQuery, add: (fields: Fields, callback: unknown) => void) {
    this.#query = query
    this.#add = add
  }

  boundingClientRect(callback?: unknown): SelectorQuery {
    return this.#ask({ id: true, dataset: true, rect: true, size: true }, callback)
  }

  scrollOffset(callback?: unknown): SelectorQuery {
    return this.#ask({ id: true, dataset: true, scrollOffset: true }, callback)
  }

  fields(fields: unknown, callback?: unknown): SelectorQuery {
    return this.#ask(isFields(fields) ? fields : {}, callback)
  }

  context(callback?: unknown): SelectorQuery {
    return this.#ask({ context: true }, callback)
  }

  node(callback?: unknown): SelectorQuery {
    return this.#ask({ node: true }, callback)
  }

  ref(callback?: unknown): SelectorQuery {
    return this.#ask({ ref: true }, callback)
  }

  #ask(fields: Fields, callback: unknown): SelectorQuery {
    this.#add(fields, callback)
    return this.#query
  }
}

class SelectorQuery {
  #scope: Core | null
  readonly #asks: Ask[] = []
  constructor(scope: Core | null) {
    this.#scope = scope
  }

  in(instance: unknown): this {
    this.#scope = coreOf(instance) ?? this.#scope
    return this
  }

  select(selector: unknown): NodesRef {
    return this.#ref(String(selector), false)
  }

  selectAll(selector: unknown): NodesRef {
    return this.#ref(String(selector), true)
  }

  selectViewport(): NodesRef {
    return this.#ref(null, false)
  }

  #ref(selector: string | null, all: boolean): NodesRef {
    return new NodesRef(this, (fields, callback) => {
      this.#asks.push({ scope: this.#scope, selector, all, fields, callback: typeof callback === 'function' ? (callback as Fn) : null })
    })
  }

  exec(callback?: unknown): this {
    const scope = this.#scope
    if (scope === null || scope.frame.closed) return this
    const asks = this.#asks.slice()
    // What is set now may still be on its way into the tree (exec within an observer): WeChat asks after it as well.
    queueMicrotask(() => ask(scope, asks, callback))
    return this
  }
}

function ask(scope: Core, asks: readonly Ask[], callback: unknown): void {
  const { frame } = scope
  if (frame.closed) return
  const found = asks.map((ask) => nodesOf(ask, scope))
  const id = frame.askId()
  frame.answers.set(id, (value) => {
    const results = Array.isArray(value) ? (value as unknown[]) : []
    const out = asks.map((ask, at) => answer(ask, found[at] ?? [], results[at]))
    const tell = (): void => {
      asks.forEach((ask, at) => {
        if (ask.callback !== null) scope.call(ask.callback, [out[at]], 'SelectorQuery callback')
      })
      if (typeof callback === 'function') scope.call(callback as Fn, [out], 'SelectorQuery exec callback')
    }
    const waiting = out.flat().filter((each): each is Fields => isFields(each) && each['node'] instanceof Promise)
    if (waiting.length === 0) tell()
    else void Promise.all(waiting.map(awaitNode)).then(tell)
  })
  frame.writer.tell({ kind: 'query', id, asks: asks.map((ask, at) => asked(ask, found[at] ?? [])) })
}

/** A canvas hands its surface over in a message of its own. */
async function awaitNode(fields: Fields): Promise<void> {
  fields['node'] = await (fields['node'] as Promise<unknown>).catch(() => null)
}

function nodesOf(ask: Ask, fallback: Core): Elem[] {
  if (ask.selector === null) return []
  const nodes = select(ask.scope ?? fallback, ask.selector, !ask.all)
  return nodes.filter((node) => realId(node) !== 0)
}

function asked(ask: Ask, nodes: readonly Elem[]): QueryAsk {
  const { fields } = ask
  const names = (value: unknown): readonly string[] | undefined => (Array.isArray(value) ? value.map(String) : undefined)
  const properties = names(fields['properties'])
  const computedStyle = names(fields['computedStyle'])
  return {
    nodes: ask.selector === null ? [0] : nodes.map(realId),
    fields: {
      ...(fields['rect'] === true ? { rect: true } : {}),
      ...(fields['size'] === true ? { size: true } : {}),
      ...(fields['scrollOffset'] === true ? { scrollOffset: true } : {}),
      ...(properties === undefined ? {} : { properties }),
      ...(computedStyle === undefined ? {} : { computedStyle }),
    },
  }
}

function answer(ask: Ask, nodes: readonly Elem[], measured: unknown): unknown {
  const list = Array.isArray(measured) ? (measured as unknown[]) : []
  const one = (node: Elem | null, fields: unknown): unknown => {
    const out: Fields = isFields(fields) ? { ...fields } : {}
    if (node === null) return ask.fields['id'] === true ? { id: '', dataset: {}, ...out } : out
    if (ask.fields['id'] === true) out['id'] = node.name
    if (ask.fields['dataset'] === true) out['dataset'] = copy(node.dataset ?? {})
    if (ask.fields['mark'] === true) out['mark'] = copy(node.marks ?? {})
    if (ask.fields['context'] === true) out['context'] = node.context.core.frame.runtime.nodeContext(node)
    if (ask.fields['node'] === true) out['node'] = node.context.core.frame.runtime.nodeObject(node)
    if (ask.fields['ref'] === true) out['ref'] = node.comp?.instance ?? null
    return out
  }
  if (ask.selector === null) return one(null, list[0])
  if (ask.all) return nodes.map((node, at) => one(node, list[at]))
  const node = nodes[0]
  return node === undefined ? null : one(node, list[0])
}

export function createIntersectionObserver(scope: Core | null, options: unknown): object {
  return new IntersectionObserver(scope, isFields(options) ? options : {})
}

class IntersectionObserver {
  readonly #scope: Core | null
  readonly #options: Fields
  #root = 0
  #margins: readonly number[] = [0, 0, 0, 0]
  readonly #ids: number[] = []
  constructor(scope: Core | null, options: Fields) {
    this.#scope = scope
    this.#options = options
  }

  relativeTo(selector: unknown, margins?: unknown): this {
    const node = this.#scope === null ? undefined : select(this.#scope, String(selector), true)[0]
    if (node !== undefined) this.#root = realId(node)
    this.#margins = marginsOf(margins)
    return this
  }

  relativeToViewport(margins?: unknown): this {
    this.#root = 0
    this.#margins = marginsOf(margins)
    return this
  }

  observe(selector: unknown, callback: unknown): void {
    const scope = this.#scope
    if (scope === null || typeof callback !== 'function' || scope.frame.closed) return
    const { frame } = scope
    const nodes = select(scope, String(selector), this.#options['observeAll'] !== true)
    const id = frame.askId()
    this.#ids.push(id)
    frame.observations.set(id, (entry) => {
      const node = typeof entry['node'] === 'number' ? frame.nodes.get(entry['node']) : undefined
      const known = node instanceof Elem ? { id: node.name, dataset: copy(node.dataset ?? {}) } : {}
      scope.call(callback as Fn, [{ ...entry, ...known }], 'IntersectionObserver callback')
    })
    const thresholds = Array.isArray(this.#options['thresholds']) ? this.#options['thresholds'].map(Number) : [0]
    const initialRatio = this.#options['initialRatio']
    frame.writer.tell({
      kind: 'observe',
      id,
      nodes: nodes.map(realId).filter((each) => each !== 0),
      thresholds,
      margins: this.#margins,
      ...(this.#root === 0 ? {} : { root: this.#root }),
      ...(typeof initialRatio === 'number' ? { initialRatio } : {}),
    })
  }

  disconnect(): void {
    const frame = this.#scope?.frame
    if (frame === undefined || frame.closed) return
    for (const id of this.#ids.splice(0)) {
      frame.observations.delete(id)
      frame.writer.tell({ kind: 'unobserve', id })
    }
  }
}

function marginsOf(value: unknown): readonly number[] {
  const fields = isFields(value) ? value : {}
  return ['top', 'right', 'bottom', 'left'].map((side) => (typeof fields[side] === 'number' ? fields[side] : 0))
}
