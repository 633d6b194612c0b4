/**
 * The host's way to what a program may reach outside: everything goes to the instance (`/api/gateway/<appid>`), which knows
 * the program's domains and keeps the log. Nothing here trusts the program with more than what it asked and was answered.
 */
import { bool, integer, list, object, optional, parse, record, text, type Parser } from '../../protocol/parse.js'
import { ApiFailure } from './broker.js'

export interface Ask {
  readonly url: string
  readonly method: string
  readonly header: Readonly<Record<string, string>>
  /** 0: the instance's own limit, 60 s. */
  readonly timeoutMs: number
  readonly body?: Blob | ArrayBuffer | string
  /** A redirect is the answer. */
  readonly manual?: boolean
  /** The instance passes each piece on as it comes. */
  readonly chunked?: boolean
  /** Called with each piece of the answer's body, in order. */
  readonly part?: (part: Uint8Array<ArrayBuffer>) => void
}
export interface AnswerHead {
  readonly status: number
  readonly header: Readonly<Record<string, string>>
  readonly cookies: readonly string[]
}
export interface Answer extends AnswerHead {
  readonly body: ArrayBuffer
}
export interface OutsideCall {
  readonly id: string
  readonly ts: number
  readonly for: string
  readonly method: string
  readonly url: string
  readonly status: number
  readonly sent: number
  readonly received: number
  readonly ms: number
  readonly fault?: string | undefined
}
export interface OutsideCalls {
  readonly calls: readonly OutsideCall[]
  /** Everybody's: the reader published the program. */
  readonly all: boolean
}

export interface Sealed {
  readonly encryptedData: string
  readonly iv: string
}
/** The person is not in the group, or not any more. */
export const noGroup = 'the user is not in the group'

export interface Gateway {
  /** Resolves with any answer of the server outside; rejects with ApiFailure. `heard` is called as soon as the head is there. */
  request(ask: Ask, signal: AbortSignal, heard: (head: AnswerHead) => void): Promise<Answer>
  /** Rejects with ApiFailure. */
  picture(url: string): Promise<Blob>
  /** A code for the program's server; with `profile` one of a person who agreed that it learns their name and picture. */
  login(profile?: boolean): Promise<string>
  sessionHolds(): Promise<boolean>
  /** What the program calls a group, sealed for its server. */
  enterGroup(conv: string): Promise<Sealed>
  /** What this program calls people whom the person knows, by their ids; others are left out. */
  openids(people: readonly string[]): Promise<Readonly<Record<string, string>>>
  calls(before: string): Promise<OutsideCalls>
  /** Gives up what is under way. */
  dispose(): void
}

interface Head {
  readonly status?: number | undefined
  readonly header?: Readonly<Record<string, string>> | undefined
  readonly cookies?: readonly string[] | undefined
  readonly fault?: Failure | undefined
}
interface Failure {
  readonly code: string
  readonly message: string
}
const failure: Parser<Failure> = object<Failure>({ code: text(200), message: text(4096) })
const head: Parser<Head> = object<Head>({
  status: optional(integer(100, 999)),
  header: optional(record(text(1 << 16), 1000)),
  cookies: optional(list(text(1 << 16), 1000)),
  fault: optional(failure),
})
const code: Parser<{ readonly code: string }> = object<{ readonly code: string }>({ code: text(200) })
const session: Parser<{ readonly holds: boolean }> = object<{ readonly holds: boolean }>({ holds: bool })
const named = object<{ readonly openids: Readonly<Record<string, string>> }>({ openids: record(text(100), 100) })
const sealed: Parser<Sealed> = object<Sealed>({ encryptedData: text(4096), iv: text(64) })
const calls: Parser<OutsideCalls> = object<OutsideCalls>({
  calls: list(
    object<OutsideCall>({
      id: text(64),
      ts: integer(),
      for: text(40),
      method: text(20),
      url: text(2000),
      status: integer(),
      sent: integer(),
      received: integer(),
      ms: integer(),
      fault: optional(text(200)),
    }),
    1000,
  ),
  all: bool,
})

/**
 * What WeChat says of a failure, by the instance's code. Programs compare the first of these; a failed connection is told in the form of
 * WeChat's network library, by Chromium's number and name of it, and our own sentence follows.
 */
export function failureText({ code, message }: Failure, url: string): string {
  switch (code) {
    case 'egress.origin':
    case 'egress.scheme':
      return 'url not in domain list'
    case 'egress.url':
      return `invalid url "${url.slice(0, 200)}"`
    case 'egress.timeout':
      return 'timeout'
    case 'gateway.group':
      return noGroup
    case 'gateway.no-session':
      return 'login first'
  }
  const known = connectionErrors[code]
  return known === undefined ? message : `errcode:${known[0]} cronet_error_code:${known[0]} error_msg:net::ERR_${known[1]} (${message})`
}

/** Chromium's net_error_list.h. */
const connectionErrors: Readonly<Record<string, readonly [number: number, name: string]>> = {
  'egress.no-host': [-105, 'NAME_NOT_RESOLVED'],
  'egress.refused': [-102, 'CONNECTION_REFUSED'],
  'egress.cut': [-100, 'CONNECTION_CLOSED'],
  'egress.unreachable': [-109, 'ADDRESS_UNREACHABLE'],
  'egress.private': [-138, 'NETWORK_ACCESS_DENIED'],
  'egress.tls': [-207, 'CERT_INVALID'],
  'egress.redirects': [-310, 'TOO_MANY_REDIRECTS'],
  'egress.too-long': [-8, 'FILE_TOO_BIG'],
  'egress.body': [-8, 'FILE_TOO_BIG'],
  'gateway.method': [-322, 'METHOD_NOT_SUPPORTED'],
  'gateway.header': [-4, 'INVALID_ARGUMENT'],
}

/** The same of a socket, in the form of the library that WeChat opens sockets by. */
export function socketFailureText(failure: Failure, url: string): string {
  const known = socketErrors[failure.code]
  return known === undefined ? failureText(failure, url) : `open fail: _code:${known[0]},_msg:${known[1]} (${failure.message})`
}

/** Numbers of the system, and of WebSocket++. */
const socketErrors: Readonly<Record<string, readonly [number: number, text: string]>> = {
  'egress.no-host': [1, 'Host not found (authoritative)'],
  'egress.refused': [111, 'Connection refused'],
  'egress.cut': [104, 'Connection reset by peer'],
  'egress.unreachable': [113, 'No route to host'],
  'egress.private': [13, 'Permission denied'],
  'egress.tls': [8, 'TLS handshake failed'],
  'egress.no-socket': [20, 'Invalid HTTP status.'],
}

/** Lets `most` run at a time; the others wait for their turn in order. */
export function createLane(most: number): <T>(run: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (run) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await run()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}

/**
 * One for the whole tab. Over HTTP/1.1 a browser opens six connections to the instance in all: slow servers of programs must
 * leave one to the host.
 */
const manyConnections = (): boolean => {
  const entry = globalThis.performance?.getEntriesByType('navigation')[0]
  return entry !== undefined && 'nextHopProtocol' in entry && /^h[23]/.test(String(entry.nextHopProtocol))
}
const lanes = manyConnections() ? { requests: createLane(10), pictures: createLane(6) } : { requests: createLane(3), pictures: createLane(2) }

export function createGateway(appId: string, fetcher: typeof fetch = (...args) => fetch(...args)): Gateway {
  const base = `/api/gateway/${encodeURIComponent(appId)}`
  const over = new AbortController()

  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    try {
      return await fetcher(base + path, { ...init, signal: AbortSignal.any([over.signal, ...(init.signal instanceof AbortSignal ? [init.signal] : [])]) })
    } catch (error) {
      throw lost(error)
    }
  }
  const failed = async (answer: Response, url: string): Promise<ApiFailure> => {
    const got = parse(failure, await answer.json().catch(() => null))
    return new ApiFailure(got.ok ? failureText(got.value, url) : `status ${answer.status}`)
  }

  return {
    request: (ask, signal, heard) =>
      lanes.requests(async () => {
        if (signal.aborted) throw new ApiFailure('abort')
        const { url, method, header, timeoutMs, manual, chunked } = ask
        const line = JSON.stringify({ url, method, header, timeoutMs, manual, chunked })
        const answer = await send('', { method: 'POST', body: new Blob([line, '\n', ask.body ?? '']), signal })
        if (!answer.ok || answer.body === null) throw await failed(answer, ask.url)
        const stream = lineAndRest(answer.body.getReader())
        const got = parse(head, await stream.line())
        if (!got.ok) throw new ApiFailure('the answer cannot be read')
        const { fault, status } = got.value
        if (fault !== undefined) throw new ApiFailure(failureText(fault, ask.url))
        if (status === undefined) throw new ApiFailure('the answer cannot be read')
        const top: AnswerHead = { status, header: got.value.header ?? {}, cookies: got.value.cookies ?? [] }
        heard(top)
        return { ...top, body: await stream.rest(ask.part) }
      }),
    picture: (url) =>
      lanes.pictures(async () => {
        const answer = await send(`/picture?url=${encodeURIComponent(url)}`)
        if (!answer.ok) throw await failed(answer, url)
        return answer.blob()
      }),
    async login(profile = false) {
      const answer = await send(profile ? '/login?profile=yes' : '/login', { method: 'POST' })
      if (!answer.ok) throw await failed(answer, '')
      const got = parse(code, await answer.json())
      if (!got.ok) throw new ApiFailure('the answer cannot be read')
      return got.value.code
    },
    async sessionHolds() {
      const answer = await send('/session')
      if (!answer.ok) throw await failed(answer, '')
      const got = parse(session, await answer.json())
      if (!got.ok) throw new ApiFailure('the answer cannot be read')
      return got.value.holds
    },
    async enterGroup(conv) {
      const answer = await send('/group', { method: 'POST', body: JSON.stringify({ conv }) })
      if (!answer.ok) throw await failed(answer, '')
      const got = parse(sealed, await answer.json())
      if (!got.ok) throw new ApiFailure('the answer cannot be read')
      return got.value
    },
    async openids(people) {
      const answer = await send('/people', { method: 'POST', body: JSON.stringify({ people }) })
      if (!answer.ok) throw await failed(answer, '')
      const got = parse(named, await answer.json())
      if (!got.ok) throw new ApiFailure('the answer cannot be read')
      return got.value.openids
    },
    async calls(before) {
      const answer = await send(`/calls${before === '' ? '' : `?before=${encodeURIComponent(before)}`}`)
      if (!answer.ok) throw await failed(answer, '')
      const got = parse(calls, await answer.json())
      if (!got.ok) throw new ApiFailure('the answer cannot be read')
      return got.value
    },
    dispose: () => over.abort(),
  }
}

/** Sound or film of one of the program's own servers. Fails with ApiFailure. */
export async function fetchMedia(gateway: Gateway, url: string): Promise<Blob> {
  const answer = await gateway.request({ url, method: 'GET', header: {}, timeoutMs: 0 }, new AbortController().signal, () => undefined)
  if (answer.status !== 200) throw new ApiFailure(`status ${answer.status}`)
  const type =
    Object.entries(answer.header)
      .find(([name]) => name.toLowerCase() === 'content-type')?.[1]
      .split(';', 1)[0] ?? ''
  if (!/^(audio|video)\//.test(type) && type !== 'application/octet-stream') throw new ApiFailure('there is no sound or film at this address')
  return new Blob([answer.body], { type: type === 'application/octet-stream' ? '' : type })
}

function lost(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error
  return new ApiFailure(error instanceof DOMException && error.name === 'AbortError' ? 'abort' : 'network error')
}

/** Reads a stream as one line of JSON and bytes after it. */
function lineAndRest(reader: ReadableStreamDefaultReader<Uint8Array>): {
  line(): Promise<unknown>
  rest(heard?: (part: Uint8Array<ArrayBuffer>) => void): Promise<ArrayBuffer>
} {
  const parts: Uint8Array[] = []
  const read = async (): Promise<Uint8Array | undefined> => {
    try {
      return (await reader.read()).value
    } catch (error) {
      throw lost(error)
    }
  }
  const whole = (): Uint8Array<ArrayBuffer> => {
    const all = new Uint8Array(parts.reduce((sum, each) => sum + each.length, 0))
    let at = 0
    for (const each of parts) {
      all.set(each, at)
      at += each.length
    }
    return all
  }
  return {
    async line() {
      for (let part = await read(); part !== undefined; part = await read()) {
        const end = part.indexOf(10)
        if (end < 0) {
          parts.push(part)
          continue
        }
        parts.push(part.subarray(0, end))
        const line = new TextDecoder().decode(whole())
        parts.splice(0, parts.length, part.subarray(end + 1))
        try {
          return JSON.parse(line) as unknown
        } catch {
          return null
        }
      }
      return null
    },
    async rest(heard) {
      // What came with the head is the first piece.
      for (const part of parts) if (part.length > 0) heard?.(Uint8Array.from(part))
      for (let part = await read(); part !== undefined; part = await read()) {
        parts.push(part)
        heard?.(Uint8Array.from(part))
      }
      return whole().buffer
    },
  }
}
