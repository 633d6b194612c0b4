/** Selectors of selectComponent and SelectorQuery: `#id`, `.a.b`, tag names, ` `, `>`, `>>>` (into components) and `,`. */
import type { Core } from './component.js'
import { Elem, type Node, type Parent, tops } from './nodes.js'

interface Segment {
  readonly tag: string
  readonly id: string
  readonly classes: readonly string[]
  /** How it stands to the segment before it. */
  readonly relation: 'below' | 'child' | 'across'
}
type Selector = readonly Segment[]

const kept = new Map<string, readonly Selector[]>()

export function parseSelector(text: string): readonly Selector[] {
  const known = kept.get(text)
  if (known !== undefined) return known
  const out: Selector[] = []
  for (const part of text.split(',')) {
    const selector = parseOne(part)
    if (selector.length > 0) out.push(selector)
  }
  if (kept.size > 1000) kept.clear()
  kept.set(text, out)
  return out
}

function parseOne(text: string): Segment[] {
  const out: Segment[] = []
  let relation: Segment['relation'] = 'below'
  for (const token of text.split(/(\s*>>>\s*|\s*>\s*|\s+)/)) {
    const sign = token.trim()
    if (sign === '') continue
    if (sign === '>') relation = 'child'
    else if (sign === '>>>') relation = 'across'
    else {
      const match = /^([a-zA-Z][\w-]*)?((?:[#.][^#.[\]:]+)*)(?:::?[\w-]+|\[[^\]]*\])*$/.exec(sign)
      if (match === null) return []
      const parts = (match[2] ?? '').match(/[#.][^#.]+/g) ?? []
      const id = parts.find((each) => each.startsWith('#'))
      out.push({
        tag: match[1] ?? '',
        id: id === undefined ? '' : id.slice(1),
        classes: parts.filter((each) => each.startsWith('.')).map((each) => each.slice(1)),
        relation,
      })
      relation = 'below'
    }
  }
  return out
}

function fits(node: Elem, segment: Segment): boolean {
  if (segment.tag !== '' && node.plan.tag !== segment.tag) return false
  if (segment.id !== '' && node.name !== segment.id) return false
  if (segment.classes.length === 0) return true
  const classes = node.classes.split(/\s+/)
  for (const name of segment.classes) if (!classes.includes(name) && node.extraClass?.has(name) !== true) return false
  return true
}

/** Whether the node matches the segments up to `at`, the scope being the shadow tree of `scope`. */
function matches(node: Elem, selector: Selector, at: number, scope: Core): boolean {
  const segment = selector[at]
  if (segment === undefined || !fits(node, segment)) return false
  if (at === 0) return segment.relation === 'across' || node.context.core === scope
  let parent: Elem | null = elemAbove(node.parent, segment.relation === 'across')
  if (segment.relation === 'child') return parent !== null && matches(parent, selector, at - 1, scope)
  while (parent !== null) {
    if (matches(parent, selector, at - 1, scope)) return true
    parent = elemAbove(parent.parent, segment.relation === 'across')
  }
  return false
}

function elemAbove(parent: Parent | null, across: boolean): Elem | null {
  let at = parent
  for (;;) {
    if (at === null) return null
    if (at instanceof Elem) return at
    if (at.parent === null) {
      if (!across) return null
      at = at.context.core.host
    } else at = at.parent
  }
}

/** The nodes of a component's shadow tree that match, in the order of the tree; at most one if `first`. */
export function select(scope: Core, text: string, first: boolean): Elem[] {
  if (!globalThis.weChatAlone) {
    const inside = /^([^,*]*[^\s,*>])\s*>\s*\*$/.exec(text.trim())?.[1]
    if (inside !== undefined) return childrenOf(select(scope, inside, false)).slice(0, first ? 1 : undefined)
  }
  const selectors = parseSelector(text)
  const out: Elem[] = []
  if (selectors.length === 0) return out
  const deep = selectors.some((selector) => selector.some((segment) => segment.relation === 'across'))
  walk(scope.root.children, selectors, scope, deep, first, out)
  return out
}

/** `.a > *`, which Alipay has and WeChat has not: what stands in these nodes on the page, be it of a slot or of a component without a node. */
function childrenOf(nodes: readonly Elem[]): Elem[] {
  return nodes.flatMap((node) => node.children.flatMap((child) => tops(child, []))).filter((node) => node instanceof Elem)
}

function walk(nodes: readonly Node[], selectors: readonly Selector[], scope: Core, deep: boolean, first: boolean, out: Elem[]): boolean {
  for (const node of nodes) {
    if (node.text) continue
    if (node instanceof Elem) {
      for (const selector of selectors) {
        if (!matches(node, selector, selector.length - 1, scope)) continue
        out.push(node)
        if (first) return true
        break
      }
      if (deep && node.comp !== null && walk(node.comp.root.children, selectors, scope, deep, first, out)) return true
    }
    if (walk(node.children, selectors, scope, deep, first, out)) return true
  }
  return false
}
