/** The unary calls of the instance, by Connect over HTTP in binary, with the cookie of this browser. */
import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { createConnectTransport } from '@connectrpc/connect-web'
import { noteAnswer } from './server.js'
import { AccountService, SocialService } from './superette/v1/account_pb.js'
import { ChatService } from './superette/v1/chat_pb.js'
import { GroupService } from './superette/v1/group_pb.js'
import { ProgramService } from './superette/v1/program_pb.js'
import { PushService } from './superette/v1/push_pb.js'
import { SecurityService } from './superette/v1/security_pb.js'

let hear: (instance: string) => void = () => undefined

/** Has every answer's instance told. */
export function onInstance(told: (instance: string) => void): void {
  hear = told
}

export const transport = createConnectTransport({
  baseUrl: '/api',
  useBinaryFormat: true,
  defaultTimeoutMs: 15_000,
  fetch: async (asked, how) => {
    const answer = await fetch(asked, how)
    hear(answer.headers.get('superette-instance') ?? '')
    noteAnswer(answer)
    return answer
  },
})

export const account = createClient(AccountService, transport)
export const security = createClient(SecurityService, transport)
export const social = createClient(SocialService, transport)
export const chat = createClient(ChatService, transport)
export const groups = createClient(GroupService, transport)
export const push = createClient(PushService, transport)
export const programs = createClient(ProgramService, transport)

/** Why a call failed, in the words that a screen needs: whose fault, and what the server said (safe to show). */
export interface Failure {
  /** offline: nobody answered. away: somebody did, and said that the server cannot do it now, so it is not the person's connection. */
  readonly kind: 'offline' | 'away' | 'unauthenticated' | 'notFound' | 'taken' | 'refused' | 'invalid' | 'tooMany' | 'internal'
  readonly message: string
  readonly code: string
}

export function failureOf(err: unknown): Failure {
  const e = ConnectError.from(err)
  const message = e.rawMessage
  const own = e.metadata.get('superette-code')
  const code = own ?? Code[e.code]
  if (own === 'account.handle-taken') return { kind: 'taken', message, code }
  switch (e.code) {
    case Code.Unauthenticated:
      return { kind: 'unauthenticated', message, code }
    case Code.NotFound:
      return { kind: 'notFound', message, code }
    case Code.AlreadyExists:
      return { kind: 'taken', message, code }
    case Code.PermissionDenied:
      return { kind: 'refused', message, code }
    case Code.InvalidArgument:
    case Code.FailedPrecondition:
    case Code.OutOfRange:
      return { kind: 'invalid', message, code }
    case Code.ResourceExhausted:
      return { kind: 'tooMany', message, code }
    case Code.Unavailable:
      return { kind: 'away', message, code }
    case Code.DeadlineExceeded:
    case Code.Canceled:
      return { kind: 'offline', message, code }
    default:
      // fetch() rejects with a TypeError when nobody answers, which Connect reports as unknown.
      if (e.cause instanceof TypeError) return { kind: 'offline', message, code }
      return { kind: 'internal', message, code }
  }
}

/** Whether it is open if what was asked for was done: no answer came, or none that says it. */
export function isOpen(f: Failure): boolean {
  return f.kind === 'offline' || f.kind === 'away' || f.kind === 'internal'
}
