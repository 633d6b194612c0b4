/**
 * Runs batches of operations (protocol/ops.ts) on the document. This is the whole of rendering in the frame: no diffing, no
 * data, one switch. Ids are forgotten with the subtree they are in.
 */
import { op, rootNode } from '../../protocol/ops.js'
import type { InlineStyles } from './inlinestyles.js'
import { builtIn, type Known } from './nodes.js'

/** What the interpreter needs from its surroundings; the tests give a small one. */
export interface Surroundings {
  createElement(tag: string): HTMLElement
  createTextNode(text: string): Text
  readonly root: HTMLElement
  /** A node begins or stops (flags -1) to listen. */
  listen(node: Known, type: string, flags: number): void
  called(callId: number, ok: boolean, value: unknown): void
  animate(node: HTMLElement, animation: unknown): void
  readonly styles: InlineStyles
}
export interface Batch {
  readonly ops: Int32Array
  readonly strings: readonly string[]
  readonly values: readonly unknown[]
}
export interface Interpreter {
  /**
   * Runs the operations from `from` until all are done or `expired` says so (asked now and then, with whether nodes that are
   * made are being put into their places). Gives where to go on, batch.ops.length at the end. Fails with PageFull.
   */
  run(batch: Batch, from?: number, expired?: (placing: boolean) => boolean): number
  node(id: number): Known | undefined
}

/** More nodes than a browser lays out in a time that anybody waits; ten lists of 3,000 rows are less. */
export const maxNodes = 300_000
/** Characters of one text. */
const maxText = 1 << 20
/** Operations between two looks at the clock. */
const stride = 64

/** The page has more than maxNodes nodes: what comes after is not drawn. */
export class PageFull extends Error {
  constructor() {
    super(`a page has more than ${maxNodes} elements and texts`)
    this.name = 'PageFull'
  }
}

export function createInterpreter(around: Surroundings): Interpreter {
  const nodes = new Map<number, Known>()
  const root = around.root as Known<HTMLElement>
  root.$id = rootNode
  nodes.set(rootNode, root)

  const need = (id: number): Known => {
    const node = nodes.get(id)
    if (node === undefined) throw new Error(`operation on node ${id}, which is not here`)
    return node
  }
  const forget = (node: Known): void => {
    if (node.$id !== undefined) {
      nodes.delete(node.$id)
      around.styles.forget(node)
      if (node.$on !== undefined) for (const type of [...node.$on.keys()]) around.listen(node, type, -1)
    }
    for (let child = node.firstChild; child !== null; child = child.nextSibling) forget(child)
    const content = builtIn(node).content
    if (content !== undefined && !node.contains(content)) forget(content)
  }
  const show = (text: Known<Text>, parent: Node | null): void => {
    const raw = text.$raw ?? ''
    const shown = parent === null ? undefined : builtIn(parent).shownText
    const next = shown === undefined ? raw : shown.call(parent, raw)
    if (text.data !== next) text.data = next
  }
  const insert = (parent: Known, child: Known, before: number): void => {
    const target = builtIn(parent).content ?? parent
    target.insertBefore(child, before === 0 ? null : need(before))
    if (child.$raw !== undefined) show(child as Known<Text>, parent)
  }
  const append = (parent: number, child: Known): void => {
    if (parent !== 0) insert(need(parent), child, 0)
  }
  const attribute = (element: HTMLElement, name: string, value: string | undefined): void => {
    // WeChat's name for what HTML calls role.
    const real = name === 'aria-role' ? 'role' : name
    if (value === undefined) element.removeAttribute(real)
    else element.setAttribute(real, value)
  }

  const add = (id: number, node: Known): void => {
    node.$id = id
    if (nodes.size >= maxNodes) throw new PageFull()
    nodes.set(id, node)
  }

  const run = ({ ops, strings, values }: Batch, from = 0, expired?: (placing: boolean) => boolean): number => {
    const text = (i: number): string => strings[i] ?? ''
    const shownText = (i: number): string => {
      const whole = text(i)
      return whole.length > maxText ? whole.slice(0, maxText) : whole
    }
    let at = from
    let count = 0
    const next = (): number => ops[at++] ?? 0
    while (at < ops.length) {
      count += 1
      if (count % stride === 0 && expired?.(ops[at] === op.insert) === true) return at
      const code = next()
      const id = next()
      switch (code) {
        case op.create: {
          const element = around.createElement(text(next())) as Known<HTMLElement>
          add(id, element)
          append(next(), element)
          break
        }
        case op.text: {
          const raw = shownText(next())
          const node = around.createTextNode(raw) as Known<Text>
          node.$raw = raw
          add(id, node)
          append(next(), node)
          break
        }
        case op.setText: {
          const node = need(id) as Known<Text>
          node.$raw = shownText(next())
          show(node, node.parentNode)
          break
        }
        case op.insert:
          insert(need(id), need(next()), next())
          break
        case op.remove: {
          const node = need(id)
          forget(node)
          ;(node as ChildNode).remove()
          break
        }
        case op.class: {
          const element = need(id) as Known<HTMLElement>
          element.$class = text(next())
          element.className = element.$hover === undefined ? element.$class : `${element.$class} ${element.$hover}`
          break
        }
        case op.style: {
          around.styles.set(need(id) as Known<HTMLElement>, text(next()))
          break
        }
        case op.attribute: {
          const name = text(next())
          const value = next()
          attribute(need(id) as Known<HTMLElement>, name, value < 0 ? undefined : text(value))
          break
        }
        case op.property:
          property(need(id) as Known<HTMLElement>, text(next()), values[next()])
          break
        case op.listen: {
          const type = text(next())
          around.listen(need(id), type, next())
          break
        }
        case op.call: {
          const method = text(next())
          const args = values[next()]
          call(need(id), method, args, next())
          break
        }
        case op.animate:
          around.animate(need(id) as Known<HTMLElement>, values[next()])
          break
        default:
          throw new Error(`unknown operation ${code}`)
      }
    }
    return at
  }
  const property = (element: Known<HTMLElement>, name: string, value: unknown): void => {
    if (name === 'hidden') return attribute(element, 'hidden', value ? '' : undefined)
    // Of a movable-view it says whether it is moved there bit by bit.
    if (name === 'animation' && typeof value !== 'boolean') return value ? around.animate(element, value) : undefined
    const own = builtIn(element)
    if (own.setProperty !== undefined) own.setProperty(name, value)
    else {
      element.$props ??= {}
      element.$props[name] = value
    }
  }
  const call = (node: Known, method: string, args: unknown, callId: number): void => {
    const own = builtIn(node)
    try {
      if (own.invoke === undefined) throw new Error(`${node.nodeName.toLowerCase()} has no methods`)
      Promise.resolve(own.invoke(method, args)).then(
        (value) => around.called(callId, true, value),
        (error: unknown) => around.called(callId, false, String(error)),
      )
    } catch (error) {
      around.called(callId, false, error instanceof Error ? error.message : String(error))
    }
  }
  return { run, node: (id) => nodes.get(id) }
}
