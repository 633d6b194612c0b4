/** Changes in a tree of plain data, without knowing what it means. */
import type { Tree } from './tree.js'

/** A copy in which each object and list was offered to `change`, inner ones first. */
export function changed(tree: Tree, change: (value: object) => unknown): Tree {
  const walk = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const inner = Array.isArray(value) ? value.map(walk) : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, walk(each)]))
    return change(inner as object)
  }
  return walk(tree) as Tree
}
