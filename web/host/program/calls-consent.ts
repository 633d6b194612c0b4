/** What a person agrees to: messages that a program would send, and its privacy contract. */
import { list, object, text, type Parser } from '../../protocol/parse.js'
import { call, type CallTable } from './broker.js'
import type { Choice } from './consents.js'
import type { PrivacyProps } from './privacy-view.js'
import type { Session } from './session.js'
import type { SoterAsk } from './soter.js'
import type { SubscribeAnswer, SubscribeProps } from './subscribe-view.js'

const nothing: Parser<object> = object<object>({})

/** What a program's contract says of it: read out of its sealed package. */
export function contractOf(session: Session): PrivacyProps {
  const app = session.held()?.app
  const { name: program = '', publisher = '' } = session.info.value ?? {}
  return { program, publisher, apis: app?.apis ?? [], servers: app?.domains ?? [] }
}

/** The vendor's number: the person takes no messages of the program at all. */
const switchedOff = 20_004

async function subscribe(session: Session, ids: readonly string[]): Promise<object> {
  const { consents } = session
  const { messages, templates: before } = consents.now()
  if (!messages) return { errCode: switchedOff }
  const open = ids.filter((id) => !Object.hasOwn(before, id))
  let answer: SubscribeAnswer = { accepted: [], always: false }
  if (open.length > 0) {
    const { SubscribeView } = await import('./subscribe-view.js')
    const props = { program: session.info.value?.name ?? '', templates: open }
    answer = (await session.overlays.screen<SubscribeProps, SubscribeAnswer>(SubscribeView, props)) ?? answer
  }
  const now = Object.fromEntries(open.map((id): [string, Choice] => [id, answer.accepted.includes(id) ? 'accept' : 'reject']))
  if (answer.always) consents.change({ templates: { ...consents.now().templates, ...now } })
  return { choices: Object.fromEntries(ids.map((id) => [id, before[id] ?? now[id]])) }
}

function agree(session: Session): void {
  session.consents.change({ privacy: true })
  session.happened('privacyAgreed', {})
}

export const consentCalls: CallTable<Session> = {
  /** Whether the device knows the person by itself. */
  knowsPerson: call<Session, object>(nothing, async () => ({ knows: await (await import('./soter.js')).knowsPeople() })),
  verifyPerson: call<Session, SoterAsk>(object<SoterAsk>({ challenge: text(512), content: text(42) }), async (ask, { host }) =>
    (await import('./soter.js')).verifyPerson(host, ask),
  ),
  subscribe: call<Session, { ids: readonly string[] }>(object({ ids: list(text(200), 3) }), ({ ids }, { host }) => subscribe(host, ids)),
  privacyAgreed: call<Session, object>(nothing, (_, { host }) => ({ agreed: host.consents.now().privacy })),
  /** The person tapped the program's own button for it. */
  agreePrivacy: call<Session, object>(nothing, (_, { host }) => agree(host)),
  askPrivacy: call<Session, object>(nothing, async (_, { host }) => {
    const { PrivacyAsk } = await import('./privacy-ask.js')
    const agreed = host.consents.now().privacy || (await host.overlays.screen<PrivacyProps, boolean>(PrivacyAsk, contractOf(host))) === true
    if (agreed) agree(host)
    return { agreed }
  }),
}
