/** wx.requestPayment and my.tradePay: the host's own sheet asks the person; the program learns how it ended, and nothing else. */
import { object, optional, text, type Parser } from '../../protocol/parse.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import type { OrderText, PaymentOutcome, SignedOrder, TradeNumber } from './ports.js'
import type { Session } from './session.js'

const paymentArgs: Parser<SignedOrder> = object<SignedOrder>({
  timeStamp: text(32),
  nonceStr: text(64),
  package: text(200),
  signType: text(32),
  paySign: text(2048),
})

interface TradeArgs {
  readonly tradeNo?: string | undefined
  readonly orderText?: string | undefined
}
const tradeArgs: Parser<TradeArgs> = object<TradeArgs>({ tradeNo: optional(text(64)), orderText: optional(text(8192)) })

async function ask(host: Session, order: SignedOrder | TradeNumber | OrderText): Promise<PaymentOutcome> {
  // Its first page takes the focus when it is shown, which must not happen while a PIN is typed.
  if (!host.painted.peek()) throw new ApiFailure('the program has no page yet')
  return host.ports.pay({ ...order, appId: host.appId, cardId: host.request.peek().cardId ?? '' })
}

export const paymentCalls: CallTable<Session> = {
  /** How it ended is an answer, whatever it is: the runtime has Alipay's numbers for it. */
  tradePay: call<Session, TradeArgs>(tradeArgs, ({ tradeNo = '', orderText = '' }, { host }) => ask(host, orderText === '' ? { tradeNo } : { orderText })),
  requestPayment: call<Session, SignedOrder>(paymentArgs, async (args, { host }) => {
    const outcome = await ask(host, args)
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
