import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin'

const FRESH_SECONDS = 300

/** What the server says to the payment service and hears from it, all of it through the library. */
export function openPayments(env) {
  const platformSerial = env.WECHATPAY_PLATFORM_SERIAL
  const platformKey = Rsa.from(env.WECHATPAY_PLATFORM_CERTIFICATE, Rsa.KEY_TYPE_PUBLIC)
  const merchantKey = Rsa.from(env.WECHATPAY_MERCHANT_KEY, Rsa.KEY_TYPE_PRIVATE)
  const mchid = env.WECHATPAY_MCHID
  const appid = env.WECHAT_APPID
  const client = new Wechatpay({
    baseURL: env.WECHATPAY_API,
    timeout: 15_000,
    mchid,
    serial: env.WECHATPAY_MERCHANT_SERIAL,
    privateKey: merchantKey,
    certs: { [platformSerial]: platformKey }
  })

  return {
    /** Places an order and returns its prepay_id. The same order again has the same one. */
    async prepay(order) {
      const { data } = await client.chain('v3/pay/transactions/jsapi').post({
        appid,
        mchid,
        description: order.description,
        out_trade_no: order.number,
        notify_url: `${env.TEAHOUSE_ORIGIN}/notify`,
        amount: { total: order.total, currency: 'CNY' },
        payer: { openid: order.openid }
      })
      return data.prepay_id
    },

    /** Returns what wx.requestPayment is given for a prepay_id. */
    sign(prepayId) {
      const timeStamp = String(Formatter.timestamp())
      const nonceStr = Formatter.nonce()
      const packed = `prepay_id=${prepayId}`
      const paySign = Rsa.sign(Formatter.joinedByLineFeed(appid, timeStamp, nonceStr, packed), merchantKey)
      return { timeStamp, nonceStr, package: packed, signType: 'RSA', paySign }
    },

    /** Returns the transaction of an order's number as the payment service has it. */
    async query(number) {
      const { data } = await client.chain(`v3/pay/transactions/out-trade-no/${number}`).get({ params: { mchid } })
      return data
    },

    /** Verifies a notification and returns the transaction inside; throws if it is not the payment service's. */
    open(headers, body) {
      const timestamp = headers['wechatpay-timestamp']
      const serial = headers['wechatpay-serial']
      if (Math.abs(Formatter.timestamp() - Number(timestamp)) > FRESH_SECONDS) throw new Error('the notification is old')
      if (serial !== platformSerial) throw new Error(`no certificate of the serial ${serial}`)
      const text = Formatter.response(timestamp, headers['wechatpay-nonce'], body)
      if (!Rsa.verify(text, headers['wechatpay-signature'], platformKey)) throw new Error('the signature does not fit')
      const { resource } = JSON.parse(body)
      return JSON.parse(Aes.AesGcm.decrypt(resource.ciphertext, env.WECHATPAY_APIV3_KEY, resource.nonce, resource.associated_data))
    }
  }
}
