/** `relations` between components: links are made by the child or descendant when it is attached, moved or detached. */
import type { Core } from './component.js'
import type { Behavior, Fn, Relation } from './definition.js'
import { Elem, Frag, fragments, type Parent } from './nodes.js'

interface Link {
  readonly core: Core
  /** The parent's side of the relation. */
  readonly relation: Relation
}
/** A child's links, by the path of its own relation. */
export type Links = Map<string, Link>

const opposite = { parent: 'child', ancestor: 'descendant' } as const

export function link(core: Core, leaving: boolean): void {
  const relations = core.definition.behavior.relations
  if (relations.size === 0) return
  for (const relation of relations.values()) {
    if (relation.type !== 'parent' && relation.type !== 'ancestor') continue
    const old = core.links?.get(relation.path)
    const next = leaving ? undefined : findParent(core, relation, relation.type)
    if (next === undefined) core.links?.delete(relation.path)
    else {
      core.links ??= new Map()
      core.links.set(relation.path, next)
    }
    // By their objects: what is drawn anew while it is developed goes on with other cores.
    const same = old !== undefined && next !== undefined && old.core.instance === next.core.instance && old.relation === next.relation
    if (same && core.frame.inherit !== undefined) continue
    if (old !== undefined) {
      tell(old.core, same ? old.relation.linkChanged : old.relation.unlinked, core)
      tell(core, same ? relation.linkChanged : relation.unlinked, old.core)
    }
    if (next !== undefined && !same) {
      tell(next.core, next.relation.linked, core)
      tell(core, relation.linked, next.core)
    }
  }
}

function tell(to: Core, fn: Fn | null, about: Core): void {
  if (fn !== null) to.call(fn, [about.instance], 'relations')
}

function findParent(core: Core, relation: Relation, type: 'parent' | 'ancestor'): Link | undefined {
  let at: Parent | null = core.host === null ? null : core.host.parent
  while (at !== null) {
    if (at instanceof Elem && at.comp !== null) {
      const found = counterpart(core, at.comp, relation, opposite[type])
      if (found !== undefined) return { core: at.comp, relation: found }
      if (type === 'parent') return undefined
    }
    at = at.parent
  }
  return undefined
}

function counterpart(child: Core, parent: Core, relation: Relation, type: 'child' | 'descendant'): Relation | undefined {
  if (!fits(parent, relation, child)) return undefined
  for (const each of parent.definition.behavior.relations.values()) {
    if (each.type === type && fits(child, each, parent)) return each
  }
  return undefined
}

// The target is a behavior, or a component's path relative to the one that declares it.
function fits(core: Core, relation: Relation, declarer: Core): boolean {
  if (relation.target !== null) return hasBehavior(core, relation.target)
  return core.is === resolvePath(declarer.is, relation.path)
}

export function hasBehavior(core: Core, wanted: Behavior | string): boolean {
  return core.definition.behavior.all.has(wanted)
}

/** `../x/x` beside the component at `from`; a path from the root begins with a slash. */
export function resolvePath(from: string, path: string): string {
  if (path.startsWith('/')) return path.slice(1)
  const out = from.split('/').slice(0, -1)
  for (const part of path.split('/')) {
    if (part === '..') out.pop()
    else if (part !== '.' && part !== '') out.push(part)
  }
  return out.join('/')
}

/** getRelationNodes: the linked components of a relation, in the order of the tree. */
export function relationNodes(core: Core, path: string): object[] {
  const relation = core.definition.behavior.relations.get(path)
  if (relation === undefined) return []
  if (relation.type === 'parent' || relation.type === 'ancestor') {
    const linked = core.links?.get(path)
    return linked === undefined ? [] : [linked.core.instance]
  }
  const out: object[] = []
  if (core.host !== null) collect(core.host, core, relation, out)
  return out
}

function collect(under: Parent, core: Core, relation: Relation, out: object[]): void {
  for (const node of under.children) {
    if (node instanceof Frag) {
      if (node.kind !== fragments.slot || node.children.length > 0) collect(node, core, relation, out)
      continue
    }
    if (!(node instanceof Elem)) continue
    const comp = node.comp
    if (comp !== null && comp.links !== null) {
      for (const each of comp.links.values()) {
        if (each.core === core && each.relation === relation) {
          out.push(comp.instance)
          break
        }
      }
    }
    if (comp === null || relation.type === 'descendant') collect(node, core, relation, out)
  }
}
