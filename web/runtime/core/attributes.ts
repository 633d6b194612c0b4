/** What a tag's attributes do: operations for a real node, properties and external classes for a component. */
import { op } from '../../protocol/ops.js'
import { eventFlags } from '../../protocol/template.js'
import type { Core } from './component.js'
import { Elem, Text, type Frag, fragments, type Node } from './nodes.js'
import { camel, toClasses, toText, type Key } from './paths.js'
import { slots, type Binding } from './plan.js'
import { queueResponder } from './responder.js'

/** Types that the frame sends for the deepest node: a component's tag hears them too. */
export const bubblingTypes: ReadonlySet<string> = new Set([
  'touchstart',
  'touchmove',
  'touchend',
  'touchcancel',
  'touchforcechange',
  'tap',
  'longpress',
  'longtap',
  'transitionend',
  'animationstart',
  'animationiteration',
  'animationend',
])

export function applyBinding(node: Elem, binding: Binding, value: unknown): void {
  switch (binding.target) {
    case slots.class:
      node.classes = toClasses(value)
      writeClass(node)
      return
    case slots.style:
      node.style = toText(value)
      writeStyle(node)
      return
    case slots.id:
      node.name = toText(value)
      writeText(node, 'id', node.name)
      return
    case slots.slot:
      nameSlot(node, value)
      return
    case slots.dataset:
      node.dataset ??= {}
      node.dataset[binding.name] = value
      writeData(node, binding.name, value)
      return
    case slots.mark:
      node.marks ??= {}
      node.marks[binding.name] = value
      return
    default:
      writeAttribute(node, binding.name, value)
      respond(node, binding.name, value)
  }
}

/** The one slot that a built-in has is scroll-view's, for what is seen while it is pulled; the others are components' and known here alone. */
function nameSlot(node: Elem, value: unknown): void {
  node.slotName = toText(value)
  if (node.slotName === 'refresher' && node.id !== 0) writeText(node, 'slot', node.slotName)
}

function writeText(node: Elem, name: string, value: string | null): void {
  const writer = node.context.core.frame.writer
  writer.write4(op.attribute, node.id, writer.string(name), value === null ? -1 : writer.string(value))
}

/** Sheets may ask for data-*: `[data-theme="dark"]`. Objects have no text that a selector could mean. */
function writeData(node: Elem, name: string, value: unknown): void {
  if (node.id === 0) return
  const text = typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
  writeText(node, `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, text)
}

/**
 * What was typed into a field is in none of the program's data: told again what it was told last, a field shows that, as one that is emptied
 * by setData after every message.
 */
export function rewriteTyped(node: Elem, name: string, value: unknown): void {
  if (name === 'value' && (node.plan.tag === 'input' || node.plan.tag === 'textarea')) writeAttribute(node, name, value)
}

function writeAttribute(node: Elem, name: string, value: unknown): void {
  const writer = node.context.core.frame.writer
  if (name.startsWith('aria-') || name === 'role' || name === 'ariaRole') {
    const attribute = name === 'aria-role' || name === 'ariaRole' ? 'role' : name
    const absent = value === undefined || value === null || value === false
    return writeText(node, attribute, absent ? null : toText(value))
  }
  // A movable-view has a property of this name, which is true or false.
  if (name === 'animation' && typeof value !== 'boolean') {
    if (typeof value === 'object' && value !== null) writer.write3(op.animate, node.id, writer.value(value))
    return
  }
  // hover-class and the like name classes of the owner's style sheet.
  const given = name.endsWith('Class') && typeof value === 'string' ? domClasses(node.context.core, value) : value
  writer.write4(op.property, node.id, writer.string(name), writer.value(given))
}

export function applyHostBinding(node: Elem, comp: Core, binding: Binding, value: unknown): void {
  const definition = comp.definition
  if (!globalThis.weChatAlone && definition.model !== undefined) return definition.model.give(comp, node, binding, value)
  switch (binding.target) {
    case slots.class:
      if (definition.external.has('class')) setExternal(comp, 'class', domClasses(node.context.core, toClasses(value)))
      node.classes = toClasses(value)
      if (node.id !== 0) writeClass(node)
      comp.take('class', value)
      return
    case slots.style:
      if (comp.take('style', value)) return
      node.style = toText(value)
      if (node.id !== 0) writeStyle(node)
      return
    case slots.id:
      if (node.id !== 0) applyBinding(node, binding, value)
      else node.name = toText(value)
      comp.take('id', value)
      return
    case slots.slot:
      nameSlot(node, value)
      comp.take('slot', value)
      return
    case slots.dataset:
    case slots.mark:
      applyBinding(node, binding, value)
      return
    default:
      if (comp.take(binding.name, value)) bindModel(node, comp, binding.name)
      else if (definition.external.has(binding.name)) {
        setExternal(comp, definition.external.get(binding.name) ?? binding.name, domClasses(node.context.core, toClasses(value)))
      } else if (node.id !== 0 && (binding.name === 'hidden' || binding.name === 'animation' || binding.name.startsWith('aria'))) {
        writeAttribute(node, binding.name, value)
      }
      respond(node, binding.name, value)
  }
}

/** `change:name` of the tag: a WXS function that hears of the attribute's changes. */
function respond(node: Elem, name: string, value: unknown): void {
  const responder = node.plan.responders?.[name]
  if (responder !== undefined) queueResponder(node, responder, name, value)
}

/** After all attributes are set: what the node listens to. */
export function finishElement(node: Elem, comp: Core | null): void {
  const { events, models } = node.plan
  if (comp !== null && node.id !== 0 && node.classes === '' && comp.definition.hostClass !== '') writeClass(node)
  const frame = node.context.core.frame
  const writer = frame.writer
  // What stands on a tag that is no node is the component's own to call.
  if (events !== null && (globalThis.weChatAlone || node.id !== 0 || comp?.definition.model === undefined)) {
    for (const [type, flags] of events) {
      if (comp === null || (node.id !== 0 && bubblingTypes.has(type))) writer.write4(op.listen, node.id, writer.string(type), flags)
      else if (bubblingTypes.has(type)) frame.listenAtRoot(type)
    }
  }
  if (models !== null && comp === null) writer.write4(op.listen, node.id, writer.string('$model'), eventFlags.bind)
}

function bindModel(node: Elem, comp: Core, name: string): void {
  if (node.plan.models?.[name] === undefined) return
  comp.models ??= new Map()
  if (!comp.models.has(name)) comp.models.set(name, (value) => writeModel(node, name, value))
}

/** Writes a model: attribute's value back into the owner's data. */
export function writeModel(node: Elem, name: string, value: unknown): void {
  const path = node.plan.models?.[name]
  if (path === undefined) return
  const full = dataPath(node, path)
  if (full === null) return
  const core = node.context.core
  core.queue(full, value)
  core.apply(true)
}

// A path that begins with a loop variable goes on in the list of that loop, if the list itself is a path.
function dataPath(node: Elem, path: readonly Key[]): Key[] | null {
  let full = [...path]
  let at: Node | null = node
  while (typeof full[0] === 'number') {
    const slot = full[0]
    let index: unknown
    while (at !== null) {
      const parent: Elem | Frag | null = at.parent
      if (parent !== null && !(parent instanceof Elem) && parent.plan !== null && parent.plan.slot === slot && parent.kind === fragments.item) {
        index = parent.branch
        at = parent.parent
        break
      }
      at = parent
    }
    if (at === null || at instanceof Text || at instanceof Elem) return null
    const list = at.plan?.expr
    if (list === null || list === undefined || list.p.length !== 1 || typeof index !== 'number') return null
    full = [...(list.p[0] as readonly Key[]), index, ...full.slice(1)]
  }
  return full
}

/** Classes as the frame has them: scoped for the component in whose template they stand, external ones exchanged. */
export function domClasses(core: Core, raw: string): string {
  if (raw === '') return ''
  const definition = core.definition
  if (definition.prefix === '' && definition.external.size === 0) return raw
  const known = definition.classNames.get(raw)
  if (known !== undefined) return known
  const out: string[] = []
  let fixed = true
  for (const name of raw.split(/\s+/)) {
    if (name === '') continue
    if (definition.behavior.externalClasses.has(name)) {
      fixed = false
      const given = core.externals?.get(name)
      if (given !== undefined && given !== '') out.push(given)
      continue
    }
    out.push(definition.prefix + name)
    if (definition.plain) out.push(name)
  }
  const text = out.join(' ')
  if (fixed && definition.classNames.size < 5000) definition.classNames.set(raw, text)
  return text
}

export function writeClass(node: Elem): void {
  const writer = node.context.core.frame.writer
  let text = domClasses(node.context.core, node.classes)
  const host = node.comp === null ? '' : node.comp.definition.hostClass
  if (host !== '') text = text === '' ? host : `${host} ${text}`
  if (node.extraClass !== null) for (const name of node.extraClass) text += ` ${domClasses(node.context.core, name)}`
  writer.write3(op.class, node.id, writer.string(text))
}

export function writeStyle(node: Elem): void {
  const writer = node.context.core.frame.writer
  writer.write3(op.style, node.id, writer.string(node.extraStyle === '' ? node.style : `${node.style};${node.extraStyle}`))
}

function setExternal(comp: Core, name: string, classes: string): void {
  comp.externals ??= new Map()
  if (comp.externals.get(name) === classes) return
  comp.externals.set(name, classes)
  if (!comp.created) return
  rewriteClasses(comp.root.children, comp, name)
}

function rewriteClasses(nodes: readonly Node[], comp: Core, name: string): void {
  for (const node of nodes) {
    if (node instanceof Text) continue
    if (node instanceof Elem) {
      if (node.classes.split(/\s+/).includes(name)) {
        if (node.id !== 0) writeClass(node)
        if (node.comp?.definition.external.has('class')) setExternal(node.comp, 'class', domClasses(comp, node.classes))
      }
      passExternals(node, comp, name)
    }
    rewriteClasses(node.children, comp, name)
  }
}

// An external class handed on to a component inside, or as hover-class.
function passExternals(node: Elem, comp: Core, name: string): void {
  const again = (binding: Binding, value: unknown): void => {
    if (binding.target !== slots.attribute || !toClasses(value).split(/\s+/).includes(name)) return
    if (node.comp === null) {
      if (binding.name.endsWith('Class')) writeAttribute(node, binding.name, value)
    } else if (node.comp.definition.external.has(binding.name)) {
      setExternal(node.comp, node.comp.definition.external.get(binding.name) ?? binding.name, domClasses(comp, toClasses(value)))
    }
  }
  for (const binding of node.plan.statics) again(binding, binding.value)
  for (const [at, binding] of node.plan.dynamics.entries()) again(binding, node.values[at])
}

export function attributeValue(node: Elem, name: string): unknown {
  const wanted = camel(name)
  for (let i = 0; i < node.plan.dynamics.length; i++) {
    const binding = node.plan.dynamics[i]
    if (binding !== undefined && binding.target === slots.attribute && binding.name === wanted) return node.values[i]
  }
  for (const binding of node.plan.statics) if (binding.target === slots.attribute && binding.name === wanted) return binding.value
  return undefined
}
