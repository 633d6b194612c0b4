/** wx.request, downloadFile, uploadFile: WeChat's forms; the host and the instance carry them out. */
import { extend, type Described, type Env, type Extension, type Kit } from './extension.js'

type Options = Readonly<Record<string, unknown>>

/** What the host answers of a request. */
interface Answer {
  readonly statusCode: number
  readonly header: Readonly<Record<string, string>>
  readonly cookies: readonly string[]
  readonly body: ArrayBuffer
}
interface Downloaded {
  readonly statusCode: number
  readonly header: Readonly<Record<string, string>>
  readonly tempFilePath?: string
  readonly filePath?: string
  readonly dataLength: number
}

const methods = new Set(['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT'])
const withQuery = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Values of objects as a form or a query has them. WeChat writes what is nested as JSON, and undefined as that word. */
export function encodeForm(data: object): string {
  return Object.entries(data)
    .map(
      ([key, value]: [string, unknown]) =>
        `${encodeURIComponent(key)}=${encodeURIComponent(typeof value === 'object' ? JSON.stringify(value) : String(value))}`,
    )
    .join('&')
}

/** Puts a query before the fragment, after what is there already. */
export function addQuery(url: string, query: string): string {
  if (query === '') return url
  const [address = '', ...fragment] = url.split('#')
  const joint = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&'
  return [address + joint + query, ...fragment].join('#')
}

function headersOf(given: unknown): Record<string, string> {
  if (typeof given !== 'object' || given === null) return {}
  const entries = Object.entries(given).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(entries.map(([name, value]: [string, unknown]) => [name, String(value)]))
}

/** The fields beside an upload's file. What is no plain value WeChat sends as the name of its kind: programs write it as JSON themselves. */
export function fieldsOf(given: unknown): Record<string, string> {
  const named = (value: unknown): unknown => (typeof value === 'object' && value !== null ? Object.prototype.toString.call(value) : value)
  const entries = Object.entries(typeof given === 'object' && given !== null ? given : {})
  return headersOf(Object.fromEntries(entries.map(([name, value]: [string, unknown]) => [name, named(value)])))
}

const find = (header: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.entries(header).find(([each]) => each.toLowerCase() === name)?.[1]

function timeoutOf(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.min(3_600_000, Math.ceil(value)) : 0
}

/** The part of a view that its program sees, as a buffer of its own. */
function bytesOf(data: unknown): ArrayBuffer | undefined {
  if (data instanceof ArrayBuffer) return data
  if (!ArrayBuffer.isView(data)) return undefined
  return Uint8Array.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)).buffer
}

interface Outgoing {
  readonly url: string
  readonly method: string
  readonly header: Readonly<Record<string, string>>
  readonly timeout: number
  readonly body?: ArrayBuffer | string
}

/** What leaves for the options of wx.request. */
export function outgoing(options: Options, { CallFailure }: Pick<Kit, 'CallFailure'>): Outgoing {
  const url = String(options['url'])
  if (!/^https?:\/\/[^/?#]/i.test(url)) throw new CallFailure(`invalid url "${url.slice(0, 200)}"`)
  const method = typeof options['method'] === 'string' && options['method'] !== '' ? options['method'].toUpperCase() : 'GET'
  if (!methods.has(method)) throw new CallFailure(`invalid method "${method.slice(0, 20)}"`)
  const header = headersOf(options['header'])
  const type = find(header, 'content-type') ?? 'application/json'
  if (find(header, 'content-type') === undefined) header['content-type'] = type
  const plain: Outgoing = { url, method, header, timeout: timeoutOf(options['timeout']) }
  const { data } = options
  if (data === undefined || data === null) return plain
  const bytes = bytesOf(data)
  if (withQuery.has(method)) {
    if (bytes !== undefined) return plain
    return { ...plain, url: addQuery(url, typeof data === 'object' ? encodeForm(data) : String(data)) }
  }
  if (bytes !== undefined) return { ...plain, body: bytes }
  if (typeof data !== 'object') return { ...plain, body: String(data) }
  return { ...plain, body: /x-www-form-urlencoded/i.test(type) ? encodeForm(data) : JSON.stringify(data) }
}

/** The data of an answer as the program wants it; JSON that is none stays text, as in WeChat. */
export function incoming(answer: Answer, options: Options): Readonly<Record<string, unknown>> {
  const { statusCode, header, cookies } = answer
  if (options['responseType'] === 'arraybuffer') return { data: answer.body, statusCode, header, cookies }
  const text = new TextDecoder().decode(answer.body)
  const { dataType } = options
  if (dataType !== undefined && dataType !== 'json') return { data: text, statusCode, header, cookies }
  try {
    return { data: JSON.parse(text) as unknown, statusCode, header, cookies }
  } catch {
    return { data: text, statusCode, header, cookies }
  }
}

type Listener = (detail: unknown) => void
type Task = Readonly<Record<string, (listener?: unknown) => void>>

/** RequestTask, DownloadTask, UploadTask: abort, and listeners for what is told on the way. */
function makeTask(env: Env, name: string, abort: () => void): { readonly task: Task; readonly tell: (event: string, detail: unknown) => void } {
  const heard = new Map<string, Set<Listener>>()
  const members: Record<string, (listener?: unknown) => void> = { abort }
  for (const event of ['HeadersReceived', 'ProgressUpdate', 'ChunkReceived']) {
    const listeners = new Set<Listener>()
    heard.set(event, listeners)
    members[`on${event}`] = (listener) => {
      if (typeof listener === 'function') listeners.add(listener as Listener)
    }
    members[`off${event}`] = (listener) => {
      if (listener === undefined) listeners.clear()
      else listeners.delete(listener as Listener)
    }
  }
  return {
    task: members,
    tell(event, detail) {
      for (const listener of heard.get(event) ?? []) env.run(listener, [detail], `on${event} of wx.${name}`)
    },
  }
}

/**
 * A failed connection has WeChat's number of it (an error of the network library, or an unknown one), where the reason has none that all
 * members share (forms.ts).
 */
function counted(error: unknown, { CallFailure, failure }: Kit): unknown {
  if (!(error instanceof CallFailure) || error.errno !== undefined || /^(abort|file not exist|invalid method|permission denied)/.test(error.message))
    return error
  if (failure('', error.message)['errno'] !== undefined) return error
  return new CallFailure(error.message, error.message.startsWith('errcode:') ? 600_001 : 600_000)
}

/** What the members with a task read and answer with. */
const described = {
  request: [
    {
      url: 'String',
      data: 'Any',
      header: 'Object?',
      method: 'String?',
      dataType: 'String?',
      responseType: 'String?',
      timeout: 'Number?',
      enableChunked: 'Any',
      redirect: 'Any',
    },
    null,
    'data statusCode header cookies',
  ],
  downloadFile: [{ url: 'String', header: 'Object?', timeout: 'Number?', filePath: 'String?' }, null, 'tempFilePath filePath statusCode header dataLength'],
  uploadFile: [
    { url: 'String', filePath: 'String', name: 'String', header: 'Object?', formData: 'Object?', timeout: 'Number?' },
    null,
    'data statusCode header cookies',
  ],
} as const satisfies Readonly<Record<string, Described>>

type Starter = (options?: unknown) => Task
type Tell = (event: string, detail: unknown) => void
type Work = (options: Options, task: number, tell: Tell) => Promise<unknown>

/** What the host tells of a task under way → the task's event. */
const told: Readonly<Record<string, string>> = { requestHeaders: 'HeadersReceived', requestChunk: 'ChunkReceived', requestProgress: 'ProgressUpdate' }
const progress = (written: number, expected: number): object => ({
  progress: expected > 0 ? Math.min(100, Math.round((written / expected) * 100)) : 0,
  totalBytesWritten: written,
  totalBytesExpectedToWrite: expected,
})

/** The members that give a task at once and answer by callbacks alone. */
function requestMembers(env: Env, kit: Kit): Readonly<Record<keyof typeof described, Starter>> {
  let last = 0
  const running = new Map<number, Tell>()
  for (const [name, event] of Object.entries(told)) {
    env.onHostEvent(name, (detail) => {
      if (typeof detail !== 'object' || detail === null || !('task' in detail)) return
      const { task, ...rest } = detail as { readonly task: unknown; readonly written?: number; readonly expected?: number }
      if (typeof task === 'number') running.get(task)?.(event, name === 'requestProgress' ? progress(rest.written ?? 0, rest.expected ?? 0) : rest)
    })
  }
  const starter = (name: keyof typeof described, work: Work): Starter => {
    return (given) => {
      last += 1
      const number = last
      const abort = (): void => {
        if (running.has(number)) void env.call('requestAbort', { task: number }).catch(() => undefined)
      }
      const { task, tell } = makeTask(env, name, abort)
      const start = kit.member(env, name, described[name][0], async (options) => {
        running.set(number, tell)
        try {
          return await work(options, number, tell)
        } catch (error) {
          throw counted(error, kit)
        } finally {
          running.delete(number)
        }
      })
      void start(given)
      return task
    }
  }
  const common = (options: Options): Outgoing => outgoing({ ...options, method: 'GET', data: undefined }, kit)
  return {
    request: starter('request', async (options, task) => {
      const asked = { ...(options['enableChunked'] === true ? { chunked: true } : {}), ...(options['redirect'] === 'manual' ? { manual: true } : {}) }
      return incoming((await env.call('request', { task, ...outgoing(options, kit), ...asked })) as Answer, options)
    }),
    downloadFile: starter('downloadFile', async (options, task, tell) => {
      const { url, timeout } = common(options)
      const filePath = typeof options['filePath'] === 'string' && options['filePath'] !== '' ? { filePath: options['filePath'] } : {}
      const got = (await env.call('downloadFile', { task, url, header: headersOf(options['header']), timeout, ...filePath })) as Downloaded
      tell('ProgressUpdate', progress(got.dataLength, got.dataLength))
      return got
    }),
    uploadFile: starter('uploadFile', async (options, task, tell) => {
      const { url, timeout } = common(options)
      const answer = (await env.call('uploadFile', {
        task,
        url,
        timeout,
        header: headersOf(options['header']),
        filePath: options['filePath'],
        name: options['name'],
        formData: fieldsOf(options['formData']),
      })) as Answer & { readonly sentLength?: number }
      // A browser does not say how much of a body has left: what is told is the end.
      const sent = answer.sentLength ?? 0
      tell('ProgressUpdate', { progress: 100, totalBytesSent: sent, totalBytesExpectedToSend: sent })
      return incoming(answer, { dataType: 'text' })
    }),
  }
}

export const requestExtension: Extension = (env, tools) => ({ own: requestMembers(env, tools), described })
extend(requestExtension)
