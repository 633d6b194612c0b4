/** README: "a deposit": 99 are held, the shop takes 7, 92 come back; another one comes back whole. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { launchBrowser, picture, type Visitor } from './harness/browser.js'
import { type Instance, run, startInstance } from './harness/instance.js'
import { assertQuiet, call } from './harness/people.js'
import { programPage } from './harness/program.js'
import { newcomer, openAt, openidOf, openTill, type Till } from './harness/till.js'

const PIN = '246810'
const SCORE = 'v3/payscore/serviceorder'

let browser: Browser
let instance: Instance
let till: Till
let ling: Visitor
let openid: string

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('serve')
  till = await openTill(instance, 'ada', '1600000001')
  ling = await newcomer(browser, instance, 'ling', PIN)
  openid = await openidOf(ling, instance, till)
})
after(async () => {
  await browser?.close()
  await till?.dispose()
  await instance?.dispose()
})

const sheet = (page: Page): Locator => page.getByRole('dialog', { name: 'Pay', exact: true })

async function walletHas(balance: number, held: number): Promise<void> {
  const { body } = await call(ling, instance, 'WalletService/GetWallet', {})
  const wallet = body['wallet'] as { balance: string; held?: string }
  assert.deepEqual([Number(wallet.balance), Number(wallet.held ?? 0)], [balance, held])
}

interface Service {
  readonly state: string
  readonly package?: string
  readonly total_amount: number
}

/** Hires an umbrella: the shop's server asks for the deposit, Ling confirms it. */
async function hire(number: string): Promise<void> {
  await openAt(ling, instance, till, till.sign(await till.deposit({ number, total: 99_00, openid })))
  await programPage(ling.page).getByText('Pay', { exact: true }).click()
  await sheet(ling.page).getByText('Held, not taken; the rest comes back').waitFor()
  if (number === 'umbrella-1') await picture(ling.page, 'deposit-desktop-sheet')
  await sheet(ling.page).getByText('Your PIN').waitFor()
  await ling.page.waitForFunction(() => document.activeElement?.closest('dialog.sheet') !== null)
  await ling.page.keyboard.type(PIN)
  await sheet(ling.page).getByText('Held for Shop of ada').waitFor()
}

async function query(number: string): Promise<Service> {
  const { data } = await till.client.chain(SCORE).get({ params: { out_order_no: number, service_id: '500001', appid: till.app } })
  return data as unknown as Service
}

test('99 are frozen, 7 captured and 92 released, and the wallet shows each of it', async () => {
  await hire('umbrella-1')
  assert.equal((await query('umbrella-1')).state, 'DOING')
  await walletHas(1_00, 99_00)
  await ling.page.goto(`${instance.url}/me/wallet`)
  await ling.page.getByText('Held as deposits').waitFor()
  await picture(ling.page, 'deposit-desktop-wallet')
  const { data } = await till.client.chain(`${SCORE}/umbrella-1/complete`).post({ appid: till.app, service_id: '500001', total_amount: 7_00 })
  assert.deepEqual([(data as unknown as Service).state, (data as unknown as Service).total_amount], ['DONE', 7_00])
  await walletHas(93_00, 0)
  await ling.page.reload()
  await ling.page.getByText('An umbrella').first().waitFor()
  assert.equal(await ling.page.getByText('Held as deposits').count(), 0)
  assertQuiet(ling)
})

test('a deposit that is not needed comes back whole', async () => {
  await call(ling, instance, 'WalletService/GetWallet', {})
  const { data } = await till.client.chain('v3/refund/domestic/refunds').post({
    out_trade_no: 'umbrella-1',
    out_refund_no: 'umbrella-back',
    amount: { refund: 7_00, total: 7_00, currency: 'CNY' },
  })
  assert.equal((data as unknown as { status: string }).status, 'SUCCESS')
  await hire('umbrella-2')
  await walletHas(1_00, 99_00)
  await till.client.chain(`${SCORE}/umbrella-2/cancel`).post({ appid: till.app, service_id: '500001', reason: 'no rain' })
  await walletHas(100_00, 0)
  assert.equal((await query('umbrella-2')).state, 'REVOKED')
  const checked = await run(['ledger', 'check', '--data', instance.data])
  assert.equal(checked.code, 0, checked.output)
})
