/** What a program asks of servers outside, and who it learns that the person is. Each run has its own requests under way. */
import { blob, bool, integer, object, optional, record, text, Violation, type Parser } from '../../protocol/parse.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import { FileFailure } from './files.js'
import type { Answer, Ask } from './gateway.js'
import { agreed } from './question.js'
import type { Session } from './session.js'
import { word } from './words.js'

const maxBytes = 10 << 20

type Body = ArrayBuffer | Blob | string
const aBlob = blob(maxBytes)
const body: Parser<Body> = (value, at) => {
  if (typeof value === 'string') return text(maxBytes)(value, at)
  if (!(value instanceof ArrayBuffer)) return aBlob(value, at)
  if (value.byteLength > maxBytes) throw new Violation(at, `${value.byteLength} bytes are more than ${maxBytes}`)
  return value
}

interface RequestArgs {
  /** The Worker's number of the request, for requestAbort and for what is told meanwhile. */
  readonly task: number
  readonly url: string
  readonly method: string
  readonly header: Readonly<Record<string, string>>
  readonly timeout: number
  readonly body?: Body | undefined
  /** Each piece of the answer is told as it comes. */
  readonly chunked?: boolean | undefined
  /** A redirect is the answer. */
  readonly manual?: boolean | undefined
}
const shape = {
  task: integer(),
  url: text(8192),
  header: record(text(1 << 16), 200),
  timeout: integer(0, 3_600_000),
}
const requestArgs: Parser<RequestArgs> = object<RequestArgs>({
  ...shape,
  method: text(20),
  body: optional(body),
  chunked: optional(bool),
  manual: optional(bool),
})

type TransferArgs = Pick<RequestArgs, 'task' | 'url' | 'header' | 'timeout'>
interface DownloadArgs extends TransferArgs {
  /** Where the program wants it, in its own folder. */
  readonly filePath?: string | undefined
}
const downloadArgs: Parser<DownloadArgs> = object<DownloadArgs>({ ...shape, filePath: optional(text(1024)) })

interface UploadArgs extends TransferArgs {
  readonly filePath: string
  readonly name: string
  readonly formData: Readonly<Record<string, string>>
}
const uploadArgs: Parser<UploadArgs> = object<UploadArgs>({
  ...shape,
  filePath: text(4096),
  name: text(1024),
  formData: record(text(maxBytes), 1000),
})

const underWay = new WeakMap<Session, Map<number, AbortController>>()

/** Asks outside; the program hears of the head by 'requestHeaders' and may give up by 'requestAbort'. */
async function ask(session: Session, task: number, what: Ask, expect?: (header: Readonly<Record<string, string>>) => void): Promise<Answer> {
  const tasks = underWay.get(session) ?? new Map<number, AbortController>()
  underWay.set(session, tasks)
  const stop = new AbortController()
  tasks.set(task, stop)
  try {
    return await session.gateway.request(what, stop.signal, ({ status, header, cookies }) => {
      expect?.(header)
      session.happened('requestHeaders', { task, statusCode: status, header, cookies })
    })
  } finally {
    tasks.delete(task)
  }
}

const headerOf = (header: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.entries(header).find(([each]) => each.toLowerCase() === name)?.[1]

/** Progress is told when another hundredth has come, so that a large file is not a message per packet. */
function progressTeller(session: Session, task: number): { expect(header: Readonly<Record<string, string>>): void; part(bytes: number): void } {
  let expected = 0
  let written = 0
  let said = 0
  return {
    expect: (header) => {
      expected = Number(headerOf(header, 'content-length')) || 0
    },
    part: (bytes) => {
      written += bytes
      if (expected === 0 || written >= expected || written - said < expected / 100) return
      said = written
      session.happened('requestProgress', { task, written, expected })
    },
  }
}

/** Puts what was downloaded where the program's files are. */
async function keepAt(session: Session, path: string, blob: Blob): Promise<void> {
  if (!path.startsWith('wxfile://usr/')) throw new ApiFailure(`permission denied, open ${path.slice(0, 200)}`)
  await session.ownFiles.change({ path, blob })
  session.happened('fileKept', { path, blob })
}

export const networkCalls: CallTable<Session> = {
  request: call<Session, RequestArgs>(requestArgs, async (args, { host }) => {
    const { task, url, method, header, timeout } = args
    const answer = await ask(host, task, {
      url,
      method,
      header,
      timeoutMs: timeout,
      ...(args.body === undefined ? {} : { body: args.body }),
      ...(args.manual === true ? { manual: true } : {}),
      ...(args.chunked === true ? { chunked: true, part: ({ buffer }) => host.happened('requestChunk', { task, data: buffer }) } : {}),
    })
    return { statusCode: answer.status, header: answer.header, cookies: answer.cookies, body: answer.body }
  }),
  requestAbort: call<Session, { readonly task: number }>(object({ task: integer() }), ({ task }, { host }) => underWay.get(host)?.get(task)?.abort()),
  downloadFile: call<Session, DownloadArgs>(downloadArgs, async ({ task, url, header, timeout, filePath }, { host }) => {
    const progress = progressTeller(host, task)
    const what: Ask = { url, method: 'GET', header, timeoutMs: timeout, part: ({ length }) => progress.part(length) }
    const answer = await ask(host, task, what, progress.expect)
    const type = headerOf(answer.header, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
    const got = new Blob([answer.body], { type })
    const head = { statusCode: answer.status, header: answer.header, dataLength: answer.body.byteLength }
    if (filePath === undefined) return { ...head, tempFilePath: host.files.keep(got) }
    await keepAt(host, filePath, got)
    return { ...head, filePath }
  }),
  uploadFile: call<Session, UploadArgs>(uploadArgs, async (args, { host }) => {
    const file = await host.files.find(args.filePath, host.pages.value?.top.value?.page.route ?? '').catch((error: unknown) => {
      throw error instanceof FileFailure ? new ApiFailure('file not exist') : error
    })
    const form = new FormData()
    for (const [name, value] of Object.entries(args.formData)) form.append(name, value)
    form.append(args.name, file, args.filePath.split('/').at(-1) ?? 'file')
    const encoded = new Response(form)
    const header: Record<string, string> = Object.fromEntries(Object.entries(args.header).filter(([name]) => name.toLowerCase() !== 'content-type'))
    header['Content-Type'] = encoded.headers.get('content-type') ?? 'multipart/form-data'
    const sent = await encoded.blob()
    const answer = await ask(host, args.task, { url: args.url, method: 'POST', header, timeoutMs: args.timeout, body: sent })
    return { statusCode: answer.status, header: answer.header, cookies: answer.cookies, body: answer.body, sentLength: sent.size }
  }),
  login: call<Session, { profile?: boolean | undefined }>(object({ profile: optional(bool) }), async ({ profile = false }, { host }) => {
    const ask = { title: word('askProfile', host.info.value?.name ?? ''), yes: word('allow'), no: word('refuse') }
    if (profile && !(await agreed(host.overlays, ask))) throw new ApiFailure('auth deny')
    return { code: await host.gateway.login(profile) }
  }),
  checkSession: call<Session, object>(object({}), async (_, { host }) => {
    if (!(await host.gateway.sessionHolds())) throw new ApiFailure('session time out, need relogin')
  }),
}
