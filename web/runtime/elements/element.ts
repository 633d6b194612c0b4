/**
 * What all built-ins with behaviour share.
 *
 * A built-in keeps its properties in a typed record `p` whose defaults are also its table of types: a value from the program
 * is brought to the type of the default, as WeChat does. Its own nodes are made when it first enters the document (a custom
 * element's constructor must not add children). Most of them live in the light DOM, since programs style WeChat's inner
 * class names; where the program's children need a frame around them there is a shadow tree with a slot.
 */
import type { BuiltIn } from '../view/nodes.js'
import type { Words } from './words.js'
import { coerce } from './rules.js'

/** What the frame does for the elements. */
export interface ViewServices {
  readonly events: {
    /** Sends an event that does not bubble, if the program listens. `extra`: what old programs read of the event itself. */
    emit(node: Node, type: string, detail: unknown, extra?: Properties): void
    /** Sends a tap as if the node had been tapped. */
    tap(node: Node): void
    /** The node whose tap is being carried out. */
    tapped(): Node | null
  }
  /** Whether the person's next step back is for something in this page. */
  holdsBack(on: boolean): void
  acquire(url: string): Promise<string>
  release(url: string): void
  /** Asks the host for what only it can do (protocol/bridge.ts, ViewToHost "ask"). */
  ask(name: string, args: unknown): Promise<unknown>
  readonly words: Words
}

/** Filled once by `connect`, before the first element is made. */
export const view: { services: ViewServices | null } = { services: null }
export function services(): ViewServices {
  if (view.services === null) throw new Error('elements are used before the frame is connected')
  return view.services
}

export type Properties = Record<string, unknown>

/** Lengths in properties may be numbers (px), "20rpx" or any CSS length. Gives CSS pixels, 0 if it is none. */
export function pixels(value: unknown, whole = window.innerWidth): number {
  if (typeof value === 'number') return value
  const match = /^\s*(-?[\d.]+)\s*(rpx|px|vw|%)?\s*$/.exec(String(value ?? ''))
  if (match === null) return 0
  const n = Number(match[1])
  if (match[2] === 'rpx') return (n * window.innerWidth) / 750
  return match[2] === 'vw' ? (n * window.innerWidth) / 100 : match[2] === '%' ? (n * whole) / 100 : n
}

export abstract class WxElement<P extends Properties = Properties> extends HTMLElement implements BuiltIn {
  protected readonly p: P
  private readonly defaults: P
  protected built = false
  readonly $extra: Properties = {}

  /** The trees from which forms see it: the one of the component in whose template it stands, then those around that let a form in. 0: a page's. */
  trees: readonly number[] = [0]

  /** reflected: texts among the properties that style sheets select by. */
  constructor(
    defaults: P,
    private readonly reflected: readonly string[] = [],
  ) {
    super()
    this.defaults = defaults
    this.p = { ...defaults }
  }

  setProperty(name: string, value: unknown): void {
    if (name === 'trees') {
      this.trees = value as readonly number[]
      return
    }
    if (!(name in this.defaults)) {
      this.$extra[name] = value
      this.extra(name, value)
      return
    }
    const fallback = this.defaults[name]
    const typed = coerce(typeof fallback === 'number' && typeof value === 'string' && /px\s*$/.test(value) ? pixels(value) : value, fallback)
    ;(this.p as Properties)[name] = typed
    this.reflect(name)
    if (this.built) this.changed(name)
  }
  /** Switches are attributes too, as in WeChat, while they are on: programs style checkbox[checked] and input[disabled]. */
  protected reflect(name: string): void {
    const value = this.p[name]
    const attribute = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    if (typeof value === 'boolean') this.toggleAttribute(attribute, value)
    else if (this.reflected.includes(name)) this.setAttribute(name, String(value))
  }
  property(name: string): unknown {
    return name in this.p ? this.p[name] : this.$extra[name]
  }
  connectedCallback(): void {
    if (!this.built) {
      this.built = true
      this.build()
    }
    this.attached()
  }
  disconnectedCallback(): void {
    this.detached()
  }
  /** Makes the element's own nodes; properties are there. */
  protected build(): void {}
  /** A known property has a new value; only after build. */
  protected changed(_name: string): void {}
  /** A property that is not in the table. */
  protected extra(_name: string, _value: unknown): void {}
  protected attached(): void {}
  protected detached(): void {}

  protected emit(type: string, detail: unknown = {}, extra?: Properties): void {
    services().events.emit(this, type, detail, extra)
  }
  /** A person changed a value that model: may be bound to. */
  protected model(name: string, value: unknown): void {
    services().events.emit(this, '$model', { name, value })
  }
}

/** Controls a form collects and a label operates. */
export interface Control extends Element {
  readonly trees: readonly number[]
  /** The value under the control's name, or undefined when it has none to give. */
  formValue(): unknown
  formReset(): void
}
export const isControl = (node: Element): node is Control => typeof (node as Partial<Control>).formValue === 'function'

export function make<K extends keyof HTMLElementTagNameMap>(tag: K, className = '', ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  if (className !== '') element.className = className
  element.append(...children)
  return element
}

/** A shadow tree: its style and its markup, which must be ours, never a program's. */
export function shadow(host: HTMLElement, css: string, ...nodes: Node[]): ShadowRoot {
  const root = host.attachShadow({ mode: 'open' })
  const style = document.createElement('style')
  style.textContent = css
  root.append(style, ...nodes)
  return root
}
