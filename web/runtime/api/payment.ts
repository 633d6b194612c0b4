/** wx.requestPayment: what the merchant's server signed goes to the host, whose sheet is the only one that takes a PIN. */
import type { Env } from '../core/env.js'
import type { Family } from './forms.js'

export function paymentFamily(env: Env): Family {
  return {
    requestPayment: [
      { timeStamp: 'String', nonceStr: 'String', package: 'String', signType: 'String?', paySign: 'String' },
      // WeChat's own default of signType is MD5, which the host refuses like every other it cannot check.
      ({ timeStamp, nonceStr, package: order, signType, paySign }) =>
        env.call('requestPayment', { timeStamp, nonceStr, package: order, signType: signType ?? 'MD5', paySign }),
    ],
  }
}
