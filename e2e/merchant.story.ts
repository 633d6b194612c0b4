/** README: "existing merchants' servers": an unmodified WeChat Pay client library against the real binary, and Teahouse's own server. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { parseEnv } from 'node:util'
import { AlipaySdk } from 'alipay-sdk'
import { Aes, Rsa, Wechatpay } from 'wechatpay-axios-plugin'
import { type Instance, root, startInstance } from './harness/instance.js'

let instance: Instance
let env: Record<string, string | undefined>
/** What Teahouse's server calls somebody who has opened it. */
let payer: string

before(async () => {
  instance = await startInstance('demo', ['--run', 'node examples/teahouse/server/main.js'])
  await instance.printed(/the Teahouse takes orders/)
  env = parseEnv(await readFile(join(instance.data, 'demo', 'teahouse.env'), 'utf8')) as Record<string, string | undefined>
  payer = await openidOf('wanda')
})
after(() => instance?.dispose())

function setting(name: string): string {
  const value = env[name]
  assert.ok(value, `${name} is in teahouse.env`)
  return value
}

/** Makes a person, and has Teahouse's server learn what it calls them, as by wx.login. */
async function openidOf(handle: string): Promise<string> {
  const post = (path: string, body: string, cookie = '') =>
    fetch(`${instance.url}/api/${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json', origin: instance.url, cookie } })
  const joined = await post('superette.v1.AccountService/Register', JSON.stringify({ handle, name: handle, password: 'correct horse battery' }))
  const cookie = joined.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const app = setting('WECHAT_APPID')
  const { code } = (await (await post(`gateway/${app}/login`, '', cookie)).json()) as { code: string }
  const query = new URLSearchParams({ appid: app, secret: setting('WECHAT_SECRET'), js_code: code, grant_type: 'authorization_code' })
  const said = JSON.parse(await (await fetch(`${instance.url}/sns/jscode2session?${query}`)).text()) as { openid?: string }
  assert.ok(said.openid, JSON.stringify(said))
  return said.openid
}

function client() {
  return new Wechatpay({
    baseURL: instance.url,
    mchid: setting('WECHATPAY_MCHID'),
    serial: setting('WECHATPAY_MERCHANT_SERIAL'),
    privateKey: setting('WECHATPAY_MERCHANT_KEY'),
    certs: { [setting('WECHATPAY_PLATFORM_SERIAL')]: Rsa.from(setting('WECHATPAY_PLATFORM_CERTIFICATE'), Rsa.KEY_TYPE_PUBLIC) },
  })
}

function order(number: string, total: number) {
  return {
    appid: setting('WECHAT_APPID'),
    mchid: setting('WECHATPAY_MCHID'),
    description: '明前龙井',
    out_trade_no: number,
    notify_url: 'https://shop.example/notify',
    amount: { total, currency: 'CNY' },
    payer: { openid: payer },
  }
}

/** How a call of the library failed: the status and the code that a merchant's server branches on. */
async function failed(what: Promise<unknown>): Promise<string> {
  try {
    await what
  } catch (error) {
    const { response } = error as { response?: { status: number; data: { code: string } } }
    if (response) return `${response.status} ${response.data.code}`
    throw error
  }
  return 'done'
}

test('the library places an order, gets the same prepay_id again, queries and closes it, and verifies every answer', async () => {
  const pay = client()
  const jsapi = pay.chain('v3/pay/transactions/jsapi')
  const place = async () => ((await jsapi.post(order('story-0001', 1500))).data as unknown as { prepay_id: string }).prepay_id
  const first = await place()
  assert.match(first, /^ord_/)
  assert.equal(await place(), first)
  assert.equal(await failed(jsapi.post(order('story-0001', 1))), '403 OUT_TRADE_NO_USED')
  const params = { mchid: setting('WECHATPAY_MCHID') }
  const number = pay.chain('v3/pay/transactions/out-trade-no/story-0001')
  assert.equal(((await number.get({ params })).data as { trade_state: string }).trade_state, 'NOTPAY')
  assert.equal(await failed(pay.chain('v3/pay/transactions/out-trade-no/story-none').get({ params })), '404 ORDER_NOT_EXIST')
  assert.equal((await pay.chain('v3/pay/transactions/out-trade-no/story-0001/close').post(params)).status, 204)
  assert.equal(((await number.get({ params })).data as { trade_state: string }).trade_state, 'CLOSED')
  assert.equal(await failed(jsapi.post(order('story-0001', 1500))), '400 ORDER_CLOSED')
})

test('an order for somebody who is nobody here is refused in WeChat’s words', async () => {
  const post = client()
    .chain('v3/pay/transactions/jsapi')
    .post({ ...order('story-0002', 1500), payer: { openid: 'oSomebody' } })
  await assert.rejects(post, ({ response }: { response: { status: number; data: unknown } }) => {
    assert.deepEqual([response.status, response.data], [400, { code: 'PARAM_ERROR', message: '无效的openid' }])
    return true
  })
})

test('the certificate that the instance signs with comes encrypted, and opens with the merchant’s APIv3 key', async () => {
  type Listed = { data: { serial_no: string; encrypt_certificate: { nonce: string; associated_data: string; ciphertext: string } }[] }
  const { data } = (await client().chain('v3/certificates').get()) as { data: Listed }
  const [entry] = data.data
  assert.ok(entry)
  const { nonce, associated_data, ciphertext } = entry.encrypt_certificate
  assert.equal(entry.serial_no, setting('WECHATPAY_PLATFORM_SERIAL'))
  assert.equal(Aes.AesGcm.decrypt(ciphertext, setting('WECHATPAY_APIV3_KEY'), nonce, associated_data).trim(), setting('WECHATPAY_PLATFORM_CERTIFICATE').trim())
})

test('a merchant that knows the platform by its public key alone has its answers signed under that name', async () => {
  const [name, certificate] = [setting('WECHATPAY_PUBLIC_KEY_ID'), setting('WECHATPAY_PLATFORM_SERIAL')]
  assert.match(name, /^PUB_KEY_ID_\d{34}$/)
  // It verifies every answer, with this key and no other.
  const pay = new Wechatpay({
    baseURL: instance.url,
    mchid: setting('WECHATPAY_MCHID'),
    serial: setting('WECHATPAY_MERCHANT_SERIAL'),
    privateKey: setting('WECHATPAY_MERCHANT_KEY'),
    certs: { [name]: Rsa.from(setting('WECHATPAY_PUBLIC_KEY'), Rsa.KEY_TYPE_PUBLIC) },
  })
  const as = (serial: string) => ({ headers: { 'Wechatpay-Serial': serial } })
  const jsapi = pay.chain('v3/pay/transactions/jsapi')
  try {
    assert.equal((await jsapi.post(order('story-0003', 1500), as(name))).status, 200)
    const params = { mchid: setting('WECHATPAY_MCHID') }
    const number = pay.chain('v3/pay/transactions/out-trade-no/story-0003')
    assert.equal(((await number.get({ params })).data as { trade_state: string }).trade_state, 'NOTPAY')
    assert.equal(await failed(jsapi.post(order('story-0004', 1500), as('PUB_KEY_ID_0'))), '400 PARAM_ERROR')
  } finally {
    await client().chain('v3/certificates').get(as(certificate)) // the others here know the certificate
  }
})

test('the demo’s merchant speaks Alipay’s dialect too, with an unmodified library and the same keys', async () => {
  const sdk = new AlipaySdk({
    appId: setting('ALIPAY_APP_ID'),
    privateKey: setting('ALIPAY_PRIVATE_KEY_PKCS1'),
    alipayPublicKey: setting('ALIPAY_PUBLIC_KEY'),
    gateway: setting('ALIPAY_GATEWAY'),
  })
  const bizContent = { outTradeNo: 'story-alipay', totalAmount: 15, subject: '明前龙井', buyerOpenId: payer }
  const exec = async (method: string, content: object) => sdk.exec(method, { bizContent: content }, { validateSign: true })
  const made = await exec('alipay.trade.create', bizContent)
  assert.equal(made.code, '10000', JSON.stringify(made))
  assert.equal((await exec('alipay.trade.query', { tradeNo: made['tradeNo'] as string }))['totalAmount'], '15.00')
  const number = client().chain('v3/pay/transactions/out-trade-no/story-alipay')
  assert.equal(await failed(number.get({ params: { mchid: setting('WECHATPAY_MCHID') } })), '404 ORDER_NOT_EXIST')
})

test('a stranger’s key signs nothing here', async () => {
  const stranger = new Wechatpay({
    baseURL: instance.url,
    mchid: setting('WECHATPAY_MCHID'),
    serial: '4A5B6C7D8E9F',
    privateKey: setting('WECHATPAY_MERCHANT_KEY'),
    certs: { [setting('WECHATPAY_PLATFORM_SERIAL')]: setting('WECHATPAY_PLATFORM_CERTIFICATE') },
  })
  assert.equal(await failed(stranger.chain('v3/certificates').get()), '401 SIGN_ERROR')
})

test('Teahouse’s server believes nobody: no session, a forged notification, a made-up order', async () => {
  const at = `http://${setting('TEAHOUSE_ADDRESS')}`
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(at + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })
  assert.equal((await post('/orders', { key: 'a-made-up-key', lines: [{ tea: 'longjing', size: 'regular', sugar: 'half', count: 1 }] })).status, 401)
  assert.equal((await post('/session', { code: 'nobody-got-this-code' })).status, 401)
  const forged = await post(
    '/notify',
    { id: 'ntc_1', event_type: 'TRANSACTION.SUCCESS', resource: { ciphertext: 'AAAA', nonce: 'n', associated_data: 'transaction' } },
    {
      'wechatpay-timestamp': String(Math.floor(Date.now() / 1000)),
      'wechatpay-nonce': 'n',
      'wechatpay-serial': setting('WECHATPAY_PLATFORM_SERIAL'),
      'wechatpay-signature': 'AAAA',
    },
  )
  assert.equal(forged.status, 401)
  assert.match(((await forged.json()) as { message: string }).message, /signature does not fit/)
  assert.equal((await fetch(`${at}/orders/T176000000000000001`)).status, 401)
})

test('the program’s prices are those of its server', async () => {
  const { menu, price } = (await import(join(root, 'examples/teahouse/server/catalogue.js'))) as {
    menu: Record<string, { price: number }>
    price: (lines: unknown) => { total: number }
  }
  const module = {
    exports: {} as { listTeas: (locale: string) => { id: string; price: number }[]; listSizes: (locale: string) => { id: string; extra: number }[] },
  }
  runInNewContext(await readFile(join(root, 'examples/teahouse/utils/teas.js'), 'utf8'), { module })
  const teas = module.exports.listTeas('en')
  assert.deepEqual(Array.from(teas, (tea) => tea.id).sort(), Object.keys(menu).sort())
  for (const tea of teas)
    for (const size of module.exports.listSizes('en'))
      assert.equal(price([{ tea: tea.id, size: size.id, sugar: 'half', count: 3, price: 1 }]).total, (tea.price + size.extra) * 3, tea.id)
  for (const bad of [
    [],
    [{ tea: 'whisky', size: 'regular', sugar: 'half', count: 1 }],
    [{ tea: 'longjing', size: 'regular', sugar: 'half', count: -1 }],
    'all',
  ])
    assert.throws(() => price(bad))
})

test('Teahouse’s server ends with the instance, also when that is killed', async () => {
  const at = `http://${setting('TEAHOUSE_ADDRESS')}/`
  assert.equal((await fetch(at)).status, 404)
  await instance.kill()
  for (;;) {
    try {
      await (await fetch(at)).arrayBuffer()
    } catch {
      return // nobody listens any more
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
})
