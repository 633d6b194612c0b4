/** README: a shop written for WeChat and one written for Alipay, side by side from one chat: paid from one wallet, refunded by their own servers. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { faultsInBoth } from './harness/access.js'
import { engine, launchBrowser, picture, type Visitor } from './harness/browser.js'
import { type Instance, run, startInstance } from './harness/instance.js'
import { assertQuiet, call, openConversation, signInAs, thread } from './harness/people.js'
import { programPage } from './harness/program.js'

const PIN = '246810'

let browser: Browser
let instance: Instance

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('demo', ['--run', 'node examples/shops.js'])
  await instance.printed(/Teahouse takes orders/)
  await instance.printed(/bookshop takes orders/)
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

const sheet = (page: Page): Locator => page.getByRole('dialog', { name: 'Pay', exact: true })
const tab = (page: Page, name: string): Locator => page.locator('.program.shown').getByRole('tab', { name })
const said = (page: Page, text: string): Locator => programPage(page).getByText(text, { exact: true }).last()
const ask = (page: Page, name: string): Locator => page.locator('.program.shown').getByRole('button', { name, exact: true })

async function balanceOf(who: Visitor): Promise<number> {
  const { body } = await call(who, instance, 'WalletService/GetWallet', {})
  return Number((body['wallet'] as { balance: string }).balance)
}

async function open(page: Page, name: string): Promise<void> {
  await page.goto(`${instance.url}/discover`)
  await page
    .getByRole('button', { name: `Open ${name}` })
    .first()
    .click()
}

/** Types the PIN into the host's sheet, and comes back to the program. */
async function pay(page: Page, payee: string): Promise<void> {
  await sheet(page).getByText('Your PIN').waitFor()
  await page.waitForFunction(() => document.activeElement?.closest('dialog.sheet') !== null)
  await page.keyboard.type(PIN)
  await sheet(page).getByText(`Paid to ${payee}`).waitFor()
  await sheet(page).getByRole('button', { name: 'Done' }).click()
  await sheet(page).waitFor({ state: 'detached' })
}

/** Shares the page of a program that is in view with Tom. */
async function shareWithTom(page: Page, button: string): Promise<void> {
  await said(page, button).click()
  const to = page.getByRole('dialog', { name: 'Send to' })
  await to.getByRole('radio', { name: 'Tom' }).click()
  await to.getByRole('button', { name: 'Send to Tom' }).click()
  await page.getByText('Sent', { exact: true }).waitFor()
}

test('books go into the bag, are paid by the host’s sheet, and are there among the orders', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'phone' })
  const { page } = ling
  const had = await balanceOf(ling)
  await open(page, 'Paper Lane')
  await said(page, 'Dream of the Red Chamber').waitFor()
  await picture(page, 'bookshop-shelf')
  await tab(page, 'Orders').click()
  await said(page, 'No orders yet').waitFor()
  await tab(page, 'Bag').click()
  await said(page, 'The bag is empty').waitFor()
  await programPage(page).getByText('To the shelf').click()

  await said(page, 'Verse').click()
  await said(page, 'Walden').waitFor({ state: 'detached' })
  await programPage(page).getByRole('button', { name: 'Put into the bag' }).click()
  await page.locator('.program.shown').getByText('In the bag').waitFor()
  await said(page, 'Essays').click()
  await said(page, 'Walden').click()
  await picture(page, 'bookshop-book')
  await programPage(page).getByText('Put into the bag').click()
  await page.goBack()
  await said(page, 'All').waitFor()
  await tab(page, 'Bag').click()
  await said(page, '¥43.90').waitFor()
  const more = programPage(page).getByRole('button', { name: '+' })
  await more.first().click()
  await said(page, '¥63.80').waitFor()
  const less = programPage(page).getByRole('button', { name: '-' })
  await less.first().click()
  await said(page, '¥43.90').waitFor()

  // Taken out with the last one, and put back.
  await less.first().click()
  await ask(page, 'Put it back').click()
  await said(page, '¥43.90').waitFor()
  await picture(page, 'bookshop-bag')

  await programPage(page).getByText('Order and pay').click()
  await sheet(page).getByText('Your PIN').waitFor()
  await picture(page, 'bookshop-pay')
  await page.keyboard.press('Escape')
  await sheet(page).waitFor({ state: 'detached' })
  await programPage(page).getByText('Order and pay').click()
  await pay(page, 'Paper Lane')
  await said(page, 'Paid').waitFor()
  await picture(page, 'bookshop-order')
  assert.equal(await balanceOf(ling), had - 43_90)

  await page.goBack()
  await said(page, 'The bag is empty').waitFor()
  await tab(page, 'Orders').click()
  await said(page, '¥43.90').click()
  await said(page, 'Return for a refund').click()
  await ask(page, 'Return for a refund').click()
  await said(page, 'Refunded').waitFor()
  assert.equal(await balanceOf(ling), had)
  await picture(page, 'bookshop-returned')
  assertQuiet(ling)
  await ling.context.close()
})

test('a tea and a book in one chat: each opens over it, both are paid from one wallet, one is returned, and one statement has it all', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'desktop' })
  const had = await balanceOf(tom)
  await open(ling.page, 'Teahouse')
  await said(ling.page, 'Hand-pounded lemon').click()
  await shareWithTom(ling.page, 'Share with a friend')
  await open(ling.page, 'Paper Lane')
  await said(ling.page, 'The Classic of Tea').click()
  await shareWithTom(ling.page, 'Tell a friend')

  await openConversation(tom.page, 'Ling')
  const card = (title: string): Locator => thread(tom.page).getByRole('button', { name: new RegExp(title) })
  await card('Hand-pounded lemon').waitFor()
  await card('The Classic of Tea').click()
  await said(tom.page, 'A trace of tea on the cover, as it should be.').waitFor()
  await picture(tom.page, 'bookshop-beside-chat')
  if (engine === 'chromium') assert.deepEqual(await faultsInBoth(tom.page, 'a book beside the chat'), [])
  await programPage(tom.page).getByText('Buy now').click()
  await pay(tom.page, 'Paper Lane')
  await said(tom.page, 'Paid').waitFor()
  await card('The Classic of Tea').getByText('Paid by Tom').waitFor()

  await card('Hand-pounded lemon').click()
  await programPage(tom.page).getByText('Order and pay').click()
  await pay(tom.page, 'Teahouse')
  await said(tom.page, 'Paid').waitFor()
  await card('Hand-pounded lemon').getByText('Paid by Tom').waitFor()
  await picture(tom.page, 'bookshop-both-paid')

  await open(tom.page, 'Paper Lane')
  await tab(tom.page, 'Orders').click()
  // By its state: its price stands on the shelf too, which is in view until the tab's page is.
  await said(tom.page, 'Paid').click()
  await said(tom.page, 'Return for a refund').click()
  await ask(tom.page, 'Return for a refund').click()
  await said(tom.page, 'Refunded').waitFor()

  await tom.page.goto(`${instance.url}/me/wallet`)
  for (const entry of [/Teahouse.*−.*14\.00/, /Paper Lane.*−.*16\.80/, /Paper Lane.*Refund.*\+.*16\.80/])
    await tom.page.getByRole('button', { name: entry }).waitFor()
  await picture(tom.page, 'bookshop-wallet')
  assert.equal(await balanceOf(tom), had - 14_00)
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
  const checked = await run(['ledger', 'check', '--data', instance.data])
  assert.equal(checked.code, 0, checked.output)
})
