/**
 * The author's side of one run: it gives the Worker source maps and a port, hears what the program does, and takes changed
 * source into it.
 */
import type { DevToHost, HostToDev, LogEntry, DataUpdate, Preview, TreeNode } from '../../protocol/dev.js'
import { parseDevToHost } from '../../protocol/dev.js'
import { onMessage } from '../../protocol/parse.js'
import type { Answer, Gateway } from '../program/gateway.js'
import type { DevRun } from '../program/ports.js'
import type { Session } from '../program/session.js'
import { mapComment, sectionsOf, toolUrl, type Section } from './maps.js'
import { createPlaces, placeIn, startsOf } from './places.js'
import { type DevRecord, nextRequest, type Request, requestsKept } from './record.js'
import { createRefusals } from './refusals.js'
import { simulated } from './simulate.js'
import { createSockets } from './sockets.js'

export interface Change {
  readonly code: string
  readonly sections: readonly Section[]
  readonly forget: readonly string[]
  readonly wxs: boolean
  readonly remake: readonly string[]
  readonly redraw: readonly string[]
}

export interface Run extends DevRun {
  readonly record: DevRecord
  /** Resolves when the Worker has it, with the paths whose script threw; rejects if the Worker says nothing for 10 s. */
  apply(change: Change): Promise<readonly string[]>
  /** null if there is no such page (any more). */
  inspect(page: number): Promise<TreeNode | null>
  store(key: string, value: string | null): void
}

const answerMs = 10_000
const mainScript = '$/program.js'
const shownText = 200_000

export function createRun(session: () => Session, record: DevRecord): Run {
  const places = createPlaces()
  const waiting = new Map<number, (message: DevToHost) => void>()
  let port: MessagePort | undefined
  let lastAsk = 0
  let changes = 0
  const refused = createRefusals(record)

  const say = (message: HostToDev): void => port?.postMessage(message)
  const ask = (message: (id: number) => HostToDev): Promise<DevToHost> => {
    lastAsk += 1
    const id = lastAsk
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(id)
        reject(new Error('the program does not answer'))
      }, answerMs)
      waiting.set(id, (answer) => {
        clearTimeout(timer)
        waiting.delete(id)
        resolve(answer)
      })
      say(message(id))
    })
  }
  const name = (): string => session().info.peek()?.name ?? 'program'
  const translate = (stack: string): string => (stack === '' ? '' : places.translate(stack))

  /** An error that is printed comes as its text, stack and all. */
  const placed = (arg: Preview): Preview => (arg.k === 'text' ? { ...arg, v: translate(arg.v) } : arg)
  const log = (entry: LogEntry): void => record.line({ ...entry, args: entry.args.map(placed), stack: translate(entry.stack) })
  const update = (entry: DataUpdate): void => record.update(entry, placeIn(translate(entry.stack)) || entry.component)
  const hear = (message: DevToHost): void => {
    if (message.kind !== 'told') return waiting.get(message.id)?.(message)
    for (const each of message.logs) log(each)
    for (const each of message.updates) update(each)
    if (message.dropped > 0) {
      record.line({ at: Date.now(), level: 'warn', args: [{ k: 'text', v: `… ${message.dropped}` }], page: '', stack: '' })
    }
  }

  return {
    record,
    gateway: (given) => watched(given, record, refused),
    socket: createSockets(record, refused),
    reachable: () => simulated(() => Promise.resolve()),
    line({ level, text, page, stack }) {
      const at = translate(stack)
      // biome-ignore lint/suspicious/noConsole: the browser's own tools are a developer's console: what the program says stands there too
      console[level](`[${name()}] ${text}${page === '' ? '' : ` (${page})`}`, ...(at === '' ? [] : [`\n${at}`]))
      record.line({ at: Date.now(), level, args: [{ k: 'text', v: text }], page, stack: at })
    },
    stored(changed) {
      const next = new Map(record.storage.value)
      for (const { key, value } of changed) {
        if (key === '') next.clear()
        else if (value === null) next.delete(key)
        else next.set(key, value)
      }
      record.storage.value = next
    },
    async scripts(held, runtime, chunks) {
      void session()
        .kept()
        .then((kept) => {
          record.storage.value = new Map(Object.entries(kept))
        })
      const starts = startsOf([runtime, ...chunks.map(([, script]) => script)])
      const pieces = await Promise.all(
        chunks.map(async ([chunk, script], i) => {
          const from = starts[i + 1] ?? 0
          return { from, to: from + script.split('\n').length, text: script, sections: await sectionsOf(held, chunk).catch(() => []) }
        }),
      )
      places.add(mainScript, pieces)
      return [runtime, ...chunks.map(([, script]) => script), mapComment(name(), toolUrl(name(), mainScript), pieces, runtime.split('\n').length)]
    },
    async chunk(held, chunk, script) {
      const sections = await sectionsOf(held, chunk).catch(() => [])
      return named(held.app.chunks[chunk]?.js ?? `$/${chunk}.js`, script, sections)
    },
    connect() {
      const channel = new MessageChannel()
      port = channel.port1
      onMessage(port, parseDevToHost, hear, (violation) => {
        record.line({ at: Date.now(), level: 'error', args: [{ k: 'text', v: `development port: ${violation.message}` }], page: '', stack: '' })
      })
      return channel.port2
    },
    placeOf: (source) => places.ofSource(source),
    async apply({ code, sections, ...change }) {
      changes += 1
      const text = code === '' ? '' : named(`$/change-${changes}.js`, code, sections)
      const answer = await ask((id) => ({ kind: 'apply', id, code: text, ...change }))
      return answer.kind === 'applied' ? answer.failed : []
    },
    async inspect(page) {
      const answer = await ask((id) => ({ kind: 'inspect', id, page })).catch(() => null)
      return answer?.kind === 'inspected' ? answer.tree : null
    },
    store: (key, value) => say({ kind: 'store', key, value }),
  }

  /** A script of its own, with its name and its map. */
  function named(script: string, text: string, sections: readonly Section[]): string {
    places.add(script, [{ from: 0, to: Number.MAX_SAFE_INTEGER, text, sections }])
    return `${text}\n${mapComment(name(), toolUrl(name(), script), [{ from: 0, sections }], 0)}`
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/** Bytes as text, if they are some. */
function readable(bytes: ArrayBuffer): string {
  try {
    return decoder.decode(bytes.slice(0, shownText)).slice(0, shownText)
  } catch {
    return ''
  }
}

function sizeOf(body: Blob | ArrayBuffer | string | undefined): number {
  if (body === undefined) return 0
  if (typeof body === 'string') return new TextEncoder().encode(body).length
  return body instanceof Blob ? body.size : body.byteLength
}

/** The way outside with a record of what goes over it. */
function watched(given: Gateway, record: DevRecord, refused: (url: string, fault: string) => void): Gateway {
  return {
    ...given,
    async request(asked, signal, heard) {
      const n = nextRequest()
      const started = performance.now()
      const first: Request = {
        n,
        at: Date.now(),
        method: asked.method,
        url: asked.url,
        header: asked.header,
        body: typeof asked.body === 'string' ? asked.body.slice(0, shownText) : asked.body instanceof ArrayBuffer ? readable(asked.body) : '',
        sent: sizeOf(asked.body),
        state: 'waiting',
        status: 0,
        answerHeader: {},
        answer: '',
        received: 0,
        ms: 0,
        headMs: 0,
        fault: '',
      }
      const change = (members: Partial<Request>): void => {
        record.requests.value = record.requests.value.map((each) => (each.n === n ? { ...each, ms: performance.now() - started, ...members } : each))
      }
      record.requests.value = [...record.requests.value.slice(1 - requestsKept), first]
      try {
        const answer: Answer = await simulated(() =>
          given.request(asked, signal, (head) => {
            change({ status: head.status, answerHeader: head.header, headMs: performance.now() - started })
            heard(head)
          }),
        )
        change({ state: 'answered', status: answer.status, answerHeader: answer.header, answer: readable(answer.body), received: answer.body.byteLength })
        return answer
      } catch (error) {
        const fault = error instanceof Error ? error.message : String(error)
        change({ state: 'failed', fault })
        refused(asked.url, fault)
        throw error
      }
    },
  }
}
