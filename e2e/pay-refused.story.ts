/** README: "the host asks for the PIN, no program can": strange merchants, forged requests, two tabs, programs that want the keys. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { launchBrowser, picture, type Visitor } from './harness/browser.js'
import { type Instance, run, startInstance } from './harness/instance.js'
import { assertQuiet, call } from './harness/people.js'
import { programPage } from './harness/program.js'
import { newcomer, openAt, openidOf, openTill, type Signed, type Till } from './harness/till.js'

const PIN = '246810'

let browser: Browser
let instance: Instance
let honest: Till
let other: Till
let ling: Visitor
let openid: string
let orders = 0

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('serve')
  honest = await openTill(instance, 'ada', '1600000001')
  other = await openTill(instance, 'bob', '1600000002')
  ling = await newcomer(browser, instance, 'ling', PIN)
  ling.expectFault(/40[0-9]/) // what the instance refuses is a line on the browser's console
  openid = await openidOf(ling, instance, honest)
})
after(async () => {
  await browser?.close()
  await honest?.dispose()
  await other?.dispose()
  await instance?.dispose()
})

async function balanceOf(who: Visitor): Promise<number> {
  const { body } = await call(who, instance, 'WalletService/GetWallet', {})
  return Number((body['wallet'] as { balance: string }).balance)
}

const sheet = (page: Page): Locator => page.getByRole('dialog', { name: 'Pay', exact: true })
const tapPay = (page: Page): Promise<void> => programPage(page).getByText('Pay', { exact: true }).click()

/** The order of a till, made for Ling. */
async function order(till: Till, total: number, who = openid, expires?: string): Promise<{ number: string; prepay: string }> {
  orders += 1
  const number = `refused-${String(orders).padStart(4, '0')}`
  return { number, prepay: await till.prepay({ number, total, openid: who, ...(expires === undefined ? {} : { expires }) }) }
}

/** Taps Pay in the program and expects a sheet that only says why not. */
async function wantRefused(page: Page, says: RegExp | string): Promise<void> {
  await tapPay(page)
  await sheet(page).getByText(says).first().waitFor()
  assert.equal(await sheet(page).getByText('Your PIN').count(), 0, 'nothing asks for the PIN')
  await sheet(page).locator('.button').getByText('Close').click()
  await sheet(page).waitFor({ state: 'detached' })
  await programPage(page)
    .getByText(/requestPayment:fail/)
    .waitFor()
}

async function typePin(page: Page, pin = PIN): Promise<void> {
  await sheet(page).getByText('Your PIN').waitFor()
  await page.waitForFunction(() => document.activeElement?.closest('dialog.sheet') !== null)
  await page.keyboard.type(pin)
}

test('an order of one merchant cannot be paid in the program of another, whoever signs', async () => {
  const had = await balanceOf(ling)
  const theirOpenid = await openidOf(ling, instance, other)
  const mine = await order(honest, 500)
  const theirs = await order(other, 700, theirOpenid)
  for (const [what, till, signed] of [
    ['theirs, signed by me for my program', honest, honest.sign(theirs.prepay)],
    ['theirs, signed by them for my program', honest, other.sign(theirs.prepay, honest.app)],
    ['theirs, signed by them for theirs, shown in mine', honest, other.sign(theirs.prepay)],
    ['mine, signed by them for their program', other, other.sign(mine.prepay)],
    ['mine, signed by me for their program', other, honest.sign(mine.prepay, other.app)],
  ] as const) {
    await openAt(ling, instance, till, signed)
    await wantRefused(ling.page, 'There is no such order. Nothing was taken.')
    assert.equal(await balanceOf(ling), had, what)
  }
  await openAt(ling, instance, honest, other.sign(mine.prepay, honest.app))
  await wantRefused(ling.page, 'The merchant’s signature does not fit. Nothing was taken.')
  assert.equal((await honest.query(mine.number)).trade_state, 'NOTPAY')
  assert.equal((await other.query(theirs.number)).trade_state, 'NOTPAY')
  assert.equal(await balanceOf(ling), had)
  assertQuiet(ling)
})

test('a program that changes what its merchant signed is refused, and cannot say an amount', async () => {
  const had = await balanceOf(ling)
  const { prepay } = await order(honest, 900)
  const cheap = await order(honest, 1)
  const good = honest.sign(prepay)
  const unfit = 'The merchant’s signature does not fit. Nothing was taken.'
  const forged: readonly (readonly [string, Partial<Signed>, string])[] = [
    ['another time', { timeStamp: String(Number(good.timeStamp) + 1) }, unfit],
    ['another nonce', { nonceStr: `${good.nonceStr}x` }, unfit],
    ['the package of another order', { package: `prepay_id=${cheap.prepay}` }, unfit],
    ['a package that is none', { package: prepay }, 'There is no such order. Nothing was taken.'],
    ['an order that nobody made', { package: 'prepay_id=ord_00000000000000000000000000' }, 'There is no such order. Nothing was taken.'],
    ['another way of signing', { signType: 'MD5' }, unfit],
    ['another signature', { paySign: honest.sign(cheap.prepay).paySign }, unfit],
    ['a cut signature', { paySign: good.paySign.slice(0, -8) }, unfit],
    ['a signature that is no base64', { paySign: '<script>' }, unfit],
    ['no signature', { paySign: '' }, unfit],
  ]
  for (const [what, change, says] of forged) {
    await openAt(ling, instance, honest, { ...good, ...change })
    await wantRefused(ling.page, says)
    assert.equal(await balanceOf(ling), had, what)
  }
  await picture(ling.page, 'pay-desktop-forged')
  // An amount of the program's is not heard: the sheet shows the order's, and that is what is taken.
  await openAt(ling, instance, honest, good, ling.page, '&total=1')
  await tapPay(ling.page)
  await sheet(ling.page).getByText('9.00').first().waitFor()
  await typePin(ling.page)
  await sheet(ling.page).getByText('Paid to Shop of ada').waitFor()
  assert.equal(await balanceOf(ling), had - 900)
  assertQuiet(ling)
})

test('two tabs pay one order at once: one does, the other says that it is paid, and it is taken once', async () => {
  const had = await balanceOf(ling)
  const { number, prepay } = await order(honest, 300)
  const tabs = [ling.page, await ling.context.newPage()]
  for (const tab of tabs) {
    await openAt(ling, instance, honest, honest.sign(prepay), tab)
    await tapPay(tab)
    await sheet(tab).getByText('Your PIN').waitFor()
  }
  // Both requests are on their way before either is answered.
  let held = 0
  let letGo = (): void => undefined
  const both = new Promise<void>((resolve) => {
    letGo = resolve
  })
  for (const tab of tabs)
    await tab.route('**/superette.v1.PayService/Pay', async (route) => {
      held += 1
      if (held === tabs.length) letGo()
      await both
      await route.continue()
    })
  for (const tab of tabs) {
    await tab.bringToFront()
    await typePin(tab)
  }
  const paid = /Paid to Shop of ada/
  const not = /This order is (already paid|being paid on another device)\. Nothing more was taken\./
  const ends = await Promise.all(
    tabs.map(async (tab) => {
      await sheet(tab)
        .getByText(new RegExp(`${paid.source}|${not.source}`))
        .first()
        .waitFor()
      return (await sheet(tab).getByText(paid).count()) > 0
    }),
  )
  assert.deepEqual([...ends].sort(), [false, true], 'one tab paid')
  assert.equal(await balanceOf(ling), had - 300)
  assert.equal((await honest.query(number)).trade_state, 'SUCCESS')
  await picture(tabs[ends.indexOf(false)] ?? ling.page, 'pay-desktop-second-tab')
  // Asking again in the tab that lost says that it is paid.
  const lost = tabs[ends.indexOf(false)] ?? ling.page
  await openAt(ling, instance, honest, honest.sign(prepay), lost)
  await tapPay(lost)
  await sheet(lost).getByText('This order is already paid. Nothing more was taken.').waitFor()
  for (const tab of tabs) await tab.unroute('**/superette.v1.PayService/Pay')
  await tabs[1]?.close()
  assertQuiet(ling)
})

test('an order whose time is over, before the sheet opens and while it is open; and more than there is', async () => {
  const had = await balanceOf(ling)
  const soon = () => `${new Date(Date.now() + 3000).toISOString().slice(0, 19)}Z`
  const over = async (number: string): Promise<void> => {
    while ((await honest.query(number)).trade_state !== 'CLOSED') await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const early = await order(honest, 400, openid, soon())
  await over(early.number)
  await openAt(ling, instance, honest, honest.sign(early.prepay))
  await wantRefused(ling.page, 'The time to pay this order is over. Nothing was taken.')

  // Time enough to open the sheet, on a busy machine too: the order ends only once the PIN is asked for.
  const late = await order(honest, 400)
  await openAt(ling, instance, honest, honest.sign(late.prepay))
  await tapPay(ling.page)
  await sheet(ling.page).getByText('Your PIN').waitFor()
  await honest.client.chain(`v3/pay/transactions/out-trade-no/${late.number}/close`).post({ mchid: honest.mchid })
  await typePin(ling.page)
  await sheet(ling.page).getByText('The merchant closed this order. Nothing was taken.').waitFor()
  await sheet(ling.page).locator('.button').getByText('Close').click()

  const dear = await order(honest, had + 1)
  await openAt(ling, instance, honest, honest.sign(dear.prepay))
  await wantRefused(ling.page, 'There is not enough money in your wallet. Nothing was taken.')
  assert.equal(await balanceOf(ling), had)
  assertQuiet(ling)
})

test('a program that grabs the focus while a PIN is typed gets no key', async () => {
  const had = await balanceOf(ling)
  const { page } = ling
  const { prepay } = await order(honest, 200)
  await openAt(ling, instance, honest, honest.sign(prepay))
  await programPage(page).getByText('Pay and grab the keys').click()
  await sheet(page).getByText('Your PIN').waitFor()
  // The program is at it: each key waits until it has tried again.
  const tries = async (): Promise<number> => {
    for (const frame of page.frames()) {
      const found = await frame.locator('.tries').count()
      if (found > 0) return Number((await frame.locator('.tries').first().textContent())?.replace(/\D/g, ''))
    }
    return 0
  }
  for (const digit of PIN) {
    const before = await tries()
    while ((await tries()) === before) await new Promise((resolve) => setTimeout(resolve, 20))
    assert.equal(await page.evaluate(() => document.activeElement?.closest('dialog.sheet') !== null), true, 'the sheet has the focus')
    await page.keyboard.type(digit)
  }
  await sheet(page).getByText('Paid to Shop of ada').waitFor()
  assert.equal(await balanceOf(ling), had - 200)
  await sheet(page).getByRole('button', { name: 'Done' }).click()
  for (const frame of page.frames())
    for (const stolen of await frame.locator('.stolen').allTextContents()) assert.equal(stolen.trim(), 'stolen:', 'the program has seen a key')
  assertQuiet(ling)
})

test('the books agree: nothing was lost or made', async () => {
  const checked = await run(['ledger', 'check', '--data', instance.data])
  assert.equal(checked.code, 0, checked.output)
})
