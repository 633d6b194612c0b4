/** README: "existing merchants' servers": an unmodified Alipay client library against the real binary, and a program in Alipay's dialect that it is paid in. */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { AlipaySdk } from 'alipay-sdk'
import type { Browser, Locator, Page } from 'playwright-core'
import { launchBrowser, picture, type Visitor } from './harness/browser.js'
import { type Instance, run, startInstance } from './harness/instance.js'
import { assertQuiet, call } from './harness/people.js'
import { programPage } from './harness/program.js'
import { type Counter, newcomer, openCounter } from './harness/till.js'

const PIN = '246810'
const mchid = '1600000001'

type Answer = Readonly<Record<string, string>>

let browser: Browser
let instance: Instance
let counter: Counter
let sdk: AlipaySdk
let shop: Server
let notifyUrl: string
let ling: Visitor
let eve: Visitor
let openId: string
const told: Answer[] = []
const waiting = new Set<() => void>()

before(async () => {
  browser = await launchBrowser()
  shop = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const notice = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8')))
      // As a merchant's server does: what the library cannot verify is not taken.
      const fits = sdk.checkNotifySign(notice) && !sdk.checkNotifySign({ ...notice, total_amount: '0.01' })
      if (fits) told.push(notice)
      response.end(fits ? 'success' : 'failure')
      for (const wake of [...waiting]) wake()
    })
  })
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
  const { port } = shop.address() as AddressInfo
  notifyUrl = `http://127.0.0.1:${port}/notify`
  instance = await startInstance('serve', ['--allow-private', `127.0.0.1:${port}=${mchid}`])
  counter = await openCounter(instance, 'ada', mchid, 'alipay-till')
  sdk = new AlipaySdk({
    appId: counter.setting('ALIPAY_APP_ID'),
    privateKey: counter.setting('ALIPAY_PRIVATE_KEY'),
    keyType: 'PKCS8',
    alipayPublicKey: counter.setting('ALIPAY_PUBLIC_KEY'),
    gateway: counter.setting('ALIPAY_GATEWAY'),
  })
  ling = await newcomer(browser, instance, 'ling', PIN)
  eve = await newcomer(browser, instance, 'eve', PIN)
})
after(async () => {
  await browser?.close()
  shop?.closeAllConnections()
  shop?.close()
  await counter?.dispose()
  await instance?.dispose()
})

/** Calls a method; the library verifies the answer. */
const exec = (method: string, params: Record<string, unknown>): Promise<Answer> =>
  sdk.exec(method, params, { validateSign: true }) as unknown as Promise<Answer>

const trade = (number: string, total: string): Record<string, string> => ({
  outTradeNo: number,
  totalAmount: total,
  subject: '一束芍药 & 满天星',
  buyerOpenId: openId,
})

async function create(number: string, total: string): Promise<string> {
  const made = await exec('alipay.trade.create', { bizContent: trade(number, total), notifyUrl })
  assert.equal(made['code'], '10000', JSON.stringify(made))
  return made['tradeNo'] ?? ''
}

const query = (number: string): Promise<Answer> => exec('alipay.trade.query', { bizContent: { outTradeNo: number } })

function toldOf(number: string, times: number): Promise<readonly Answer[]> {
  return new Promise((resolve) => {
    const look = (): void => {
      const list = told.filter((each) => each['out_trade_no'] === number)
      if (list.length < times) return
      waiting.delete(look)
      resolve(list)
    }
    waiting.add(look)
    look()
  })
}

const sheet = (page: Page): Locator => page.getByRole('dialog', { name: 'Pay', exact: true })

/** Opens the program anew, with what it is to have paid. */
async function openWith(visitor: Visitor, given: Readonly<Record<string, string>> = {}): Promise<void> {
  await visitor.page.bringToFront()
  await visitor.page.goto('about:blank')
  await visitor.page.goto(`${instance.url}/p/${counter.app}/pages/index/index?${new URLSearchParams(given).toString().replaceAll('+', '%20')}`)
  await programPage(visitor.page).getByText('Pay', { exact: true }).waitFor()
}

async function codeOf(visitor: Visitor, button: string): Promise<string> {
  await programPage(visitor.page).getByText(button, { exact: true }).click()
  const code = programPage(visitor.page).locator('.code')
  await code.filter({ hasText: /\S{8,}/ }).waitFor()
  return (await code.textContent())?.trim() ?? ''
}

async function typePin(page: Page): Promise<void> {
  await sheet(page).getByText('Your PIN').waitFor()
  await page.waitForFunction(() => document.activeElement?.closest('dialog.sheet') !== null)
  await page.keyboard.type(PIN)
}

const says = (visitor: Visitor, what: string | RegExp): Promise<void> => programPage(visitor.page).locator('.said').filter({ hasText: what }).waitFor()

async function pay(visitor: Visitor, given: Readonly<Record<string, string>>): Promise<void> {
  await openWith(visitor, given)
  await programPage(visitor.page).getByText('Pay', { exact: true }).click()
}

async function balanceOf(visitor: Visitor): Promise<number> {
  const { body } = await call(visitor, instance, 'WalletService/GetWallet', {})
  return Number((body['wallet'] as { balance: string }).balance)
}

test('the library learns who signed in, and their name once they agree', async () => {
  await openWith(ling)
  const plain = await exec('alipay.system.oauth.token', { grantType: 'authorization_code', code: await codeOf(ling, 'Sign in') })
  openId = plain['openId'] ?? ''
  assert.match(openId, /^o\S{8,}/, JSON.stringify(plain))
  const share = (authToken: string | undefined): Promise<Answer> => exec('alipay.user.info.share', { authToken })
  assert.equal((await share(plain['accessToken']))['subCode'], 'isv.insufficient-user-permissions')

  await openWith(ling)
  await programPage(ling.page).getByText('Introduce yourself', { exact: true }).click()
  await ling.page.getByRole('button', { name: 'Refuse' }).click()
  await programPage(ling.page).locator('.code').filter({ hasText: 'no 2001' }).waitFor()
  await programPage(ling.page).getByText('Introduce yourself', { exact: true }).click()
  await ling.page.getByRole('button', { name: 'Allow' }).click()
  const code = programPage(ling.page)
    .locator('.code')
    .filter({ hasText: /^\S{8,}$/ })
  await code.waitFor()
  const agreed = await exec('alipay.system.oauth.token', { grantType: 'authorization_code', code: (await code.textContent())?.trim() })
  assert.equal(agreed['openId'], openId)
  const shared = await share(agreed['accessToken'])
  assert.deepEqual([shared['code'], shared['nickName'], shared['openId']], ['10000', 'ling', openId])
})

test('the library makes a trade once, queries and closes it, and verifies every answer', async () => {
  const first = await create('flower-1', '15.00')
  assert.equal(await create('flower-1', '15.00'), first)
  const failed = async (method: string, bizContent: Record<string, string>): Promise<string> => {
    const answer = await exec(method, { bizContent, notifyUrl })
    return `${answer['code']} ${answer['subCode']}`
  }
  assert.equal(await failed('alipay.trade.create', trade('flower-1', '0.01')), '40004 ACQ.CONTEXT_INCONSISTENT')
  assert.equal(await failed('alipay.trade.query', { outTradeNo: 'none' }), '40004 ACQ.TRADE_NOT_EXIST')
  assert.equal(await failed('alipay.trade.give', { outTradeNo: 'flower-1' }), '40002 isv.invalid-method')
  assert.equal((await query('flower-1'))['tradeStatus'], 'WAIT_BUYER_PAY')
  assert.equal((await exec('alipay.trade.close', { bizContent: { tradeNo: first } }))['outTradeNo'], 'flower-1')
  assert.equal((await query('flower-1'))['tradeStatus'], 'TRADE_CLOSED')
})

test('my.tradePay opens the host’s sheet; what was paid is told, verified, and in the wallet; a refund comes back', async () => {
  const tradeNo = await create('flower-2', '19.90')
  await pay(ling, { trade: tradeNo })
  await sheet(ling.page).getByText('一束芍药 & 满天星').waitFor()
  await picture(ling.page, 'alipay-pay-sheet')
  await ling.page.keyboard.press('Escape')
  await says(ling, /^6001$/)
  assert.equal((await query('flower-2'))['tradeStatus'], 'WAIT_BUYER_PAY')

  await programPage(ling.page).getByText('Pay', { exact: true }).click()
  await typePin(ling.page)
  await sheet(ling.page).getByText('Paid to Shop of ada').waitFor()
  await says(ling, /^9000$/)
  const paid = await query('flower-2')
  assert.deepEqual([paid['tradeStatus'], paid['totalAmount'], paid['buyerOpenId']], ['TRADE_SUCCESS', '19.90', openId])
  const [notice] = await toldOf('flower-2', 1)
  assert.deepEqual([notice?.['trade_status'], notice?.['total_amount'], notice?.['trade_no']], ['TRADE_SUCCESS', '19.90', tradeNo])
  assert.equal(await balanceOf(ling), 100_00 - 19_90)

  const refund = (amount: string, outRequestNo: string): Promise<Answer> =>
    exec('alipay.trade.refund', { bizContent: { outTradeNo: 'flower-2', refundAmount: amount, outRequestNo, refundReason: 'withered' } })
  assert.deepEqual([(await refund('9.90', '1'))['fundChange'], (await refund('9.90', '1'))['fundChange']], ['Y', 'N'])
  assert.equal((await refund('10.01', '2'))['subCode'], 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL')
  const back = await exec('alipay.trade.fastpay.refund.query', { bizContent: { tradeNo, outRequestNo: '1' } })
  assert.deepEqual([back['refundStatus'], back['refundAmount']], ['REFUND_SUCCESS', '9.90'])
  assert.deepEqual(
    (await toldOf('flower-2', 2)).map((each) => each['refund_fee'] ?? ''),
    ['', '9.90'],
  )
  assert.equal(await balanceOf(ling), 100_00 - 10_00)

  await ling.page.goto(`${instance.url}/me/wallet`)
  await ling.page.getByRole('button', { name: /Shop of ada.*−.*19\.90/ }).waitFor()
  await ling.page.getByRole('button', { name: /Shop of ada.*Refund.*\+.*9\.90/ }).waitFor()
  await picture(ling.page, 'alipay-wallet')
  assertQuiet(ling)
})

test('an order that the library signed is verified as it is paid, and somebody else’s is not', async () => {
  const { buyerOpenId: _, ...bizContent } = trade('flower-3', '5.00')
  const text = sdk.sdkExecute('alipay.trade.app.pay', { bizContent, notifyUrl })
  ling.expectFault(/40[0-9]/)
  eve.expectFault(/40[0-9]/)
  await pay(ling, { text: text.replace('5.00', '0.01') })
  await sheet(ling.page).getByText('The merchant’s signature does not fit').waitFor()
  await ling.page.keyboard.press('Escape')
  await says(ling, /^4000 /)
  assert.equal((await query('flower-3'))['subCode'], 'ACQ.TRADE_NOT_EXIST')

  await pay(ling, { text })
  await typePin(ling.page)
  await says(ling, /^9000$/)
  const paid = await query('flower-3')
  assert.deepEqual([paid['tradeStatus'], paid['buyerOpenId']], ['TRADE_SUCCESS', openId])
  assert.equal((await toldOf('flower-3', 1))[0]?.['total_amount'], '5.00')

  const had = await balanceOf(eve)
  const theirs: readonly Answer[] = [{ text }, { trade: paid['tradeNo'] ?? '' }, { trade: await create('flower-4', '1.00') }]
  for (const given of theirs) {
    await pay(eve, given)
    await sheet(eve.page).getByText('This order was made for somebody else').waitFor()
    await eve.page.keyboard.press('Escape')
    await says(eve, /^4000 /)
  }
  assert.equal(await balanceOf(eve), had)
  const ended = await exec('alipay.trade.cancel', { bizContent: { outTradeNo: 'flower-3' } })
  assert.equal(ended['action'], 'refund')
  assert.equal(await balanceOf(ling), 100_00 - 10_00)
})

test('the books agree: nothing was lost or made', async () => {
  const checked = await run(['ledger', 'check', '--data', instance.data])
  assert.equal(checked.code, 0, checked.output)
})
