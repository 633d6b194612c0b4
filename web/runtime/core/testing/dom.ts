/** A page's frame in a test: interprets the operations on a small tree that can be looked at as text. It refuses what a DOM would refuse. */
import { op, rootNode, type ViewToWorker, type WorkerToView } from '../../../protocol/ops.js'

export interface FakeNode {
  readonly id: number
  readonly tag: string // "" = text
  text: string
  parent: FakeNode | null
  readonly children: FakeNode[]
  className: string
  style: string
  readonly attributes: Map<string, string>
  readonly properties: Map<string, unknown>
  readonly listens: Map<string, number>
}

function makeNode(id: number, tag: string, text: string): FakeNode {
  return { id, tag, text, parent: null, children: [], className: '', style: '', attributes: new Map(), properties: new Map(), listens: new Map() }
}

type Batch = Extract<WorkerToView, { kind: 'batch' }>

export class FakeView {
  readonly root = makeNode(rootNode, 'body', '')
  readonly nodes = new Map<number, FakeNode>([[rootNode, this.root]])
  readonly messages: WorkerToView[] = []
  /** Methods of built-ins that were called. */
  readonly calls: { readonly node: FakeNode; readonly method: string; readonly id: number }[] = []
  /** Operations by their number, as they came since `forget`. */
  operations: number[] = []
  #unacknowledged: number[] = []

  constructor(readonly answer: (message: ViewToWorker) => void) {}

  receive(message: WorkerToView): void {
    if (message.kind !== 'batch') {
      this.messages.push(message)
      return
    }
    this.#run(message)
    if (message.more !== true) this.#unacknowledged.push(message.seq)
  }

  /** The frame drew: all batches are acknowledged. Returns how many there were. */
  draw(): number {
    const all = this.#unacknowledged
    this.#unacknowledged = []
    for (const seq of all) this.answer({ kind: 'ack', seq })
    return all.length
  }

  forget(): void {
    this.operations = []
  }

  find(match: (node: FakeNode) => boolean): FakeNode {
    const found = this.all(match)[0]
    if (found === undefined) throw new Error('no such node in the frame')
    return found
  }

  all(match: (node: FakeNode) => boolean): FakeNode[] {
    const out: FakeNode[] = []
    const walk = (node: FakeNode): void => {
      if (match(node)) out.push(node)
      node.children.forEach(walk)
    }
    walk(this.root)
    return out
  }

  get text(): string {
    const of = (node: FakeNode): string => (node.tag === '' ? node.text : node.children.map(of).join(''))
    return of(this.root)
  }

  /** The tree as text; `plain` leaves out listeners. */
  html(): string {
    return this.root.children.map(serialise).join('')
  }

  /** Sends an event of the frame, as the bubbling rule has it: only if a node on the way to the root listens. */
  emit(node: FakeNode, type: string, detail: unknown = {}): boolean {
    let at: FakeNode | null = node
    while (at !== null && !at.listens.has(type)) at = at.parent
    if (at === null) return false
    this.send(node, type, detail)
    return true
  }

  /** Sends an event that a built-in sends of itself ($navigate and the like). */
  send(node: FakeNode, type: string, detail: unknown = {}, offsets: readonly (readonly number[])[] = []): void {
    this.answer({ kind: 'event', node: node.id, type, detail, timeStamp: 1, offsets })
  }

  answerQuery(id: number, results: readonly (readonly Readonly<Record<string, unknown>>[])[]): void {
    this.answer({ kind: 'queryResult', id, results })
  }

  answerCall(callId: number, value: unknown): void {
    this.answer({ kind: 'callResult', callId, ok: true, value })
  }

  #node(id: number | undefined): FakeNode {
    const node = this.nodes.get(id ?? -1)
    if (node === undefined) throw new Error(`operation on the unknown node ${id}`)
    return node
  }

  #run({ ops, strings, values }: Batch): void {
    const text = (at: number): string => {
      const found = strings[ops[at] as number]
      if (found === undefined) throw new Error('an operation names a string that is not there')
      return found
    }
    for (let i = 0; i < ops.length; ) {
      const code = ops[i] as number
      const id = ops[i + 1] as number
      this.operations.push(code)
      switch (code) {
        case op.create:
        case op.text:
          if (this.nodes.has(id)) throw new Error(`node ${id} exists`)
          this.nodes.set(id, code === op.create ? makeNode(id, text(i + 2), '') : makeNode(id, '', text(i + 2)))
          if (ops[i + 3] !== 0) this.#insert(this.#node(ops[i + 3]), this.#node(id), 0)
          i += 4
          break
        case op.setText:
          this.#node(id).text = text(i + 2)
          i += 3
          break
        case op.insert:
          this.#insert(this.#node(id), this.#node(ops[i + 2]), ops[i + 3] as number)
          i += 4
          break
        case op.remove:
          this.#remove(this.#node(id))
          i += 2
          break
        case op.class:
          this.#node(id).className = text(i + 2)
          i += 3
          break
        case op.style:
          this.#node(id).style = text(i + 2)
          i += 3
          break
        case op.attribute:
          if (ops[i + 3] === -1) this.#node(id).attributes.delete(text(i + 2))
          else this.#node(id).attributes.set(text(i + 2), text(i + 3))
          i += 4
          break
        case op.property:
          this.#node(id).properties.set(text(i + 2), values[ops[i + 3] as number])
          i += 4
          break
        case op.listen:
          this.#node(id).listens.set(text(i + 2), ops[i + 3] as number)
          i += 4
          break
        case op.call:
          this.calls.push({ node: this.#node(id), method: text(i + 2), id: ops[i + 4] as number })
          i += 5
          break
        case op.animate:
          this.#node(id).properties.set('animation', values[ops[i + 2] as number])
          i += 3
          break
        default:
          throw new Error(`unknown operation ${code}`)
      }
    }
  }

  #insert(parent: FakeNode, child: FakeNode, before: number): void {
    for (let at: FakeNode | null = parent; at !== null; at = at.parent) if (at === child) throw new Error('a node is put into itself')
    const anchor = before === 0 ? null : this.#node(before)
    if (anchor !== null && anchor.parent !== parent) throw new Error(`node ${before} is not in ${parent.id}`)
    if (child.parent !== null) child.parent.children.splice(child.parent.children.indexOf(child), 1)
    const at = anchor === null ? parent.children.length : parent.children.indexOf(anchor)
    parent.children.splice(at, 0, child)
    child.parent = parent
  }

  #remove(node: FakeNode): void {
    if (node.parent !== null) node.parent.children.splice(node.parent.children.indexOf(node), 1)
    const forget = (each: FakeNode): void => {
      this.nodes.delete(each.id)
      each.children.forEach(forget)
    }
    forget(node)
  }
}

function serialise(node: FakeNode): string {
  if (node.tag === '') return escaped(node.text)
  let attributes = ''
  for (const [name, value] of [...node.attributes].sort()) attributes += ` ${name}="${escaped(value)}"`
  if (node.className !== '') attributes += ` class="${escaped(node.className)}"`
  if (node.style !== '') attributes += ` style="${escaped(node.style)}"`
  for (const [name, value] of [...node.properties].sort()) attributes += ` .${name}="${escaped(JSON.stringify(value) ?? '')}"`
  return `<${node.tag}${attributes}>${node.children.map(serialise).join('')}</${node.tag}>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
}
