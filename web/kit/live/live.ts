/**
 * The live socket: one WebSocket per open page, binary frames. Push is a hint and History the truth, so this client keeps
 * no messages: it says when it is ready (Welcome was read), hands on each frame, and comes back by itself after a cut,
 * with backoff, at once when the browser says that it is online or the page is looked at again.
 */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { signal } from '@preact/signals'
import type { ClientFrame, Hello, ServerFrame } from '../api/superette/v1/chat_pb.js'
import { ClientFrameSchema, HelloSchema, ServerFrameSchema } from '../api/superette/v1/chat_pb.js'
import { backoffMs } from './backoff.js'

export type LiveState = 'connecting' | 'live' | 'waiting' | 'stopped'
export interface HelloInit {
  readonly useq: bigint
  readonly heads: readonly { readonly conv: string; readonly seq: bigint; readonly readSeq: bigint; readonly peerReadSeq: bigint }[]
}
export type OutFrame = Exclude<ClientFrame['frame'], { case: undefined } | { case: 'hello' }>

export interface LiveEvents {
  /** What the client has, asked at each connection. */
  readonly hello: () => HelloInit
  /** Each frame, Welcome first. */
  readonly frame: (frame: ServerFrame['frame']) => void
  /** The socket was cut, or could not be opened (opened = false: perhaps the session is over). reason is what the server said. */
  readonly down: (opened: boolean, reason: string) => void
}

const PING_MS = 25_000
const ANSWER_MS = 12_000

export class Live {
  readonly state = signal<LiveState>('stopped')
  /** When the last connection ended, unix ms; 0 while live. The banner waits a little after it. */
  readonly downSince = signal(0)
  /** The last try to connect failed: this is more than a short cut. */
  readonly unreachable = signal(false)
  #socket: WebSocket | null = null
  #attempt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #ping: ReturnType<typeof setInterval> | undefined
  #answer: ReturnType<typeof setTimeout> | undefined
  #n = 0
  readonly #url: string
  readonly #events: LiveEvents
  readonly #wake = () => this.#retryNow()

  constructor(url: string, events: LiveEvents) {
    this.#url = url
    this.#events = events
  }

  start(): void {
    if (this.state.value !== 'stopped') return
    addEventListener('online', this.#wake)
    addEventListener('offline', this.#cut)
    document.addEventListener('visibilitychange', this.#wake)
    this.#connect()
  }

  dispose(): void {
    removeEventListener('online', this.#wake)
    removeEventListener('offline', this.#cut)
    document.removeEventListener('visibilitychange', this.#wake)
    clearTimeout(this.#timer)
    this.#clearPing()
    this.state.value = 'stopped'
    this.#socket?.close()
    this.#socket = null
  }

  /** Sends one frame when live; false when it was not handed to the socket. */
  send(frame: OutFrame): boolean {
    if (this.state.value !== 'live' || this.#socket?.readyState !== WebSocket.OPEN) return false
    this.#write({ frame })
    return true
  }

  /** Asks again for all that changed, over the connection that is there; the answer is a Welcome. */
  greet(): void {
    if (this.state.value === 'live' && this.#socket?.readyState === WebSocket.OPEN) this.#hello()
  }

  /** What was in the way is gone: connects at once, or asks again for all that changed. */
  resume(): void {
    if (this.state.value === 'live') this.greet()
    else this.#retryNow()
  }

  #hello(): void {
    const { useq, heads } = this.#events.hello()
    const hello: Hello = create(HelloSchema, { useq, heads: [...heads] })
    this.#write({ frame: { case: 'hello', value: hello } })
    this.#expectAnswer()
  }

  #write(init: { frame: ClientFrame['frame'] }): void {
    this.#socket?.send(toBinary(ClientFrameSchema, create(ClientFrameSchema, init)))
  }

  #connect(): void {
    this.state.value = 'connecting'
    const socket = new WebSocket(this.#url)
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    let opened = false
    socket.onopen = () => {
      opened = true
      this.#hello()
    }
    socket.onmessage = (e: MessageEvent<unknown>) => {
      if (socket !== this.#socket || !(e.data instanceof ArrayBuffer)) return
      this.#answered()
      this.#read(new Uint8Array(e.data))
    }
    socket.onclose = (e) => {
      if (socket !== this.#socket) return
      this.#socket = null
      this.#clearPing()
      if (this.downSince.value === 0) this.downSince.value = Date.now()
      this.state.value = 'waiting'
      this.unreachable.value = !opened
      this.#timer = setTimeout(() => this.#connect(), backoffMs(this.#attempt++, Math.random))
      this.#events.down(opened, e.reason)
    }
  }

  #read(bytes: Uint8Array): void {
    const { frame } = fromBinary(ServerFrameSchema, bytes)
    if (frame.case === 'welcome') {
      this.#attempt = 0
      this.state.value = 'live'
      this.unreachable.value = false
      this.downSince.value = 0
      clearInterval(this.#ping)
      this.#ping = setInterval(() => this.#sendPing(), PING_MS)
    }
    this.#events.frame(frame)
    // The greeting itself was refused, as by a server whose database went away: nothing else would come.
    if (frame.case === 'refusal' && frame.value.clientId === '' && this.state.value === 'connecting') this.#cut()
  }

  #sendPing(): void {
    this.#write({ frame: { case: 'ping', value: { $typeName: 'superette.v1.Ping', n: BigInt(++this.#n) } } })
    this.#expectAnswer()
  }

  // A phone that changed networks keeps a dead socket for minutes: silence after a question ends it.
  #expectAnswer(): void {
    clearTimeout(this.#answer)
    this.#answer = setTimeout(this.#cut, ANSWER_MS)
  }

  #answered(): void {
    clearTimeout(this.#answer)
    this.#answer = undefined
  }

  readonly #cut = () => {
    const socket = this.#socket
    if (!socket) return
    socket.close()
    // close() may wait for the other side for a long time; the client does not.
    socket.onclose?.call(socket, new CloseEvent('close'))
  }

  #retryNow(): void {
    if (document.visibilityState === 'hidden') return
    if (this.state.value === 'waiting') {
      clearTimeout(this.#timer)
      this.#attempt = 0
      this.#connect()
    } else if (this.state.value === 'live' && this.#answer === undefined) {
      this.#sendPing()
    }
  }

  #clearPing(): void {
    clearInterval(this.#ping)
    clearTimeout(this.#answer)
    this.#answer = undefined
  }
}
