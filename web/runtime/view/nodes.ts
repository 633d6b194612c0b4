/**
 * What the frame knows about a node: the Worker's id, who listens, and properties of elements that are plain to the browser.
 * It is kept on the node itself: a look-up per event and per operation is then one property read.
 */
import type { TouchPoint } from '../../protocol/ops.js'

export interface Marks {
  $id?: number
  /** Event types listened to → eventFlags. */
  $on?: Map<string, number>
  /** Properties given to an element that has no class of its own (view, component hosts). */
  $props?: Record<string, unknown>
  /** The class as the Worker gave it, without a hover class. */
  $class?: string
  $hover?: string | undefined
  /** The text as the Worker gave it; what is shown may be decoded. */
  $raw?: string
  /** For content that is shown elsewhere in the document (root-portal): the element it belongs to. */
  $owner?: Node
}
export type Known<T extends Node = Node> = T & Marks

/** A built-in with behaviour of its own; the interpreter talks to it through these members only. */
export interface BuiltIn {
  setProperty(name: string, value: unknown): void
  /** Where children go, when not into the element itself. */
  readonly content?: Node
  /** The style attribute was replaced. */
  restyled?(): void
  /** A method asked for by the Worker (`call`), by name. */
  invoke?(method: string, args: unknown): unknown
  /** Carries out what a tap on the element means. */
  activate?(): void
  /** The detail of a tap inside; null: the tap was for a part of the element and is no tap of it. */
  tapDetail?(target: Node | null, at: TouchPoint): object | null
  /** A text child came or changed; gives what is shown. */
  shownText?(raw: string): string
}

export const builtIn = (node: Node): Partial<BuiltIn> => node as unknown as Partial<BuiltIn>

/** The parent as the program sees it. */
export function up(node: Node): Known | null {
  const owner = (node as Known).$owner
  if (owner !== undefined) return owner as Known
  const parent = node.parentNode
  return parent === null && node instanceof ShadowRoot ? (node.host as Known) : parent
}

/** The nearest node, itself included, that the Worker knows. */
export function known(node: Node | null): Known | null {
  let at: Known | null = node as Known | null
  while (at !== null && at.$id === undefined) at = up(at)
  return at
}

/** A property of a built-in, whether it has a class or not. */
export function propertyOf(node: Known, name: string): unknown {
  const own = node as unknown as { property?: (name: string) => unknown }
  return typeof own.property === 'function' ? own.property(name) : node.$props?.[name]
}
