/** A merchant with a mini program of its own, made as docs/backends.md says; its server is the story. */
import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin'
import { type Author, createAuthor } from './author.js'
import { type Visitor, visit } from './browser.js'
import { type Place, root, run } from './instance.js'
import { call } from './people.js'
import { programPage } from './program.js'
import type { Browser } from 'playwright-core'

/** What wx.requestPayment is given. */
export interface Signed {
  readonly timeStamp: string
  readonly nonceStr: string
  readonly package: string
  readonly signType: string
  readonly paySign: string
}

export interface Order {
  readonly number: string
  readonly total: number
  readonly openid: string
  readonly notify?: string
  readonly expires?: string
  readonly description?: string
}

export interface Till {
  readonly app: string
  readonly mchid: string
  readonly env: Readonly<Record<string, string>>
  readonly client: Wechatpay
  /** Places an order and gives its prepay_id. */
  prepay(order: Order): Promise<string>
  /** Asks for a deposit and gives its prepay_id. */
  deposit(order: Order): Promise<string>
  /** Signs for wx.requestPayment with this merchant's key, for this merchant's program unless told otherwise. */
  sign(prepayId: string, app?: string): Signed
  /** What the instance says of an order. */
  query(number: string): Promise<{ trade_state: string; transaction_id?: string; payer: { openid: string } }>
  /** Who signed in with a code, as the program's server learns it. */
  openid(code: string): Promise<string>
  dispose(): Promise<void>
}

/** A published program, its author, and what its merchant's server has in its environment. */
export interface Counter {
  readonly author: Author
  readonly app: string
  readonly env: Readonly<Record<string, string>>
  setting(name: string): string
  dispose(): Promise<void>
}

/** Publishes a program of e2e/programs under a name of its own and makes its merchant beside the running instance. */
export async function openCounter(instance: Place, handle: string, mchid: string, program: string): Promise<Counter> {
  const author: Author = await createAuthor(instance, handle)
  const folder = await mkdtemp(join(tmpdir(), 'superette-till-'))
  await cp(join(root, 'e2e', 'programs', program), join(folder, program), { recursive: true })
  const app = await author.publish(join(folder, program))
  const keys = join(folder, 'keys')
  const added = await run([
    'merchant',
    'add',
    `Shop of ${handle}`,
    '--app',
    app,
    '--mchid',
    mchid,
    '--out',
    keys,
    '--url',
    instance.url,
    '--data',
    instance.data,
  ])
  assert.equal(added.code, 0, added.output)
  const env = parseEnv(await readFile(join(keys, 'merchant.env'), 'utf8')) as Record<string, string>
  return {
    author,
    app,
    env,
    setting(name) {
      const value = env[name]
      assert.ok(value, `${name} is in merchant.env`)
      return value
    },
    async dispose() {
      await author.dispose()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The counter of a program in WeChat's dialect. */
export async function openTill(instance: Place, handle: string, mchid: string): Promise<Till> {
  const { author, app, env, setting, dispose } = await openCounter(instance, handle, mchid, 'till')
  const made = await author.run(['secret', app, '--url', instance.url])
  assert.equal(made.code, 0, made.output)
  const secret = made.output.match(/[0-9a-f]{32}/)?.[0] ?? ''
  const key = Rsa.from(setting('WECHATPAY_MERCHANT_KEY'), Rsa.KEY_TYPE_PRIVATE)
  const client = new Wechatpay({
    baseURL: setting('WECHATPAY_API'),
    mchid: setting('WECHATPAY_MCHID'),
    serial: setting('WECHATPAY_MERCHANT_SERIAL'),
    privateKey: setting('WECHATPAY_MERCHANT_KEY'),
    certs: { [setting('WECHATPAY_PLATFORM_SERIAL')]: Rsa.from(setting('WECHATPAY_PLATFORM_CERTIFICATE'), Rsa.KEY_TYPE_PUBLIC) },
  })
  return {
    app,
    mchid,
    env,
    client,
    async prepay({ number, total, openid, notify = 'https://shop.example/notify', expires, description = 'Tea' }) {
      const { data } = await client.chain('v3/pay/transactions/jsapi').post({
        appid: app,
        mchid,
        description,
        out_trade_no: number,
        notify_url: notify,
        ...(expires === undefined ? {} : { time_expire: expires }),
        amount: { total, currency: 'CNY' },
        payer: { openid },
      })
      return (data as unknown as { prepay_id: string }).prepay_id
    },
    async deposit({ number, total, openid, notify = 'https://shop.example/notify', description = 'An umbrella' }) {
      const { data } = await client.chain('v3/payscore/serviceorder').post({
        out_order_no: number,
        appid: app,
        service_id: '500001',
        service_introduction: description,
        risk_fund: { name: 'DEPOSIT', amount: total },
        notify_url: notify,
        openid,
        need_user_confirm: true,
      })
      const made = data as unknown as { state: string; package?: string }
      assert.equal(made.state, 'CREATED')
      return (made.package ?? '').replace('prepay_id=', '')
    },
    sign(prepayId, forApp = app) {
      const timeStamp = String(Formatter.timestamp())
      const nonceStr = Formatter.nonce()
      const packed = `prepay_id=${prepayId}`
      return { timeStamp, nonceStr, package: packed, signType: 'RSA', paySign: Rsa.sign(Formatter.joinedByLineFeed(forApp, timeStamp, nonceStr, packed), key) }
    },
    async query(number) {
      const { data } = await client.chain(`v3/pay/transactions/out-trade-no/${number}`).get({ params: { mchid } })
      return data as unknown as { trade_state: string; payer: { openid: string } }
    },
    async openid(code) {
      const query = new URLSearchParams({ appid: app, secret, js_code: code, grant_type: 'authorization_code' })
      const said = JSON.parse(await (await fetch(`${instance.url}/sns/jscode2session?${query}`)).text()) as { openid?: string }
      assert.ok(said.openid, JSON.stringify(said))
      return said.openid
    },
    dispose,
  }
}

/** Somebody new with a PIN and the money of a newcomer, signed in. */
export async function newcomer(browser: Browser, instance: Place, handle: string, pin: string): Promise<Visitor> {
  const visitor = await visit(browser, { shape: 'desktop' })
  const joined = await call(visitor, instance, 'AccountService/Register', { handle, name: handle, password: 'correct horse battery' })
  assert.equal(joined.status, 200, JSON.stringify(joined.body))
  const set = await call(visitor, instance, 'WalletService/SetPin', { pin })
  assert.equal(set.status, 200, JSON.stringify(set.body))
  return visitor
}

/** Opens the till's page that will ask to be paid with exactly this. */
export async function openAt(visitor: Visitor, instance: Place, till: Till, signed: Signed | undefined, page = visitor.page, more = ''): Promise<void> {
  const s = signed ?? { timeStamp: '', nonceStr: '', package: '', signType: '', paySign: '' }
  const query = new URLSearchParams({ time: s.timeStamp, nonce: s.nonceStr, package: s.package, type: s.signType, sign: s.paySign })
  await page.bringToFront() // a page in the background is not painted
  // A page of its own, so that nothing of the run before is left.
  await page.goto('about:blank')
  await page.goto(`${instance.url}/p/${till.app}/pages/index/index?${query.toString().replaceAll('+', '%20')}${more}`)
  await programPage(page).getByText('Pay', { exact: true }).waitFor()
}

/** Signs in inside the program and gives the openid that the program's server learns. */
export async function openidOf(visitor: Visitor, instance: Place, till: Till): Promise<string> {
  await openAt(visitor, instance, till, undefined)
  await programPage(visitor.page).getByText('Sign in', { exact: true }).click()
  const code = programPage(visitor.page).locator('.code')
  await code.filter({ hasText: /\S{8,}/ }).waitFor()
  return till.openid((await code.textContent())?.trim() ?? '')
}
