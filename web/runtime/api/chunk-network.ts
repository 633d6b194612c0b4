/**
 * WebSockets: wx.connectSocket and its SocketTask, and the older members that speak of one socket for the whole program (the
 * last that was opened). The host opens them through the instance; what happens comes back as 'socket' events.
 */
import { extend, type Described, type Env, type Extension, type Kit } from './extension.js'

/** Of one program at a time, as in WeChat. */
const mostSockets = 5
const states = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 } as const

type Listener = (detail: unknown) => void
type Options = Readonly<Record<string, unknown>>
const kinds = ['Open', 'Message', 'Error', 'Close'] as const
type Kind = (typeof kinds)[number]

const described: Readonly<Record<string, Described>> = {
  connectSocket: [{ url: 'String', header: 'Object?', protocols: 'Array?', timeout: 'Number?' }, null, 'socketTaskId'],
  sendSocketMessage: [{ data: 'Any' }, null],
  closeSocket: [{ code: 'Number?', reason: 'String?' }, null],
}

/** What may be sent: text, or the bytes that the program sees. */
function dataOf(value: unknown): string | ArrayBuffer | undefined {
  if (typeof value === 'string') return value
  if (value instanceof ArrayBuffer) return value.slice(0)
  return ArrayBuffer.isView(value) ? Uint8Array.from(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)).buffer : undefined
}

class Socket {
  readyState: number = states.CONNECTING
  readonly #heard = new Map<Kind, Set<Listener>>(kinds.map((kind) => [kind, new Set()]))
  constructor(
    readonly id: number,
    private readonly env: Env,
  ) {}
  on(kind: Kind, listener: unknown): void {
    if (typeof listener === 'function') this.#heard.get(kind)?.add(listener as Listener)
  }
  tell(kind: Kind, detail: unknown): void {
    for (const listener of this.#heard.get(kind) ?? []) this.env.run(listener, [detail], `on${kind} of SocketTask`)
  }
}

interface Happening {
  readonly task: number
  readonly kind: 'open' | 'message' | 'error' | 'close'
  readonly [field: string]: unknown
}

/** Why a socket did not open, with WeChat's number of it. */
const opening = (reason: string, { failure }: Kit): object => ({
  errMsg: reason,
  errno: reason.startsWith('open fail') ? 600_001 : (failure('', reason)['errno'] ?? 600_000),
})

function socketMembers(env: Env, kit: Kit): Readonly<Record<string, unknown>> {
  const { member, CallFailure } = kit
  const sockets = new Map<number, Socket>()
  const program = new Map<Kind, Set<Listener>>(kinds.map((kind) => [kind, new Set()]))
  let lastId = 0
  let last: Socket | undefined

  const tell = (socket: Socket, kind: Kind, detail: unknown): void => {
    socket.tell(kind, detail)
    if (socket === last) for (const listener of program.get(kind) ?? []) env.run(listener, [detail], `wx.onSocket${kind}`)
  }
  const ended = (socket: Socket, code: number, reason: string): void => {
    if (socket.readyState === states.CLOSED) return
    socket.readyState = states.CLOSED
    sockets.delete(socket.id)
    tell(socket, 'Close', { code, reason })
  }
  env.onHostEvent('socket', (detail) => {
    const happening = detail as Happening
    const socket = sockets.get(happening.task)
    if (socket === undefined) return
    switch (happening.kind) {
      case 'open':
        socket.readyState = states.OPEN
        tell(socket, 'Open', { header: happening['header'] ?? {}, profile: {} })
        return
      case 'message':
        tell(socket, 'Message', { data: happening['data'] })
        return
      case 'error':
        tell(socket, 'Error', { errMsg: String(happening['message']) })
        ended(socket, 1006, 'abnormal closure')
        return
      case 'close':
        ended(socket, Number(happening['code']), String(happening['reason']))
    }
  })

  const send = async (socket: Socket | undefined, { data }: Options): Promise<void> => {
    if (socket === undefined) throw new CallFailure('taskID not exist')
    if (socket.readyState !== states.OPEN) throw new CallFailure('SocketTask.readyState is not OPEN')
    const sent = dataOf(data)
    if (sent === undefined) throw new CallFailure('parameter error: parameter.data should be String or ArrayBuffer;')
    await env.call('socketSend', { task: socket.id, data: sent })
  }
  const close = async (socket: Socket | undefined, options: Options): Promise<void> => {
    if (socket === undefined) throw new CallFailure('taskID not exist')
    const code = typeof options['code'] === 'number' ? options['code'] : 1000
    const reason = typeof options['reason'] === 'string' ? options['reason'] : ''
    if (code !== 1000 && (code < 3000 || code > 4999)) throw new CallFailure('The close code must be either 1000, or between 3000 and 4999.')
    if (new TextEncoder().encode(reason).length > 123) throw new CallFailure('The close reason must not be greater than 123 UTF-8 bytes.')
    if (socket.readyState >= states.CLOSING) return
    socket.readyState = states.CLOSING
    await env.call('socketClose', { task: socket.id, code, reason })
  }

  const connect = (given: unknown): object => {
    lastId += 1
    const socket = new Socket(lastId, env)
    const start = member(env, 'connectSocket', described['connectSocket']?.[0] ?? {}, (options) => {
      const url = String(options['url'])
      if (!/^wss?:\/\/[^/?#]/i.test(url)) throw new CallFailure(`invalid url "${url.slice(0, 200)}"`)
      if (sockets.size >= mostSockets) throw new CallFailure('exceed max concurrent connection')
      sockets.set(socket.id, socket)
      last = socket
      const { header, protocols, timeout } = options
      const told = typeof header === 'object' && header !== null ? Object.entries(header).map(([name, value]) => [name, String(value)]) : []
      // What comes of it is told by events: the call itself has done its part when the socket is under way.
      void env
        .call('socketOpen', {
          task: socket.id,
          url,
          header: Object.fromEntries(told) as Record<string, string>,
          protocols: Array.isArray(protocols) ? protocols.map(String) : [],
          timeout: typeof timeout === 'number' && timeout > 0 ? Math.ceil(timeout) : 0,
        })
        .catch((error: unknown) => {
          if (!sockets.has(socket.id)) return
          tell(socket, 'Error', opening(error instanceof Error ? error.message : String(error), kit))
          ended(socket, 1006, 'abnormal closure')
        })
      return { socketTaskId: socket.id }
    })
    void start(given)
    const task: Record<string, unknown> = { ...states, send: member(env, 'SocketTask.send', { data: 'Any' }, (options) => send(socket, options)) }
    task['close'] = member(env, 'SocketTask.close', described['closeSocket']?.[0] ?? {}, (options) => close(socket, options))
    for (const kind of kinds) task[`on${kind}`] = (listener: unknown) => socket.on(kind, listener)
    Object.defineProperty(task, 'readyState', { enumerable: true, get: () => socket.readyState })
    return task
  }
  const members: Record<string, unknown> = {
    connectSocket: connect,
    sendSocketMessage: member(env, 'sendSocketMessage', { data: 'Any' }, (options) => send(last, options)),
    closeSocket: member(env, 'closeSocket', described['closeSocket']?.[0] ?? {}, (options) => close(last, options)),
  }
  for (const kind of kinds) {
    members[`onSocket${kind}`] = (listener: unknown) => {
      if (typeof listener === 'function') program.get(kind)?.add(listener as Listener)
    }
    members[`offSocket${kind}`] = (listener?: unknown) => {
      if (listener === undefined) program.get(kind)?.clear()
      else program.get(kind)?.delete(listener as Listener)
    }
  }
  return members
}

export const networkExtension: Extension = (env, tools) => ({ own: socketMembers(env, tools), described })
extend(networkExtension)
