import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeEnv } from './testing.js'
import { caniuseExtension } from './chunk-caniuse.js'
import { createWx } from './wx.js'

type Wx = Readonly<Record<string, (options?: Record<string, unknown>) => Promise<{ readonly errMsg: string }>>> & { canIUse(schema: string): boolean }
const signed = { timeStamp: '1414561699', nonceStr: '5K8264ILTKCH16CQ2502SI8ZNMTM67VS', package: 'prepay_id=ord_1', signType: 'RSA', paySign: 'oR9d8P' }

const errMsg = (wx: Wx, options: Record<string, unknown>): Promise<string> =>
  wx['requestPayment']!(options).then(
    (result) => result.errMsg,
    (failure: { readonly errMsg: string }) => failure.errMsg,
  )

test('what the merchant signed goes to the host as it is, and nothing else', async () => {
  const fake = fakeEnv({ requestPayment: {} })
  const wx = createWx(fake.env, [caniuseExtension]) as Wx
  assert.equal(await errMsg(wx, { ...signed, total_fee: 1, appId: 'wx-of-another' }), 'requestPayment:ok')
  assert.deepEqual(
    fake.asked.map(({ name, args }) => [name, args]),
    [['requestPayment', signed]],
  )
  assert.equal(wx.canIUse('requestPayment.object.paySign'), true)
})

test('an option that is missing or of another type is named before the host hears of it', async () => {
  const fake = fakeEnv({ requestPayment: {} })
  const wx = createWx(fake.env) as Wx
  for (const name of ['timeStamp', 'nonceStr', 'package', 'paySign']) {
    const { [name as keyof typeof signed]: _, ...rest } = signed
    assert.equal(await errMsg(wx, rest), `requestPayment:fail parameter error: parameter.${name} should be String instead of Undefined;`)
  }
  assert.equal(
    await errMsg(wx, { ...signed, timeStamp: 1414561699 }),
    'requestPayment:fail parameter error: parameter.timeStamp should be String instead of Number;',
  )
  assert.deepEqual(fake.asked, [])
})

test('a person who closes the sheet is "cancel", as programs compare it', async () => {
  const wx = createWx(fakeEnv({ requestPayment: 'cancel' }).env) as Wx
  assert.equal(await errMsg(wx, signed), 'requestPayment:fail cancel')
})
