/** README: "pay": a tea ordered from a card in a chat turns the card to paid for both; money sent to a contact; the wallet. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, picture, visit, type Visitor } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet, call, openConversation, signInAs, thread } from './harness/people.js'
import { programPage } from './harness/program.js'

let browser: Browser
let instance: Instance

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('demo', ['--run', 'node examples/teahouse/server/main.js'])
  await instance.printed(/the Teahouse takes orders/)
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

async function balance(who: Visitor): Promise<number> {
  const answer = await call(who, instance, 'WalletService/GetWallet', {})
  return Number((answer.body.wallet as { balance?: string }).balance ?? 0)
}

async function shareTea(who: Visitor, name: string): Promise<void> {
  const shelf = (await call(who, instance, 'ProgramService/ListShelf', {})).body.programs as { appId: string }[]
  const chats = (await call(who, instance, 'ChatService/ListConversations', {})).body.conversations as { id: string; members: { handle: string }[] }[]
  const conv = chats.find((each) => each.members.some((p) => p.handle === name))?.id
  const shared = await call(who, instance, 'ProgramService/Share', {
    appId: shelf[0]?.appId,
    conv,
    clientId: 'card-to-be-paid',
    title: 'First-flush Longjing',
    path: 'pages/tea/tea?id=longjing',
    imagePath: 'images/longjing.jpg',
    price: '1500',
    currency: 'CNY',
  })
  assert.equal(shared.status, 200)
}

async function typePin(page: Page, pin: string): Promise<void> {
  await page.getByRole('group', { name: 'Your PIN' }).waitFor()
  await page.keyboard.type(pin)
}

test('a tea is ordered from the card, paid in four taps, and the card turns to paid on both screens', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  await shareTea(ling, 'tom')
  await openConversation(ling.page, 'Tom')
  await openConversation(tom.page, 'Ling')
  // One: the card. Two: order.
  await thread(tom.page)
    .getByRole('button', { name: /First-flush Longjing/ })
    .last()
    .click()
  await programPage(tom.page).getByText('Order and pay').click()
  const sheet = tom.page.getByRole('dialog', { name: 'Pay' })
  await sheet.getByText('Teahouse', { exact: true }).waitFor()
  assert.match((await sheet.locator('.pay-amount').textContent()) ?? '', /15\.00/)
  await picture(tom.page, 'phone-pay')
  // A wrong PIN takes nothing, and says so.
  tom.expectFault(/403/)
  await typePin(tom.page, '135790')
  await sheet.getByText(/Nothing was taken\. Tries left: 4\./).waitFor()
  assert.equal(await balance(tom), 50_000)
  // Three: the PIN, by its keys.
  for (const digit of '246810') await sheet.getByRole('button', { name: digit, exact: true }).click()
  await sheet.getByText('Paid to Teahouse').waitFor()
  await picture(tom.page, 'phone-paid')
  await sheet.getByRole('button', { name: 'Done' }).click()
  // The program shows the paid order.
  await programPage(tom.page).getByText('Paid', { exact: true }).waitFor()
  await picture(tom.page, 'phone-order')
  await tom.page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
  for (const { page } of [tom, ling])
    await thread(page)
      .getByText(/Paid by Tom/)
      .waitFor()
  await picture(ling.page, 'desktop-card-paid')
  await picture(tom.page, 'phone-card-paid')
  assert.equal(await balance(tom), 48_500)
  assert.equal(await balance(ling), 50_000)
  await instance.printed(/is paid: First-flush Longjing/)
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('money goes to a contact at once, and both wallets tell it', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'phone' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'desktop' })
  await openConversation(ling.page, 'Tom')
  await openConversation(tom.page, 'Ling')
  await ling.page.getByRole('button', { name: 'Add', exact: true }).click()
  await ling.page.getByRole('menuitem', { name: 'Send money' }).click()
  const sheet = ling.page.getByRole('dialog', { name: 'Send money' })
  await sheet.getByRole('textbox', { name: 'Amount' }).fill('12.34')
  await sheet.getByRole('textbox', { name: /What for/ }).fill('lunch')
  await sheet.getByRole('button', { name: 'Next' }).click()
  await typePin(ling.page, '246810')
  await sheet.getByText(/Paid to Tom/).waitFor()
  await sheet.getByRole('button', { name: 'Done' }).click()
  await thread(ling.page).getByText('You sent · lunch').waitFor()
  await thread(tom.page).getByText('You received · lunch').waitFor()
  await picture(tom.page, 'desktop-transfer')
  await ling.page.goto(`${instance.url}/me/wallet`)
  await ling.page.getByText('Test money').first().waitFor()
  const entry = ling.page.locator('.wallet-entry').first()
  await entry.getByText('Tom Berg').waitFor()
  assert.match((await entry.textContent()) ?? '', /lunch.*−¥12\.34/)
  assert.match((await ling.page.locator('.wallet-balance').textContent()) ?? '', /487\.66/)
  await picture(ling.page, 'phone-wallet')
  await ling.page.getByRole('button', { name: 'Cover the amounts' }).click()
  assert.doesNotMatch((await ling.page.locator('.wallet').textContent()) ?? '', /12\.34|487/)
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('a new person chooses a PIN at the first payment', async () => {
  const eve = await visit(browser, { shape: 'phone' })
  const { page } = eve
  eve.expectFault(/401/)
  await page.goto(instance.url)
  const registered = await page.evaluate(async () => {
    const answer = await fetch('/api/superette.v1.AccountService/Register', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ handle: 'eve', name: 'Eve', password: 'a long password' }),
    })
    return answer.status
  })
  assert.equal(registered, 200)
  const shelf = (await call(eve, instance, 'ProgramService/ListShelf', {})).body.programs as { appId: string }[]
  await page.goto(`${instance.url}/p/${shelf[0]?.appId}/pages/tea/tea?id=oolong`)
  await programPage(page).getByText('Order and pay').click()
  const sheet = page.getByRole('dialog', { name: 'Pay' })
  await sheet.getByRole('group', { name: 'Choose a PIN of six digits' }).waitFor()
  await page.keyboard.type('123456')
  await sheet.getByText(/too easy/).waitFor()
  await page.keyboard.type('314159')
  await sheet.getByRole('group', { name: 'Type it once more' }).waitFor()
  await page.keyboard.type('314159')
  await sheet.getByText('Paid to Teahouse').waitFor()
  await sheet.getByText(/87\.00/).waitFor()
  assertQuiet(eve)
  await eve.context.close()
})
