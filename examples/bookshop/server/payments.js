import { AlipaySdk } from 'alipay-sdk'

/** Fen in the dialect's form, without a detour through fractions. */
const yuan = (fen) => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`

/** What the server says to the payment service and hears from it, all of it through the library. */
export function openPayments(env) {
  const sdk = new AlipaySdk({
    appId: env.ALIPAY_APP_ID,
    privateKey: env.ALIPAY_PRIVATE_KEY,
    keyType: 'PKCS8',
    alipayPublicKey: env.ALIPAY_PUBLIC_KEY,
    gateway: env.ALIPAY_GATEWAY
  })

  async function call(method, params) {
    const answer = await sdk.exec(method, params, { validateSign: true })
    if (answer.code !== undefined && answer.code !== '10000') throw new Error(`${method}: ${answer.subCode ?? answer.code}: ${answer.subMsg ?? answer.msg}`)
    return answer
  }

  return {
    /** Changes a code of my.getAuthCode for who it is; '' for a code that is not good. */
    async openidOf(code) {
      const answer = await sdk.exec('alipay.system.oauth.token', { grantType: 'authorization_code', code }, { validateSign: true })
      return answer.openId ?? ''
    },

    /** Places an order and returns its trade number, for my.tradePay. The same order again has the same one. */
    async create(order) {
      const { tradeNo } = await call('alipay.trade.create', {
        notifyUrl: `${env.BOOKSHOP_ORIGIN}/notify`,
        bizContent: { outTradeNo: order.number, totalAmount: yuan(order.total), subject: order.description, buyerOpenId: order.openid }
      })
      return tradeNo
    },

    /** Returns an order's trade as the payment service has it. */
    query: (number) => call('alipay.trade.query', { bizContent: { outTradeNo: number } }),

    /** Gives all of an order back, once however often it is asked. */
    refund: (order) => call('alipay.trade.refund', { bizContent: { outTradeNo: order.number, refundAmount: yuan(order.total), outRequestNo: order.number } }),

    /** Verifies a notice, a form, and returns it; throws if it is not the payment service's. */
    open(body) {
      const notice = Object.fromEntries(new URLSearchParams(body))
      if (notice.app_id !== env.ALIPAY_APP_ID || !sdk.checkNotifySign(notice)) throw new Error('the signature does not fit')
      return notice
    },

    yuan
  }
}
