/** A case run by glass-easel, WeChat's own component framework: what the frame would show after each step, and what was logged. */
import * as easel from 'glass-easel'
import { TmplGroup } from 'glass-easel-template-compiler'
import { camel } from '../core/paths.js'
import type { Case, Outcome } from './case.js'

type Definition = Record<string, unknown>

/** A warning that the reference lacks: see faults.ts. */
export const replacedWarning = 'a path leads into what is neither a list nor an object'

let hearReplaced = (): void => {}

// It marks nothing but the path as changed, so that only here it can be seen that more was replaced.
const { prototype } = easel.DataGroup
const setPath = prototype.replaceDataOnPath
prototype.replaceDataOnPath = function (path, value) {
  let at: unknown = this.innerData ?? this.data
  for (let i = 0; i + 1 < path.length && at !== undefined; i++) {
    at = (at as Readonly<Record<string, unknown>>)[String(path[i])]
    const fits = typeof at === 'object' && at !== null && Array.isArray(at) === (typeof path[i + 1] === 'number')
    if (fits) continue
    if (at !== undefined) hearReplaced()
    break
  }
  setPath.call(this, path, value)
}

/** What it fails with when the slots of a component are tied into a ring, instead of going round for ever. */
export const ringWarning = 'the slots of a component are a ring'
const mostSlots = 10_000

interface Slots {
  _$applySlotsInsertion(...all: unknown[]): unknown
  _$applyMultipleSlotInsertion(...all: unknown[]): unknown
}
const shadow = easel.ShadowRoot.prototype as unknown as Slots
const insertAll = shadow._$applySlotsInsertion
const insertOne = shadow._$applyMultipleSlotInsertion
let inserted = 0
shadow._$applySlotsInsertion = function (...all) {
  inserted = 0
  return insertAll.apply(this, all)
}
shadow._$applyMultipleSlotInsertion = function (...all) {
  inserted += 1
  if (inserted > mostSlots) throw new Error(ringWarning)
  return insertOne.apply(this, all)
}

/** Evaluates a script of the case with Component and Behavior that hand over the definition. */
function definitionOf(source: string, space: easel.ComponentSpace, log: (...args: unknown[]) => void, shared: unknown): Definition {
  let found: Definition = {}
  const take = (definition: Definition): void => {
    found = definition
  }
  const behavior = (definition: Definition): unknown => space.defineBehavior(definition)
  new Function('Component', 'Behavior', 'log', 'shared', source)(take, behavior, log, shared)
  return found
}

function templates(given: Case): Record<string, { content: unknown }> {
  const group = new TmplGroup()
  for (const [name, part] of Object.entries(given.parts)) group.addTmpl(name, part.wxml)
  for (const [name, text] of Object.entries(given.files ?? {})) group.addTmpl(name, text)
  for (const [name, text] of Object.entries(given.scripts ?? {})) group.addScript(name, text)
  const all = new Function(`return ${group.getTmplGenObjectGroups()}`)() as Record<string, unknown>
  group.free()
  // Its shortcut for a single changed field sets whatever names the field; its walk over the tree is what it documents.
  const mode = { updateMode: 'virtualTree', fallbackListenerOnNativeNode: true }
  return Object.fromEntries(Object.keys(given.parts).map((name) => [name, { ...mode, groupList: all, content: all[name] }]))
}

/** The behaviors that parts of one case share: `shared(Behavior, 0)` is the same behavior in each of them. */
export function sharedBehaviors(): (make: (definition: object) => unknown, at: number) => unknown {
  const made: unknown[] = []
  return (make, at) => {
    made[at] ??= make({})
    return made[at]
  }
}

export function noNode(id: string): string {
  return `there is no node ${id}`
}

export async function runReference(given: Case): Promise<Outcome> {
  const logs: string[] = []
  const out: Outcome = { shows: [], logs: [], warnings: [] }
  const log = (...args: unknown[]): void => {
    logs.push(args.map(logged).join(' '))
  }
  const hear = (text: string): boolean => {
    out.warnings.push(text)
    if (given.quiet !== true && given.warns !== true && !text.includes('as for-list is generally for testing')) logs.push(`warning: ${text}`)
    return false
  }
  const fail = (error: unknown): boolean => {
    logs.push(`error: ${error instanceof Error ? error.message : String(error)}`)
    return false
  }
  hearReplaced = () => out.warnings.push(replacedWarning)
  easel.addGlobalWarningListener(hear)
  easel.addGlobalErrorListener(fail)
  try {
    const space = new easel.ComponentSpace()
    const compiled = templates(given)
    const made = new Map<string, easel.GeneralComponentDefinition>()
    const shared = sharedBehaviors()
    for (const [name, part] of Object.entries(given.parts)) {
      const using = Object.fromEntries(Object.entries(part.using ?? {}).map(([tag, target]) => [tag, made.get(target) as easel.GeneralComponentDefinition]))
      const generics = Object.fromEntries(
        Object.entries(part.generics ?? {}).map(([tag, standard]) => [tag, standard === true ? true : { default: made.get(standard) }]),
      )
      const own = definitionOf(part.js ?? 'Component({})', space, log, shared)
      const definition = { ...own, methods: { ...surface, ...(own['methods'] as object | undefined) }, is: name, using, generics, template: compiled[name] }
      made.set(name, space.defineComponent(definition as never) as unknown as easel.GeneralComponentDefinition)
    }
    const context = new Recorder()
    const page = easel.Component.createWithContext('page', made.get('page') as easel.GeneralComponentDefinition, context)
    easel.Element.pretendAttached(page)
    const record = (): void => {
      out.shows.push(childrenOf(page))
      out.logs.push(logs.splice(0))
    }
    record()
    const fire = (id: string, type: string, detail: unknown = {}): void => {
      const target = findId(page, id)
      if (target === null) logs.push(noNode(id))
      else easel.triggerEvent(target, type, detail, { bubbles: true, composed: true, capturePhase: true })
    }
    for (const step of given.steps) {
      try {
        new Function('page', 'fire', 'log', step)(page, fire, log)
      } catch (error) {
        logs.push(`thrown: ${error instanceof Error ? error.message : String(error)}`)
      }
      await Promise.resolve()
      record()
    }
  } finally {
    easel.removeGlobalWarningListener(hear)
    easel.removeGlobalErrorListener(fail)
  }
  return out
}

export function logged(value: unknown): string {
  if (typeof value === 'string') return value
  return value === undefined ? 'undefined' : (JSON.stringify(value, sorted) ?? String(value))
}

// Which attribute was set first is nobody's concern.
function sorted(_: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value) // JSON has null for them
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

type Selecting = easel.GeneralComponent & { selectOwnerComponent?: unknown }

/** WeChat's methods of components that the framework leaves to its embedder. */
const surface: Readonly<Record<string, (this: Selecting, argument: never) => unknown>> = {
  selectComponent(selector: string) {
    return (
      this.getShadowRoot()
        ?.querySelectorAll(selector)
        .find((node) => easel.Component.isComponent(node)) ?? null
    )
  },
  selectAllComponents(selector: string) {
    return (
      this.getShadowRoot()
        ?.querySelectorAll(selector)
        .filter((node) => easel.Component.isComponent(node)) ?? []
    )
  },
  selectOwnerComponent() {
    return this.ownerShadowRoot?.getHostNode() ?? null
  },
  groupSetData(run: () => void) {
    this.groupUpdates(run)
  },
}

function childrenOf(node: easel.Element): string {
  return node.getComposedChildren().map(show).join('')
}

interface Recorded {
  readonly classes: string[]
  readonly attributes: Map<string, unknown>
}

const records = new WeakMap<object, Recorded>()

/** What stands in the frame: the reference tells its backend of classes after external ones are resolved, and of attributes. */
class Recorder extends easel.EmptyComposedBackendContext {
  override createElement(tag: string, styling: string): ReturnType<easel.EmptyComposedBackendContext['createElement']> {
    const element = super.createElement(tag, styling)
    const record: Recorded = { classes: [], attributes: new Map() }
    records.set(element, record)
    element.addClass = (name) => {
      record.classes.push(name)
    }
    element.removeClass = (name) => {
      const at = record.classes.indexOf(name)
      if (at >= 0) record.classes.splice(at, 1)
    }
    element.clearClasses = () => {
      record.classes.length = 0
    }
    element.setAttribute = (name, value) => {
      record.attributes.set(name, value)
    }
    element.removeAttribute = (name) => {
      record.attributes.delete(name)
    }
    return element
  }
}

function show(node: easel.Node): string {
  const text = node.asTextNode()
  if (text !== null) return text.textContent
  const element = node.asElement()
  if (element === null) return ''
  const native = node.asNativeNode()
  const component = node.asGeneralComponent()
  if (native === null && (component === null || component.isVirtual())) return childrenOf(element)
  const tag = native !== null ? native.is : (component as easel.GeneralComponent).tagName
  const backend = element.getBackendElement()
  const recorded = (backend === null ? undefined : records.get(backend)) ?? { classes: [], attributes: new Map<string, unknown>() }
  const data = Object.entries(element.dataset as Record<string, unknown>).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [[`data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, String(value)]]
      : [],
  )
  const properties = native === null ? [] : [...recorded.attributes]
  return `<${tag}${shown({ id: element.id, classes: recorded.classes, style: element.style, data, properties })}>${childrenOf(element)}</${tag}>`
}

/** The attributes that both sides show. */
export function shown(of: {
  readonly id: string
  readonly classes: readonly string[]
  readonly style: string
  readonly data: readonly (readonly [string, string])[]
  readonly properties: readonly (readonly [string, unknown])[]
}): string {
  // Neither the order of classes nor how often one is named means anything.
  const names = [...new Set(of.classes)].filter((name) => name !== '').sort()
  let out = `${of.id === '' ? '' : ` id=${of.id}`}${names.length === 0 ? '' : ` class=${names.join('.')}`}${of.style === '' ? '' : ` style=${of.style}`}`
  for (const [name, value] of [...of.data].sort()) out += ` ${name}=${value}`
  for (const [name, value] of of.properties.map(([name, value]) => [camel(name), value] as const).sort(([a], [b]) => (a < b ? -1 : 1)))
    if (value !== undefined) out += ` .${name}=${logged(value)}`
  return out
}

function findId(node: easel.Element, id: string): easel.Element | null {
  for (const child of node.getComposedChildren()) {
    const element = child.asElement()
    if (element === null) continue
    if (element.id === id && child.asGeneralComponent()?.isVirtual() !== true) return element
    const found = findId(element, id)
    if (found !== null) return found
  }
  return null
}
