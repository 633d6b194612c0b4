/**
 * The operations of one page on their way to its frame: collected in one growing Int32Array, sent at the end of the
 * microtask queue, at most two batches unacknowledged. What is written meanwhile waits and goes as one batch.
 *
 * The frame may come long after its page (its process has to start): until then nothing is lost and the order is kept, of
 * operations and of what else is said to the frame.
 */
import { op, type WorkerToView } from '../../protocol/ops.js'

export interface ViewPort {
  postMessage(message: WorkerToView, transfer: ArrayBuffer[]): void
}

const underWay = 2
/**
 * A frame that does not acknowledge for so long is not drawn, or has too much to draw: what waits for the drawing waits no
 * more. Further batches do wait, so that they cannot pile up in front of it.
 */
const patienceMs = 1000
/**
 * Operands after which what is written goes ahead, about a hundred rows of a list: the frame, on a processor of its own, makes them while
 * the Worker writes the next ones. The first part of a batch is shorter, since until it comes the frame has nothing to do.
 */
const partLength = 5120
const firstPart = 1024

export class Writer {
  #ops = new Int32Array(1024)
  #length = 0
  #strings: string[] = []
  #stringIds = new Map<string, number>()
  #values: unknown[] = []
  #port: ViewPort | null = null
  #seq = 0
  #acked = 0
  /** Acknowledged, or waited for long enough. */
  #drawn = 0
  #scheduled = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #waiting: { readonly seq: number; readonly run: () => void }[] = []
  #afterSend: (() => void)[] = []
  /** What was said before the frame was there. */
  #early: { readonly message: WorkerToView; readonly transfer: ArrayBuffer[] }[] = []
  #closed = false
  #sent = 0
  /** Parts of the batch being written have gone ahead. */
  #ahead = false
  /** Operations written so far. */
  count = 0
  /** What is written is of nodes that the frame has no more: the next operation stands in its place. */
  muted = false
  /** Grows with all that is sent: a mark of what can still be rewritten. */
  batch = 1

  /** How many operands went to the frame since this was asked last. */
  takeSent(): number {
    const sent = this.#sent
    this.#sent = 0
    return sent
  }

  open(port: ViewPort): void {
    this.#port = port
    for (const { message, transfer } of this.#early) port.postMessage(message, transfer)
    this.#early = []
    this.#watch()
    this.#send()
    this.#runDrawn()
  }

  close(): void {
    this.#closed = true
    this.#ahead = false
    this.#port = null
    clearTimeout(this.#timer)
    this.#ops = new Int32Array(0)
    this.#waiting = []
    this.#afterSend = []
    this.#early = []
  }

  string(text: string): number {
    let at = this.#stringIds.get(text)
    if (at === undefined) {
      at = this.#strings.length
      this.#strings.push(text)
      this.#stringIds.set(text, at)
    }
    return at
  }

  value(value: unknown): number {
    return this.#values.push(value) - 1
  }

  #room(count: number): number {
    if (this.#closed) {
      this.#ops = new Int32Array(8)
      this.#length = 0
      return 0
    }
    const at = this.#length
    if (at + count > this.#ops.length) {
      const grown = new Int32Array(this.#ops.length * 2)
      grown.set(this.#ops)
      this.#ops = grown
    }
    if (this.muted) return at
    this.count += 1
    this.#length = at + count
    if (!this.#scheduled) {
      this.#scheduled = true
      queueMicrotask(this.#flush)
    }
    return at
  }

  write2(code: number, a: number): void {
    const at = this.#room(2)
    this.#ops[at] = code
    this.#ops[at + 1] = a
  }

  /** Returns where the operation stands, for `rewrite`. */
  write3(code: number, a: number, b: number): number {
    const at = this.#room(3)
    const ops = this.#ops
    ops[at] = code
    ops[at + 1] = a
    ops[at + 2] = b
    return at
  }

  write4(code: number, a: number, b: number, c: number): number {
    const at = this.#room(4)
    const ops = this.#ops
    ops[at] = code
    ops[at + 1] = a
    ops[at + 2] = b
    ops[at + 3] = c
    return at
  }

  write5(code: number, a: number, b: number, c: number, d: number): void {
    const at = this.#room(5)
    const ops = this.#ops
    ops[at] = code
    ops[at + 1] = a
    ops[at + 2] = b
    ops[at + 3] = c
    ops[at + 4] = d
  }

  /** Changes the second operand of an operation that is not sent yet (a text that changes twice in one batch). */
  rewrite(at: number, b: number): void {
    if (!this.muted) this.#ops[at + 2] = b
  }

  insert(parent: number, child: number, before: number): void {
    this.write4(op.insert, parent, child, before)
  }

  /** Says something else to the frame, in order after the operations written so far. */
  tell(message: WorkerToView): void {
    if (this.#closed) return
    this.#seal()
    this.#post(message, [])
  }

  /** Between two items of a list: what is written goes ahead if it is long, and the frame is not behind. */
  goAhead(): void {
    if (this.#length < (this.#ahead ? partLength : firstPart) || this.#port === null || this.#seq - this.#acked >= underWay) return
    this.#ahead = true
    this.#put(this.#seq + 1, true)
  }

  /** Runs once what was written so far is drawn. */
  whenDrawn(run: () => void): void {
    const seq = this.#unsent ? this.#seq + 1 : this.#seq
    if (seq <= this.#drawn && this.#port !== null) queueMicrotask(run)
    else this.#waiting.push({ seq, run })
  }

  /** Runs once what was written so far is sent. */
  whenSent(run: () => void): void {
    if (!this.#unsent) queueMicrotask(run)
    else this.#afterSend.push(run)
  }

  acknowledge(seq: number): void {
    if (seq <= this.#acked || seq > this.#seq) return
    this.#acked = seq
    this.#drawn = Math.max(this.#drawn, seq)
    this.#watch()
    this.#runDrawn()
    this.#send()
  }

  readonly #flush = (): void => {
    this.#scheduled = false
    this.#send()
  }

  #send(): void {
    if (this.#port !== null && this.#seq - this.#acked < underWay) this.#seal()
  }

  /** Makes a batch of what was written so far. */
  #seal(): void {
    if (!this.#unsent || this.#closed) return
    this.#seq += 1
    this.#ahead = false
    this.#put(this.#seq, false)
    this.#watch()
    const after = this.#afterSend
    this.#afterSend = []
    for (const run of after) run()
  }

  get #unsent(): boolean {
    return this.#length > 0 || this.#ahead
  }

  #put(seq: number, more: boolean): void {
    const ops = this.#ops.slice(0, this.#length)
    const batch = { kind: 'batch', seq, ops, strings: this.#strings, values: portable(this.#values) } as const
    this.#post(more ? { ...batch, more } : batch, [ops.buffer])
    this.#sent += this.#length
    this.batch += 1
    this.#length = 0
    this.#strings = []
    this.#stringIds = new Map()
    this.#values = []
  }

  #post(message: WorkerToView, transfer: ArrayBuffer[]): void {
    if (this.#port === null) this.#early.push({ message, transfer })
    else this.#port.postMessage(message, transfer)
  }

  #runDrawn(): void {
    const due = this.#waiting.filter((entry) => entry.seq <= this.#drawn)
    if (due.length === 0) return
    this.#waiting = this.#waiting.filter((entry) => entry.seq > this.#drawn)
    for (const entry of due) entry.run()
  }

  /** The frame's patience begins when there is a frame. */
  #watch(): void {
    clearTimeout(this.#timer)
    if (this.#seq === this.#drawn || this.#port === null) return
    const seq = this.#seq
    this.#timer = setTimeout(() => {
      this.#drawn = Math.max(this.#drawn, seq)
      this.#runDrawn()
    }, patienceMs)
  }
}

// Structured cloning refuses functions: such values are rare (a function in a property of a built-in) and say nothing to the frame.
function portable(values: unknown[]): unknown[] {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (typeof value === 'function' || typeof value === 'symbol') values[i] = null
    else if (typeof value === 'object' && value !== null) values[i] = plainCopy(value, 0)
  }
  return values
}

function plainCopy(value: object, depth: number): unknown {
  if (depth > 60) return null
  if (Array.isArray(value)) return value.map((each: unknown) => plainMember(each, depth))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) {
    const cloneable =
      value instanceof Date || value instanceof ArrayBuffer || ArrayBuffer.isView(value) || (typeof Blob !== 'undefined' && value instanceof Blob)
    if (cloneable) return value
  }
  const out: Record<string, unknown> = {}
  for (const [key, each] of Object.entries(value)) {
    if (typeof each !== 'function' && typeof each !== 'symbol') out[key] = plainMember(each, depth)
  }
  return out
}

function plainMember(value: unknown, depth: number): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return null
  return typeof value === 'object' && value !== null ? plainCopy(value, depth + 1) : value
}
