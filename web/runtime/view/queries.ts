/** What a program may ask about its nodes: SelectorQuery's fields and IntersectionObserver, in CSS pixels of the frame. */
import type { QueryAsk, WorkerToView } from '../../protocol/ops.js'
import { type Known, propertyOf } from './nodes.js'

type Fields = Record<string, unknown>
const rectOf = ({ left, right, top, bottom, width, height }: DOMRectReadOnly): Fields => ({ left, right, top, bottom, width, height })

function scrollOf(element: Element): Fields {
  return { scrollLeft: element.scrollLeft, scrollTop: element.scrollTop, scrollWidth: element.scrollWidth, scrollHeight: element.scrollHeight }
}

/** The element that scrolls for a node: scroll-view's own part, else the node. */
function scroller(node: Element): Element {
  return (node as { scroller?: Element }).scroller ?? node
}

function answer(node: Known | 'viewport', fields: QueryAsk['fields']): Fields {
  const result: Fields = {}
  const viewport = node === 'viewport' || node === document.body
  const element = node === 'viewport' ? document.documentElement : (node as unknown as HTMLElement)
  const box = node === 'viewport' ? new DOMRect(0, 0, window.innerWidth, window.innerHeight) : element.getBoundingClientRect()
  if (fields.rect) {
    const { left, right, top, bottom } = box
    Object.assign(result, { left, right, top, bottom })
  }
  if (fields.size) Object.assign(result, { width: box.width, height: box.height })
  if (fields.scrollOffset) Object.assign(result, scrollOf(viewport ? (document.scrollingElement ?? element) : scroller(element)))
  for (const name of fields.properties ?? []) {
    if (node !== 'viewport') result[name] = propertyOf(node, name) ?? element.getAttribute(name) ?? undefined
  }
  if (fields.computedStyle !== undefined) {
    const style = getComputedStyle(element)
    for (const name of fields.computedStyle) result[name] = style.getPropertyValue(name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`))
  }
  return result
}

/** Nodes that are gone are left out. */
export function query(asks: readonly QueryAsk[], find: (id: number) => Known | undefined): Fields[][] {
  return asks.map((ask) =>
    ask.nodes.flatMap((id) => {
      if (id === 0) return [answer('viewport', ask.fields)]
      const node = find(id)
      return node instanceof Element ? [answer(node, ask.fields)] : []
    }),
  )
}

/** Entries carry the node's id as `node`, and WeChat's names for the rest. */
export function createObservers(find: (id: number) => Known | undefined, report: (id: number, entry: Fields) => void) {
  const active = new Map<number, IntersectionObserver>()
  const observe = (ask: Extract<WorkerToView, { kind: 'observe' }>): void => {
    const initial = ask.initialRatio ?? 0
    const first = new Set<Element>()
    const root = ask.root === undefined ? undefined : (find(ask.root) as Element | undefined)
    const margins = ask.margins ?? [0, 0, 0, 0]
    const observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          // The first report comes only if the ratio differs from what the program takes for granted.
          if (!first.has(entry.target)) {
            first.add(entry.target)
            if (entry.intersectionRatio === initial && !(entry.isIntersecting && initial === 0)) continue
          }
          report(ask.id, {
            node: (entry.target as Known).$id,
            intersectionRatio: entry.intersectionRatio,
            intersectionRect: rectOf(entry.intersectionRect),
            boundingClientRect: rectOf(entry.boundingClientRect),
            relativeRect: entry.rootBounds === null ? null : rectOf(entry.rootBounds),
            time: entry.time,
          })
        }
      },
      {
        // Named: of a frame in another origin than the page around it a browser takes no margins, and says no bounds, of a root that is not.
        root: root === undefined ? document : scroller(root),
        rootMargin: margins.map((m) => `${m}px`).join(' '),
        threshold: [...ask.thresholds],
      },
    )
    active.get(ask.id)?.disconnect()
    active.set(ask.id, observer)
    for (const id of ask.nodes) {
      const node = find(id)
      if (node instanceof Element) observer.observe(node)
    }
  }
  const unobserve = (id: number): void => {
    active.get(id)?.disconnect()
    active.delete(id)
  }
  return { observe, unobserve }
}
