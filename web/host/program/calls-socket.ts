/** wx.connectSocket: each of a program's sockets is one of ours to the instance, which opens the one outside (mini/gateway). */
import { integer, list, object, optional, parse, record, text, type Parser } from '../../protocol/parse.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import { socketFailureText } from './gateway.js'
import type { Session } from './session.js'

interface OpenArgs {
  readonly task: number
  readonly url: string
  readonly header: Readonly<Record<string, string>>
  readonly protocols: readonly string[]
  readonly timeout: number
}
const openArgs: Parser<OpenArgs> = object<OpenArgs>({
  task: integer(),
  url: text(8192),
  header: record(text(1 << 16), 200),
  protocols: list(text(200), 16),
  timeout: integer(0, 3_600_000),
})

const maxMessage = 4 << 20
type Data = string | ArrayBuffer
const data: Parser<Data> = (value, at) => {
  if (value instanceof ArrayBuffer && value.byteLength <= maxMessage) return value
  return text(maxMessage)(value, at)
}
interface SendArgs {
  readonly task: number
  readonly data: Data
}
const sendArgs: Parser<SendArgs> = object<SendArgs>({ task: integer(), data })
interface CloseArgs {
  readonly task: number
  readonly code: number
  readonly reason: string
}
const closeArgs: Parser<CloseArgs> = object<CloseArgs>({ task: integer(), code: integer(1000, 4999), reason: text(123) })

interface Head {
  readonly header?: Readonly<Record<string, string>> | undefined
  readonly protocol?: string | undefined
  readonly fault?: { readonly code: string; readonly message: string } | undefined
}
const head: Parser<Head> = object<Head>({
  header: optional(record(text(1 << 16), 1000)),
  protocol: optional(text(200)),
  fault: optional(object({ code: text(200), message: text(4096) })),
})
interface End {
  readonly code: number
  readonly reason: string
}
const end: Parser<End> = object<End>({ code: integer(1000, 4999), reason: text(200) })

function json(content: string): unknown {
  try {
    return JSON.parse(content) as unknown
  } catch {
    return null
  }
}

const open = new WeakMap<Session, Map<number, WebSocket>>()
function socketsOf(session: Session): Map<number, WebSocket> {
  const known = open.get(session)
  if (known !== undefined) return known
  const made = new Map<number, WebSocket>()
  open.set(session, made)
  return made
}

/** All of a run's sockets end with it. */
export function closeSockets(session: Session): void {
  for (const socket of open.get(session)?.values() ?? []) socket.close()
  open.delete(session)
}

/** Resolves when the socket outside is open; from then on the program hears by 'socket' events. */
async function connect(session: Session, args: OpenArgs): Promise<void> {
  const { dev } = session
  if (dev === null) return connectNow(session, args)
  const { task, url, header } = args
  dev.socket({ kind: 'asked', task, url, header })
  try {
    await dev.reachable()
    await connectNow(session, args)
  } catch (error) {
    dev.socket({ kind: 'failed', task, reason: error instanceof Error ? error.message : String(error) })
    throw error
  }
}

function connectNow(session: Session, args: OpenArgs): Promise<void> {
  const { task } = args
  const { dev } = session
  const happened = (kind: string, detail: object): void => session.happened('socket', { task, kind, ...detail })
  const got = (data: string | ArrayBuffer): void => {
    dev?.socket({ kind: 'got', task, data })
    happened('message', { data })
  }
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/gateway/socket`)
  socket.binaryType = 'arraybuffer'
  socketsOf(session).set(task, socket)
  return new Promise((resolve, reject) => {
    let opened = false
    let told = false
    const finish = (code: number, reason: string): void => {
      if (told) return
      told = true
      socketsOf(session).delete(task)
      socket.close()
      if (opened) {
        dev?.socket({ kind: 'closed', task, code, reason })
        happened('close', { code, reason })
      } else reject(new ApiFailure(reason === '' ? 'network error' : reason))
    }
    socket.onopen = () =>
      socket.send(JSON.stringify({ app: session.appId, url: args.url, header: args.header, protocols: args.protocols, timeoutMs: args.timeout }))
    socket.onclose = (event) => finish(1006, opened ? 'abnormal closure' : event.reason)
    socket.onmessage = (event: MessageEvent<unknown>) => {
      const came = event.data
      if (!opened) {
        const first = parse(head, typeof came === 'string' ? json(came) : null)
        if (!first.ok) return finish(1006, 'the answer cannot be read')
        const { fault, header } = first.value
        if (fault !== undefined) return finish(1006, socketFailureText(fault, args.url))
        opened = true
        dev?.socket({ kind: 'open', task, header: header ?? {} })
        happened('open', { header: header ?? {} })
        resolve()
      } else if (came instanceof ArrayBuffer) got(came)
      else if (typeof came === 'string' && came.startsWith('t')) got(came.slice(1))
      else {
        const how = parse(end, typeof came === 'string' ? json(came.slice(1)) : null)
        if (how.ok) finish(how.value.code, how.value.reason)
        else finish(1006, 'abnormal closure')
      }
    }
  })
}

function socketOf(session: Session, task: number): WebSocket {
  const socket = socketsOf(session).get(task)
  if (socket === undefined) throw new ApiFailure('taskID not exist')
  return socket
}

export const socketCalls: CallTable<Session> = {
  socketOpen: call<Session, OpenArgs>(openArgs, (args, { host }) => {
    if (socketsOf(host).has(args.task)) throw new ApiFailure('taskID exists')
    return connect(host, args)
  }),
  socketSend: call<Session, SendArgs>(sendArgs, (args, { host }) => {
    socketOf(host, args.task).send(typeof args.data === 'string' ? `t${args.data}` : args.data)
    host.dev?.socket({ kind: 'sent', task: args.task, data: args.data })
  }),
  /** The program hears that it is closed when its server has been told. */
  socketClose: call<Session, CloseArgs>(closeArgs, ({ task, code, reason }, { host }) => {
    const socket = socketOf(host, task)
    if (socket.readyState === WebSocket.OPEN) socket.send(`c${JSON.stringify({ code, reason })}`)
    socketsOf(host).delete(task)
    host.dev?.socket({ kind: 'closed', task, code, reason })
    host.happened('socket', { task, kind: 'close', code, reason })
    socket.onclose = socket.onmessage = null
    socket.close()
  }),
}
