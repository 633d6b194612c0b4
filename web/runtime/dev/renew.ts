/**
 * A program takes over changed source while it runs. Scripts that changed, and those that require them, run again. A page in
 * which something changed is drawn anew as a whole, each component in the place of the one that stood there:
 *
 * - one whose script is the same goes on with its object, its data and its relations, and hears nothing of it;
 * - one whose script changed ends (onUnload, detached) and begins (created, attached, onLoad, onShow, onReady) with the data
 *   that it had, as far as the fields still exist, are of the same kind, and were not as they had been declared.
 *
 * What a person typed and how far they scrolled comes back. A script that throws, or declares nothing, leaves everything as
 * it was.
 */
import type { HostToDev } from '../../protocol/dev.js'
import { op } from '../../protocol/ops.js'
import { Core, firstData, makeCore, type Inheritance } from '../core/component.js'
import type { Definition } from '../core/definition.js'
import { rebind } from '../core/instance.js'
import { attachCore } from '../core/lifecycle.js'
import { Elem, Text, tops, type Node } from '../core/nodes.js'
import type { Page } from '../core/page.js'
import { isFields, type Fields } from '../core/paths.js'
import type { Program } from '../core/registry.js'
import { link } from '../core/relations.js'
import type { Runtime } from '../core/runtime.js'

export interface Renewal {
  readonly remade: readonly string[]
  readonly failed: readonly string[]
}

export interface RenewNeeds {
  readonly program: Program
  readonly runtime: Runtime
  readonly pages: ReadonlyMap<number, Page>
  readonly runChunk: (text: string) => void
}

/**
 * A frame that rests because its program was left does not answer, and keeps the change waiting no longer than this. A frame that is
 * looked at always does, late on a busy machine: without its answer all that was typed would be lost.
 */
const answerMs = 3000

export async function renew(change: Extract<HostToDev, { kind: 'apply' }>, needs: RenewNeeds): Promise<Renewal> {
  const { program, runtime } = needs
  const redrawn = new Set(change.redraw)
  const pages = [...needs.pages.values()].filter((page) => page.core !== null && redrawn.has(page.route))
  const kept = new Map(await Promise.all(pages.map(async (page) => [page, await touchedBy(page)] as const)))

  const before = { behaviors: new Map(runtime.behaviors), loaded: new Map(program.loaded) }
  needs.runChunk(change.code)
  for (const id of change.forget) program.loaded.delete(id)
  if (change.wxs) program.loadedWxs.clear()
  runtime.definitions.clear()
  runtime.templates.clear()

  const known = change.remake.filter((path) => before.behaviors.has(path))
  for (const path of known) runtime.behaviors.delete(path)
  const failed: string[] = []
  for (const path of known) {
    const id = [`${path}.js`, `${path}.ts`].find((each) => program.hasScript(each)) ?? ''
    try {
      program.run(id)
    } catch (error) {
      runtime.error(error, id)
    }
    if (runtime.registered(path)) continue
    failed.push(path)
    runtime.behaviors.set(path, before.behaviors.get(path)!)
    runtime.definitions.clear()
  }
  const remade = known.filter((path) => !failed.includes(path))
  for (const page of pages) {
    if (page.frame.closed) continue
    redraw(page, runtime, new Set(remade))
    giveBack(page, kept.get(page))
  }
  return { remade, failed }
}

/** Components in the order in which they are made: the outer one first, its own tree before what its owner put into it. */
export function componentsBelow(nodes: readonly Node[], out: Core[] = []): Core[] {
  for (const node of nodes) {
    if (node instanceof Text) continue
    if (node instanceof Elem && node.comp !== null) {
      out.push(node.comp)
      componentsBelow(node.comp.root.children, out)
    }
    componentsBelow(node.children, out)
  }
  return out
}

function redraw(page: Page, runtime: Runtime, remade: ReadonlySet<string>): void {
  const old = page.core!
  const { frame } = page
  const standing = componentsBelow(old.root.children)
  const isRemade = remade.has(old.is)
  if (isRemade) page.tell('onUnload', [])
  const all = [old, ...standing]
  for (const each of all) {
    if (remade.has(each.is)) each.lifetime('detached', [])
    // A relation ends with either of the two.
    if (each.links !== null && (remade.has(each.is) || [...each.links.values()].some((to) => remade.has(to.core.is)))) link(each, true)
  }
  const heirs = new Map<string, Core[]>()
  for (const each of all) {
    const list = heirs.get(each.is)
    if (list === undefined) heirs.set(each.is, [each])
    else list.push(each)
    // What its scripts still set goes nowhere, unless another one takes its place.
    each.dying = true
    each.attached = false
  }
  for (const each of old.root.children.flatMap((node) => tops(node, []))) frame.writer.write2(op.remove, each.id)
  frame.nodes.clear()

  frame.inherit = (definition) => {
    const from = heirs.get(definition.path)?.shift()
    if (from === undefined) return undefined
    return remade.has(definition.path) ? { data: fitting(from, definition), adopt: null } : goesOn(from)
  }
  try {
    const core = makeCore(runtime.definition(page.route), frame, null, runtime.prepared(page.route))
    page.core = core
    if (isRemade) {
      for (const name of ['route', '__route__', 'options', 'getOpenerEventChannel']) (core.instance as Fields)[name] = (old.instance as Fields)[name]
    }
    core.build(frame.root)
    attachCore(core)
    frame.queueReady(core)
  } finally {
    frame.inherit = undefined
  }
  for (const each of [...heirs.values()].flat()) {
    if (remade.has(each.is)) continue
    each.lifetime('detached', [])
    link(each, true)
  }
  if (isRemade) begin(page)
}

function begin(page: Page): void {
  page.listen()
  page.tell('onLoad', [{ ...page.query }])
  page.tellComponents('load', [])
  if (!page.shown) return
  page.tell('onShow', [])
  page.tellComponents('show', [])
  page.frame.writer.whenDrawn(() => {
    if (!page.frame.closed) page.tell('onReady', [])
  })
}

/** The object and the data of one whose script is the same; it does not begin again. */
function goesOn(from: Core): Inheritance {
  return {
    data: from.data,
    adopt: (core) => {
      const heard = new Set(['created', 'attached', 'ready'])
      core.lifetime = (name, args) => {
        if (!heard.delete(name)) Core.prototype.lifetime.call(core, name, args)
      }
      core.wxsState = from.wxsState
      core.links = from.links
      return rebind(from.instance, core)
    },
  }
}

/** The declared data of a changed component, with what the one before had made of it. */
export function fitting(from: Core, definition: Definition): Fields {
  const next = firstData(definition)
  const declared = firstData(from.definition)
  for (const key of Object.keys(from.data)) {
    const value = from.data[key]
    if (!Object.hasOwn(next, key)) {
      // Fields that no declaration names come from setData.
      if (!Object.hasOwn(declared, key)) next[key] = value
    } else if (!same(value, declared[key]) && fits(value, next[key])) next[key] = value
  }
  return next
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value
}

function fits(value: unknown, declared: unknown): boolean {
  if (declared === null || declared === undefined) return true
  if (kindOf(value) !== kindOf(declared)) return false
  if (!isFields(declared) || !isFields(value) || Array.isArray(declared)) return true
  return Object.keys(declared).every((key) => declared[key] === null || kindOf(value[key]) === kindOf(declared[key]))
}

function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  try {
    return JSON.stringify(a) === JSON.stringify(b)
  } catch {
    return false
  }
}

/** Built-ins that keep something of a person's: what is read of them, and what gives it back. */
const touchable: Readonly<Record<string, readonly [read: string, give: string]>> = {
  'scroll-view': ['', ''],
  input: ['value', 'value'],
  textarea: ['value', 'value'],
  switch: ['checked', 'checked'],
  checkbox: ['checked', 'checked'],
  radio: ['checked', 'checked'],
  slider: ['value', 'value'],
  picker: ['value', 'value'],
  'picker-view': ['value', 'value'],
  swiper: ['current', '$kept'],
  video: ['$kept', '$kept'],
}

interface Touched {
  readonly tag: string
  /** The element as its template has it, without what it is given: of the same one after the change it is the same. */
  readonly sign: string
  /** What its template gave for the value. */
  readonly given: unknown
  readonly had: Fields
}

interface Kept {
  readonly top: number
  readonly elements: readonly Touched[]
}

function touchables(page: Page): Elem[] {
  return [...page.frame.nodes.values()].filter((node): node is Elem => node instanceof Elem && node.comp === null && Object.hasOwn(touchable, node.plan.tag))
}

function signOf(node: Elem): string {
  const { plan, context } = node
  const bindings = plan.bindings.map(({ target, name, value, expr }) => [target, name, expr === null ? value : expr.p])
  return JSON.stringify([plan.tag, context.core.is, node.name, bindings, plan.events?.map(([type, , handler]) => [type, String(handler)]), plan.models])
}

/** What the template gives for one of its attributes. */
function givenTo(node: Elem, name: string): unknown {
  const at = node.plan.dynamics.findIndex((binding) => binding.name === name)
  return at >= 0 ? node.values[at] : node.plan.statics.find((binding) => binding.name === name)?.value
}

async function touchedBy(page: Page): Promise<Kept> {
  const { frame } = page
  const found = touchables(page)
  const id = frame.askId()
  const asks = [
    { nodes: [0], fields: { scrollOffset: true } },
    ...found.map((node) => ({ nodes: [node.id], fields: { scrollOffset: true, properties: [touchable[node.plan.tag]?.[0] ?? ''] } })),
  ]
  const answered = new Promise<unknown>((resolve) => frame.answers.set(id, resolve))
  frame.writer.tell({ kind: 'query', id, asks: asks.slice(0, asksAtMost) })
  const results = await Promise.race([answered, new Promise<undefined>((resolve) => setTimeout(resolve, answerMs))])
  frame.answers.delete(id)
  const rows = Array.isArray(results) ? (results as readonly (readonly Fields[])[]) : []
  const elements = found.flatMap((node, i): Touched[] => {
    const had = rows[i + 1]?.[0]
    const { tag } = node.plan
    return had === undefined ? [] : [{ tag, sign: signOf(node), given: givenTo(node, touchable[tag]?.[0] ?? ''), had }]
  })
  return { top: Number(rows[0]?.[0]?.['scrollTop'] ?? 0), elements }
}

/** Frames take no more at once. */
const asksAtMost = 1000

/**
 * Which of the elements before stands where one stands now: the one that its template has in the same way, counted from the first. What
 * is left over on both sides is one that was edited itself, if there are as many of its kind.
 */
function paired(before: readonly Touched[], after: readonly Elem[]): Map<Elem, Touched> {
  const out = new Map<Elem, Touched>()
  const waiting = new Map<string, Touched[]>()
  for (const each of before) waiting.set(each.sign, [...(waiting.get(each.sign) ?? []), each])
  for (const node of after) {
    const same = waiting.get(signOf(node))?.shift()
    if (same !== undefined) out.set(node, same)
  }
  const left = [...waiting.values()].flat()
  for (const tag of Object.keys(touchable)) {
    const old = left.filter((each) => each.tag === tag)
    const fresh = after.filter((node) => node.plan.tag === tag && !out.has(node))
    if (old.length !== fresh.length) continue
    fresh.forEach((node, i) => void out.set(node, old[i]!))
  }
  return out
}

function giveBack(page: Page, kept: Kept | undefined): void {
  if (kept === undefined) return
  const { writer } = page.frame
  for (const [node, { tag, given, had }] of paired(kept.elements, touchables(page))) {
    const set = (name: string, value: unknown): void => void writer.write4(op.property, node.id, writer.string(name), writer.value(value))
    const [read, give] = touchable[tag]!
    if (tag === 'scroll-view') {
      for (const name of ['scrollTop', 'scrollLeft']) if (Number(had[name]) > 0) set(name, had[name])
      // Another value in the template is what the author wants to see.
    } else if (had[read] !== undefined && same(given, givenTo(node, read))) set(give, had[read])
  }
  if (kept.top > 0) writer.tell({ kind: 'scrollTo', top: kept.top, duration: 0 })
}
