/**
 * WXS that runs in the Worker: `change:prop` functions and handlers, with the ComponentDescriptor that WXS knows
 * (styles and classes beside the template's, callMethod, state).
 */
import type { Expr } from '../../protocol/template.js'
import { writeClass, writeStyle } from './attributes.js'
import type { Core } from './component.js'
import { dispatch } from './events.js'
import type { Elem } from './nodes.js'
import { copy, isFields, toText, type Fields } from './paths.js'
import { evaluate } from './render.js'
import { select } from './selector.js'

const lastValues = new WeakMap<Elem, Map<string, unknown>>()
const states = new WeakMap<Elem, Fields>()

/** Calls the function of `change:name` with (new, old, owner, node) once the tree stands. */
export function queueResponder(node: Elem, responder: Expr, name: string, value: unknown): void {
  let values = lastValues.get(node)
  if (values === undefined) {
    values = new Map()
    lastValues.set(node, values)
  }
  const old = values.get(name)
  if (Object.is(old, value)) return
  values.set(name, value)
  const core = node.context.core
  core.frame.writer.whenSent(() => {
    if (core.dying) return
    const found = evaluate(responder, node.context)
    if (typeof found !== 'function') return
    const args = [value, old, descriptorOf(core.host, core), descriptorOf(node, core)]
    core.call(() => (found as (...args: unknown[]) => unknown)(...args), [], `change:${name}`)
  })
}

/** What WXS gets for a node: node null = a page itself. */
export function descriptorOf(node: Elem | null, owner: Core): object {
  const core = node?.comp ?? owner
  const found = (selector: unknown, first: boolean): object[] => select(core, String(selector), first).map((each) => descriptorOf(each, core))
  return {
    selectComponent: (selector: unknown) => found(selector, true)[0] ?? null,
    selectAllComponents: (selector: unknown) => found(selector, false),
    setStyle: (style: unknown) => {
      if (node === null || node.id === 0) return
      node.extraStyle = styleText(style)
      writeStyle(node)
    },
    addClass: (names: unknown) => changeClass(node, names, true),
    removeClass: (names: unknown) => changeClass(node, names, false),
    hasClass: (name: unknown) => node !== null && (node.classes.split(/\s+/).includes(String(name)) || node.extraClass?.has(String(name)) === true),
    getDataset: () => copy(node?.dataset ?? {}),
    callMethod: (name: unknown, argument: unknown) => {
      const method = core.method(String(name))
      if (method !== undefined) core.call(method, [argument], String(name))
    },
    getState: () => {
      core.wxsState ??= {}
      if (node === null) return core.wxsState
      let state = states.get(node)
      if (state === undefined) {
        state = {}
        states.set(node, state)
      }
      return state
    },
    triggerEvent: (name: unknown, detail: unknown, options: unknown) => {
      if (node === null) return
      const given = isFields(options) ? options : {}
      dispatch(node, {
        type: String(name),
        detail: detail ?? {},
        bubbles: given['bubbles'] === true,
        composed: given['composed'] === true,
        capture: given['capturePhase'] === true,
        timeStamp: core.frame.runtime.now(),
        fromView: null,
      })
    },
    requestAnimationFrame: (run: unknown) => {
      if (typeof run === 'function') core.frame.writer.whenDrawn(() => core.call(run as (...args: unknown[]) => unknown, [], 'requestAnimationFrame'))
    },
    setTimeout: (run: () => void, ms?: number) => setTimeout(run, ms),
    clearTimeout: (id: number) => clearTimeout(id),
  }
}

function styleText(style: unknown): string {
  if (!isFields(style)) return toText(style)
  return Object.entries(style)
    .map(([name, value]) => `${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}:${toText(value)}`)
    .join(';')
}

function changeClass(node: Elem | null, names: unknown, on: boolean): void {
  if (node === null || node.id === 0) return
  node.extraClass ??= new Set()
  for (const name of toText(names).split(/\s+/)) {
    if (name === '') continue
    if (on) node.extraClass.add(name)
    else node.extraClass.delete(name)
  }
  writeClass(node)
}
