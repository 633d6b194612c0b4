/** wx.reportEvent: what a program counts of its use. An instance keeps none of it; who develops the program reads it in the console. */
import { object, plain, text, type Parser } from '../../protocol/parse.js'
import { call, type CallTable } from './broker.js'
import type { Session } from './session.js'

interface EventArgs {
  readonly eventId: string
  readonly data: unknown
}
const eventArgs: Parser<EventArgs> = object<EventArgs>({ eventId: text(1024), data: plain({ depth: 2, values: 1000, size: 65_536 }) })

export const reportCalls: CallTable<Session> = {
  reportEvent: call<Session, EventArgs>(eventArgs, ({ eventId, data }, { host }) => host.report('info', `reportEvent ${eventId} ${JSON.stringify(data)}`)),
}
