/** One page's frame as the component tree sees it: ids of its nodes, its operations, what waits for it to be drawn. */
import { op, rootNode } from '../../protocol/ops.js'
import type { Core, Inheritance } from './component.js'
import type { Definition } from './definition.js'
import type { Elem } from './nodes.js'
import type { Runtime } from './runtime.js'
import { Writer } from './writer.js'

export class PageFrame {
  readonly root = rootNode
  readonly writer = new Writer()
  /** Elements by their id: what events and queries name. */
  readonly nodes = new Map<number, Elem>()
  /** Components that were attached and whose `ready` has not run. */
  #unready: Core[] = []
  #readyAsked = false
  #nextId = rootNode + 1
  #parking = 0
  readonly #rootListens = new Set<string>()
  readonly observations = new Map<number, (entry: Readonly<Record<string, unknown>>) => void>()
  readonly answers = new Map<number, (value: unknown) => void>()
  #nextAsk = 1
  /** The page's first drawing is over: components that come later get `ready` on their own. */
  opened = false
  closed = false
  /** In development, while the page is drawn anew. */
  declare inherit: ((definition: Definition) => Inheritance | undefined) | undefined

  constructor(
    readonly runtime: Runtime,
    /** The host's number of the page. */
    readonly page: number,
    readonly route: string,
  ) {}

  newId(): number {
    const id = this.#nextId
    this.#nextId = id + 1
    return id
  }

  askId(): number {
    return this.#nextAsk++
  }

  /** An element outside of the document in which content waits for a slot. */
  parking(): number {
    if (this.#parking === 0) {
      this.#parking = this.newId()
      this.writer.write4(op.create, this.#parking, this.writer.string('wx-parking'), 0)
    }
    return this.#parking
  }

  /** The root hears a bubbling type on behalf of a host that has no node of its own. */
  listenAtRoot(type: string): void {
    if (this.#rootListens.has(type)) return
    this.#rootListens.add(type)
    this.writer.write4(op.listen, this.root, this.writer.string(type), 0)
  }

  queueReady(core: Core): void {
    this.#unready.push(core)
    if (this.opened) this.#askReady()
  }

  #askReady(): void {
    if (this.#readyAsked) return
    this.#readyAsked = true
    this.writer.whenDrawn(() => {
      this.#readyAsked = false
      this.runReady()
    })
  }

  runReady(): void {
    const cores = this.#unready
    this.#unready = []
    for (const core of cores) {
      if (!core.attached || core.readied) continue
      core.readied = true
      core.lifetime('ready', [])
    }
  }

  close(): void {
    this.closed = true
    this.writer.close()
    this.nodes.clear()
    this.observations.clear()
    this.answers.clear()
  }
}
