/** Builds batches of operations for tests, as the Worker would. */
import { op } from '../../../protocol/ops.js'

export class Ops {
  readonly #ops: number[] = []
  readonly strings: string[] = []
  readonly values: unknown[] = []

  #string(text: string): number {
    const known = this.strings.indexOf(text)
    return known >= 0 ? known : this.strings.push(text) - 1
  }
  #value(value: unknown): number {
    return this.values.push(value) - 1
  }
  create(id: number, tag: string, parent = 0): this {
    this.#ops.push(op.create, id, this.#string(tag), parent)
    return this
  }
  text(id: number, text: string, parent = 0): this {
    this.#ops.push(op.text, id, this.#string(text), parent)
    return this
  }
  setText(id: number, text: string): this {
    this.#ops.push(op.setText, id, this.#string(text))
    return this
  }
  insert(parent: number, child: number, before = 0): this {
    this.#ops.push(op.insert, parent, child, before)
    return this
  }
  remove(id: number): this {
    this.#ops.push(op.remove, id)
    return this
  }
  class(id: number, name: string): this {
    this.#ops.push(op.class, id, this.#string(name))
    return this
  }
  style(id: number, style: string): this {
    this.#ops.push(op.style, id, this.#string(style))
    return this
  }
  attribute(id: number, name: string, value: string | null): this {
    this.#ops.push(op.attribute, id, this.#string(name), value === null ? -1 : this.#string(value))
    return this
  }
  property(id: number, name: string, value: unknown): this {
    this.#ops.push(op.property, id, this.#string(name), this.#value(value))
    return this
  }
  listen(id: number, type: string, flags = 0): this {
    this.#ops.push(op.listen, id, this.#string(type), flags)
    return this
  }
  call(id: number, method: string, args: unknown, callId: number): this {
    this.#ops.push(op.call, id, this.#string(method), this.#value(args), callId)
    return this
  }
  animate(id: number, value: unknown): this {
    this.#ops.push(op.animate, id, this.#value(value))
    return this
  }
  /** A short form: creates an element with properties, listeners and text, and puts it at the end of parent. */
  add(
    parent: number,
    id: number,
    tag: string,
    more: {
      readonly props?: Readonly<Record<string, unknown>>
      readonly on?: readonly string[]
      readonly class?: string
      readonly style?: string
      readonly id?: string
      readonly text?: string
    } = {},
  ): this {
    this.create(id, tag)
    if (more.class !== undefined) this.class(id, more.class)
    if (more.style !== undefined) this.style(id, more.style)
    if (more.id !== undefined) this.attribute(id, 'id', more.id)
    for (const [name, value] of Object.entries(more.props ?? {})) this.property(id, name, value)
    for (const type of more.on ?? []) this.listen(id, type)
    if (more.text !== undefined) this.text(id + 100_000, more.text, id)
    return this.insert(parent, id)
  }
  batch(): { ops: Int32Array; strings: string[]; values: unknown[] } {
    return { ops: Int32Array.from(this.#ops), strings: this.strings, values: this.values }
  }
}
