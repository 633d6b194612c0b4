/** wx.requestPayment: the host's own sheet asks the person; the program learns how it ended, and nothing else. */
import { object, text, type Parser } from '../../protocol/parse.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import type { Session } from './session.js'

interface PaymentArgs {
  readonly timeStamp: string
  readonly nonceStr: string
  readonly package: string
  readonly signType: string
  readonly paySign: string
}
const paymentArgs: Parser<PaymentArgs> = object<PaymentArgs>({
  timeStamp: text(32),
  nonceStr: text(64),
  package: text(200),
  signType: text(32),
  paySign: text(2048),
})

export const paymentCalls: CallTable<Session> = {
  requestPayment: call<Session, PaymentArgs>(paymentArgs, async (args, { host }) => {
    // Its first page takes the focus when it is shown, which must not happen while a PIN is typed.
    if (!host.painted.peek()) throw new ApiFailure('the program has no page yet')
    const outcome = await host.ports.pay({ ...args, appId: host.appId, cardId: host.request.peek().cardId ?? '' })
    switch (outcome.kind) {
      case 'paid':
        return {}
      case 'cancelled':
        throw new ApiFailure('cancel')
      case 'refused':
        throw new ApiFailure(outcome.text)
      case 'unknown':
        throw new ApiFailure('the outcome is not known yet, query the order')
    }
  }),
}
