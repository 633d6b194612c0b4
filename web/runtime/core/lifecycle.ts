/** Nodes coming into and going out of a page: `attached`, `moved`, `detached`, relations, and the frame's ids. */
import { op } from '../../protocol/ops.js'
import type { Core } from './component.js'
import { assigned, Elem, fragments, frameOf, place, placement, Text, tops, type Node } from './nodes.js'
import { link } from './relations.js'
import { emptySlot } from './scoped.js'
import type { Writer } from './writer.js'

/** Runs `attached` for all components in and below a node that stands in a page now; or `moved`, for those that stood already. */
export function attachTree(node: Node, moved = false): void {
  if (node instanceof Text) return
  if (node instanceof Elem) {
    const comp = node.comp
    if (moved) {
      attachAll(node.children, true)
      if (comp !== null) {
        attachAll(comp.root.children, true)
        comp.lifetime('moved', [])
        link(comp, false)
      }
      return
    }
    if (comp !== null) {
      attachCore(comp)
      attachAll(node.children, false)
      if (!comp.readied) comp.frame.queueReady(comp)
      return
    }
  }
  attachAll(node.children, moved)
}

function attachAll(nodes: readonly Node[], moved: boolean): void {
  for (let i = 0; i < nodes.length; i++) attachTree(nodes[i] as Node, moved)
}

export function attachCore(core: Core): void {
  if (!core.attached) {
    core.attached = true
    core.lifetime('attached', [])
    link(core, false)
  }
  core.live = true
  attachAll(core.root.children, false)
}

/** Ends a node that was taken out of its parent's children: its operations, then `detached` from below. */
export function destroy(node: Node): void {
  const frame = frameOf(node)
  if (!(node instanceof Text)) node.gone = true
  doom(node)
  // After that: content of a slot that goes stands elsewhere by now, and lives on.
  for (const each of tops(node, [])) removeReal(each, frame.writer)
  detach(node)
}

// Slots that go give their content back; content without a place is not below a removed node and is removed by itself.
function doom(node: Node): void {
  if (node instanceof Text) return
  if (node instanceof Elem) {
    const comp = node.comp
    if (comp !== null) {
      comp.dying = true
      doomAll(comp.root.children)
      doomAll(node.children)
      // A slot among them has given its content back by now, which lives on.
      for (const child of node.children) removeUnplaced(child)
      return
    }
  } else if (node.kind === fragments.slot) {
    const core = node.context.core
    const at = core.slotFrags.indexOf(node)
    if (!globalThis.weChatAlone && !core.dying) emptySlot(core, node)
    if (at >= 0 && !core.dying) {
      const content = assigned(node)
      core.slotFrags.splice(at, 1)
      for (const each of content) each.slotted = core.slotFor(each instanceof Text ? '' : each.slotName)
      for (let i = content.length - 1; i >= 0; i--) place(content[i] as Node)
    }
  }
  doomAll(node.children)
}

function doomAll(nodes: readonly Node[]): void {
  for (const node of nodes) doom(node)
}

function removeUnplaced(node: Node): void {
  for (const each of tops(node, [])) if (each.placed !== placement.placed) removeReal(each, frameOf(each).writer)
}

// Content of a component without a host of its own is met twice: as its light nodes and in its slot.
function removeReal(node: Elem | Text, writer: Writer): void {
  if (node.placed === placement.removed) return
  node.placed = placement.removed
  writer.write2(op.remove, node.id)
}

function detach(node: Node): void {
  if (node instanceof Text) return
  for (const child of node.children) detach(child)
  if (!(node instanceof Elem)) return
  if (node.id !== 0) node.context.core.frame.nodes.delete(node.id)
  if (node.comp !== null) detachCore(node.comp)
}

export function detachCore(core: Core): void {
  core.dying = true
  for (const child of core.root.children) detach(child)
  if (!core.attached) return
  core.attached = false
  core.live = false
  core.lifetime('detached', [])
  link(core, true)
}
