/** What an Alipay program changes of its bar beside what WeChat's can, and whether its page follows a finger. */
import { bool, object, oneOf, optional, text, type Parser } from '../../protocol/parse.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import { changeBar, pagesOf, topOf } from './calls-page.js'
import { optionIcon, safeColor } from './chrome.js'
import type { Session } from './session.js'

interface Look {
  readonly text?: 'black' | 'white' | undefined
  /** The line below the bar; "" for none. */
  readonly border?: string | undefined
  /** In the place of the title; "" for the title. */
  readonly image?: string | undefined
}
const look: Parser<Look> = object<Look>({ text: optional(oneOf('black', 'white')), border: optional(text(100)), image: optional(text(4096)) })

function setBarLook(session: Session, { text: letters, border, image }: Look): void {
  changeBar(session, {
    ...(letters === undefined ? {} : { text: letters }),
    ...(border === undefined ? {} : { border: safeColor(border, '') }),
    ...(image === undefined ? {} : { image }),
  })
}

function setBarOption(session: Session, icon: string): void {
  const option = optionIcon(icon)
  if (option === '') throw new ApiFailure('parameter error: an icon is an https address, a file of the package or base64')
  changeBar(session, { option })
}

export const barCalls = {
  setBarLook: call<Session, Look>(look, (args, { host }) => setBarLook(host, args)),
  getBarColor: call<Session, object>(object<object>({}), (_, { host }) => ({ color: topOf(host).bar.value.background })),
  setBarOption: call<Session, { readonly icon: string }>(object<{ readonly icon: string }>({ icon: text(1 << 16) }), ({ icon }, { host }) =>
    setBarOption(host, icon),
  ),
  pullByHand: call<Session, { readonly on: boolean }>(object<{ readonly on: boolean }>({ on: bool }), ({ on }, { host }) =>
    pagesOf(host).say(topOf(host).page.id, { kind: 'pullByHand', on }),
  ),
} satisfies CallTable<Session>
