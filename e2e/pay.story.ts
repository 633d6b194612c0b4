/** README: "the card in the chat turns paid", on both screens; money between people; what a wallet shows. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { parseEnv } from 'node:util'
import type { Browser, Locator, Page } from 'playwright-core'
import { Rsa, Wechatpay } from 'wechatpay-axios-plugin'
import { launchBrowser, notInFirefox, picture, type Visitor, visit } from './harness/browser.js'
import { type Instance, run, startInstance } from './harness/instance.js'
import { assertQuiet, call, openConversation, signInAs, thread } from './harness/people.js'
import { programPage } from './harness/program.js'

const PIN = '246810'
const path = 'pages/tea/tea?id=brown-sugar'

let browser: Browser
let instance: Instance

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('demo', ['--run', 'node examples/teahouse/server/main.js'])
  await instance.printed(/takes orders/)
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

async function balanceOf(who: Visitor): Promise<number> {
  const { body } = await call(who, instance, 'WalletService/GetWallet', {})
  return Number((body['wallet'] as { balance: string }).balance)
}

interface Shared {
  readonly conv: string
  readonly seq: string
  readonly card: { readonly id: string }
}

async function shareTea(from: Visitor, to: 'ling' | 'tom', title: string): Promise<Shared> {
  const shelf = (await call(from, instance, 'ProgramService/ListShelf', {})).body['programs'] as { appId: string }[]
  const chats = (await call(from, instance, 'ChatService/ListConversations', {})).body['conversations'] as { id: string; members: { handle: string }[] }[]
  const conv = chats.find((each) => each.members.some((member) => member.handle === to))?.id
  const shared = await call(from, instance, 'ProgramService/Share', {
    appId: shelf[0]?.appId,
    conv,
    clientId: crypto.randomUUID(),
    title,
    path,
    imagePath: 'images/brown-sugar.jpg',
    price: '1900',
    currency: 'CNY',
  })
  assert.equal(shared.status, 200, JSON.stringify(shared.body))
  return shared.body['message'] as Shared
}

const card = (page: Page, title: string): Locator =>
  thread(page)
    .getByRole('button', { name: new RegExp(title) })
    .last()
const sheet = (page: Page, name: string | RegExp = 'Pay'): Locator => page.getByRole('dialog', { name })

/** Keys go where the focus is: into the sheet, as soon as it has it. */
async function typeKeys(page: Page, pin: string): Promise<void> {
  await page.waitForFunction(() => document.activeElement?.closest('dialog.sheet') !== null)
  await page.keyboard.type(pin)
}

async function typePin(on: Locator, pin: string): Promise<void> {
  for (const digit of pin) await on.getByRole('button', { name: digit, exact: true }).tap()
}

test('Ling shares a tea, Tom pays it from the card, and the card is paid on both screens', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  await shareTea(ling, 'tom', 'Brown sugar pearls')
  await openConversation(ling.page, 'Tom')
  await ling.page.locator('.demo-note').getByText('/demo/tom').waitFor()
  await openConversation(tom.page, 'Ling')
  let loads = 0
  for (const { page } of [ling, tom]) page.on('load', () => loads++)
  const [lingHad, tomHad] = [await balanceOf(ling), await balanceOf(tom)]

  let taps = 0
  const tap = async (what: Locator): Promise<void> => {
    taps += 1
    await what.tap()
  }
  await tap(card(tom.page, 'Brown sugar pearls'))
  await tap(programPage(tom.page).getByRole('button', { name: 'Order and pay' }))
  const pay = sheet(tom.page)
  await pay.getByText('Your PIN').waitFor()
  for (const text of ['Teahouse', '19.00', '500.00', 'Test money']) await pay.getByText(text).first().waitFor()
  await picture(tom.page, 'pay-phone-sheet')
  // A program cannot reach the sheet: it is above everything, and what is below is inert.
  assert.equal(await tom.page.evaluate(() => document.querySelector('dialog.sheet')?.matches(':modal')), true)
  taps += 1 // the six digits of the PIN count as one
  await typePin(pay, PIN)
  await pay.getByText('Paid to Teahouse').waitFor()
  assert.ok(taps <= 4, `${taps} taps from the card to paid`)
  await pay.getByText('481.00').waitFor()
  await picture(tom.page, 'pay-phone-paid')

  // The program has gone on behind the tick.
  await tom.page.waitForFunction(() => document.activeElement?.textContent === 'Done')
  await pay.getByRole('button', { name: 'Done' }).tap()
  await pay.waitFor({ state: 'detached' })
  await programPage(tom.page).getByText('Paid', { exact: true }).waitFor()
  await picture(tom.page, 'pay-phone-order')
  await tom.page.locator('.program.shown').getByRole('button', { name: 'Close program' }).tap()

  for (const { page } of [ling, tom]) await card(page, 'Brown sugar pearls').getByText('Paid by Tom').waitFor()
  assert.equal(loads, 0, 'nobody loaded the page again')
  await picture(ling.page, 'pay-desktop-card')
  await picture(tom.page, 'pay-phone-card')

  assert.equal(await balanceOf(tom), tomHad - 1900)
  assert.equal(await balanceOf(ling), lingHad)
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('a program that was reloaded before it is paid still turns the card that it was opened from', async () => {
  const tom = await signInAs(browser, instance, 'tom', { shape: 'desktop' })
  const { page } = tom
  await shareTea(tom, 'ling', 'Reloaded pearls')
  await openConversation(page, 'Ling')
  await card(page, 'Reloaded pearls').click()
  await programPage(page).getByRole('button', { name: 'Order and pay' }).waitFor()
  await page.reload()
  await programPage(page).getByRole('button', { name: 'Order and pay' }).click()
  await sheet(page).getByText('Your PIN').waitFor()
  await typeKeys(page, PIN)
  await sheet(page).getByText('Paid to Teahouse').waitFor()
  await page.keyboard.press('Enter')
  await card(page, 'Reloaded pearls').getByText('Paid by Tom').waitFor()

  // Opened from the shelf, the same page belongs to no card, after a reload neither.
  await page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
  await page.locator('.program.shown').waitFor({ state: 'detached' }) // a step back in the history that is still on its way ends what is opened next
  await shareTea(tom, 'ling', 'Untouched pearls')
  await card(page, 'Untouched pearls').waitFor()
  const app = (await call(tom, instance, 'ProgramService/ListShelf', {})).body['programs'] as { appId: string }[]
  await page.goto(`${instance.url}/p/${app[0]?.appId}/${path}`)
  await programPage(page).getByRole('button', { name: 'Order and pay' }).waitFor()
  await page.reload()
  await programPage(page).getByRole('button', { name: 'Order and pay' }).click()
  await sheet(page).getByText('Your PIN').waitFor()
  await typeKeys(page, PIN)
  await sheet(page).getByText('Paid to Teahouse').waitFor()
  await page.goto(`${instance.url}/chats`)
  await openConversation(page, 'Ling')
  await card(page, 'Untouched pearls').waitFor()
  assert.equal(await card(page, 'Untouched pearls').getByText('Paid by').count(), 0)
  assertQuiet(tom)
  await tom.context.close()
})

test('a card that is nowhere to be found is refused in plain words, and the tea is paid without it', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const words = [
    {
      locale: 'en-US',
      order: 'Order and pay',
      sheet: 'Pay',
      refused: 'This card cannot be found. Nothing was taken. You can pay without the card.',
      without: 'Pay without the card',
      pin: 'Your PIN',
      paid: 'Paid to Teahouse',
    },
    {
      locale: 'zh-CN',
      order: '下单并支付',
      sheet: '支付',
      refused: '找不到这张卡片，没有扣款。你可以不用卡片继续支付。',
      without: '不用卡片支付',
      pin: '输入支付密码',
      paid: '已付给Teahouse',
    },
  ] as const
  for (const { locale, ...said } of words) {
    const tom = await signInAs(browser, instance, 'tom', { shape: 'phone', locale })
    const { page } = tom
    const had = await balanceOf(tom)
    const title = `Withdrawn pearls ${locale}`
    const { conv, seq } = await shareTea(ling, 'tom', title)
    await openConversation(page, 'Ling')
    await card(page, title).tap()
    await programPage(page).getByText(said.order).waitFor()
    const back = await call(ling, instance, 'ChatService/RecallMessage', { conv, seq })
    assert.equal(back.status, 200, JSON.stringify(back.body))
    tom.expectFault(/404/)
    await programPage(page).getByText(said.order).tap()
    const pay = sheet(page, said.sheet)
    await pay.getByText(said.refused).waitFor()
    await picture(page, `pay-phone-card-gone-${locale}`)
    assert.equal(await pay.getByText(said.pin).count(), 0, 'no PIN is asked for')
    assert.equal(await balanceOf(tom), had)
    await pay.getByRole('button', { name: said.without }).tap()
    await pay.getByText(said.pin).waitFor()
    await typePin(pay, PIN)
    await pay.getByText(said.paid).waitFor()
    assert.equal(await balanceOf(tom), had - 1900)
    assertQuiet(tom)
    await tom.context.close()
  }
  assertQuiet(ling)
  await ling.context.close()
})

notInFirefox('the body of a request', 'wrong PINs, a cancelled sheet and a lost answer take nothing, or nothing twice', async () => {
  const tom = await signInAs(browser, instance, 'tom', { shape: 'desktop' })
  const { page } = tom
  const had = await balanceOf(tom)
  await openConversation(page, 'Ling')
  await shareTea(tom, 'ling', 'Another pearls')
  await card(page, 'Another pearls').click()
  const order = programPage(page).getByRole('button', { name: 'Order and pay' })
  await order.click()
  const pay = sheet(page)
  await pay.getByText('Your PIN').waitFor()
  // The program ignores taps until it has heard that the sheet before was closed.
  const openSheet = async (): Promise<void> => {
    for (let tries = 0; tries < 5 && !(await pay.isVisible()); tries++) {
      await order.click()
      await pay.waitFor({ timeout: 3000 }).catch(() => undefined)
    }
    await pay.getByText('Your PIN').waitFor()
  }

  // The browser's "back" closes the sheet and leaves the program where it is.
  await page.goBack()
  await pay.waitFor({ state: 'detached' })
  await order.waitFor()
  await openSheet()

  // Esc closes it, the focus goes back, and the program hears of it: its button works again.
  await page.keyboard.press('Escape')
  await pay.waitFor({ state: 'detached' })
  await openSheet()

  tom.expectFault(/403/)
  await typeKeys(page, '135790')
  await pay.getByText('This PIN is not right. Nothing was taken. 4 tries are left.').waitFor()
  await picture(page, 'pay-desktop-wrong')
  assert.equal(await balanceOf(tom), had)

  // Nothing can be pasted.
  await page.evaluate((pin) => {
    const data = new DataTransfer()
    data.setData('text/plain', pin)
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, PIN)
  await pay.getByText('it cannot be pasted').waitFor()
  await pay.getByText('0 of 6 digits').waitFor({ state: 'attached' })

  // The instance takes the money, and its answer is lost on the way; the same request asks what became of it.
  const ids: string[] = []
  let lose = true
  tom.expectFault(/ERR_FAILED|Failed to load/)
  await page.route('**/superette.v1.PayService/Pay', async (route) => {
    const body = route.request().postDataBuffer()?.toString('latin1') ?? ''
    ids.push(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(body)?.[0] ?? '')
    const answer = await route.fetch()
    if (!lose) return route.fulfill({ response: answer })
    lose = false
    await route.abort()
  })
  await typeKeys(page, PIN)
  await pay.getByText('Checking what became of it').first().waitFor()
  await picture(page, 'pay-desktop-checking')
  await pay.getByText('Paid to Teahouse').waitFor()
  await picture(page, 'pay-desktop-paid')
  assert.equal(ids.length, 2)
  assert.notEqual(ids[0], '')
  assert.equal(ids[0], ids[1])
  await page.keyboard.press('Enter')
  await pay.waitFor({ state: 'detached' })
  assert.equal(await balanceOf(tom), had - 1900)
  await card(page, 'Another pearls').getByText('Paid by Tom').waitFor()
  await picture(page, 'pay-desktop-docked')
  assertQuiet(tom)
  await tom.context.close()
})

test('Ling sends money to Tom in the chat; both wallets tell it, and hide it', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'phone' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'desktop' })
  const [lingHad, tomHad] = [await balanceOf(ling), await balanceOf(tom)]
  // Tom looks at his wallet: it follows without a reload.
  await tom.page.goto(`${instance.url}/me/wallet`)
  const wallet = tom.page.getByRole('region', { name: 'Balance' })
  await wallet.getByText(`¥${(tomHad / 100).toFixed(2)}`.slice(1)).waitFor()

  await openConversation(ling.page, 'Tom')
  await ling.page.getByRole('button', { name: 'More', exact: true }).tap()
  await ling.page.getByRole('menuitem', { name: 'Send money' }).tap()
  const send = sheet(ling.page, 'Send money')
  for (const key of ['1', '2', 'Decimal point', '5', '0', '9']) await send.getByRole('button', { name: key, exact: true }).tap()
  await send.getByRole('status', { name: 'Amount' }).getByText('12.50').waitFor()
  await send.getByRole('textbox').fill('for the tea')
  await picture(ling.page, 'transfer-phone-amount')
  await send.getByRole('button', { name: 'Next' }).tap()
  await send.getByText('Your PIN').waitFor()
  await picture(ling.page, 'transfer-phone-pin')
  await typePin(send, PIN)
  await send.getByText(/Sent to .*Tom Berg.*, who has it/).waitFor()
  await send.getByRole('button', { name: 'Done' }).tap()
  await thread(ling.page).locator('.gift').filter({ hasText: '12.50' }).getByText('Received').waitFor()
  await picture(ling.page, 'transfer-phone-thread')

  await wallet.getByText(((tomHad + 1250) / 100).toFixed(2)).waitFor()
  await tom.page.getByRole('button', { name: /Ling.*for the tea.*\+.*12\.50/ }).waitFor()
  await tom.page
    .getByRole('button', { name: /Teahouse.*−.*19\.00/ })
    .first()
    .waitFor()
  await tom.page.getByRole('button', { name: /Test money.*\+.*500\.00/ }).waitFor()
  await picture(tom.page, 'wallet-desktop')
  await tom.page
    .getByRole('button', { name: /Teahouse.*−.*19\.00/ })
    .first()
    .click()
  const details = sheet(tom.page, 'Details')
  await details.getByText(/^pay_/).waitFor()
  await details.getByText('Brown sugar pearls', { exact: false }).waitFor()
  await picture(tom.page, 'wallet-desktop-entry')
  await tom.page.keyboard.press('Escape')
  await tom.page.getByRole('button', { name: 'Hide amounts' }).click()
  assert.doesNotMatch((await tom.page.locator('.wallet').textContent()) ?? '', /\d\.\d\d/)
  await tom.page.reload()
  await tom.page.getByRole('img', { name: 'Hidden' }).first().waitFor()
  await tom.page.getByRole('button', { name: 'Hide amounts' }).click()

  await tom.page.goto(`${instance.url}/chats`)
  await openConversation(tom.page, 'Ling')
  const line = thread(tom.page).locator('.gift').filter({ hasText: '12.50' })
  await line.getByText('Received').waitFor()
  await picture(tom.page, 'transfer-desktop-thread')
  assert.equal(await balanceOf(ling), lingHad - 1250)
  assert.equal(await balanceOf(tom), tomHad + 1250)

  // Tom sends it back by one tap; both see it without a reload.
  await line.click()
  const received = sheet(tom.page, 'Transfer')
  await received.getByText('It is in your wallet').waitFor()
  await picture(tom.page, 'transfer-desktop-received')
  await received.getByRole('button', { name: 'Send it back' }).click()
  await received.getByText('Sent back').waitFor()
  await tom.page.keyboard.press('Escape')
  for (const { page } of [ling, tom]) {
    await thread(page)
      .getByText(/Tom.* sent the money back to .*Ling/)
      .waitFor()
    await thread(page).locator('.gift').filter({ hasText: '12.50' }).getByText('Sent back').waitFor()
  }
  assert.equal(await balanceOf(ling), lingHad)
  assert.equal(await balanceOf(tom), tomHad)
  await picture(ling.page, 'transfer-phone-sent-back')
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('somebody new sets a PIN at the first payment; more than there is cannot be paid', async () => {
  const eve = await visit(browser, { shape: 'desktop' })
  const { page } = eve
  const joined = await call(eve, instance, 'AccountService/Register', { handle: 'eve', name: 'Eve', password: 'correct horse battery' })
  assert.equal(joined.status, 200, JSON.stringify(joined.body))
  await page.goto(`${instance.url}/discover`)
  await page.getByRole('button', { name: 'Open Teahouse' }).first().click()
  await programPage(page).getByText('Brown sugar pearls').click()
  const order = programPage(page).getByRole('button', { name: 'Order and pay' })
  await order.click()
  const pay = sheet(page)
  await pay.getByText('Choose a PIN of six digits').waitFor()
  await page.keyboard.type('123456')
  await pay.getByText('Too easy to guess').waitFor()
  await typeKeys(page, '135790')
  await pay.getByText('Type it once more to pay').waitFor()
  await picture(page, 'pay-desktop-first-pin')
  await page.keyboard.type('135791')
  await pay.getByText('These were not the same').waitFor()
  await typeKeys(page, '135790')
  await pay.getByText('Type it once more to pay').waitFor()
  assert.equal(await balanceOf(eve), 100_00)
  await typeKeys(page, '135790')
  await pay.getByText('Paid to Teahouse').waitFor()
  await pay.getByRole('button', { name: 'Done' }).click()
  assert.equal(await balanceOf(eve), 81_00)

  await programPage(page).getByText('Paid', { exact: true }).waitFor()
  await page.locator('.program.shown').getByRole('button', { name: 'Back' }).click()
  for (let count = 1; count < 9; count++) await programPage(page).getByRole('button', { name: '+' }).click()
  await order.click()
  await pay.getByText('There is not enough money in your wallet. Nothing was taken.').waitFor()
  await picture(page, 'pay-desktop-short')
  await pay.locator('.button').getByText('Close').click()
  await pay.waitFor({ state: 'detached' })
  assert.equal(await balanceOf(eve), 81_00)

  // The demo's links are for its own two people.
  await page.goto(`${instance.url}/chats`)
  await page.locator('.row', { hasText: 'Mei' }).waitFor()
  assert.equal(await page.locator('.demo-note').count(), 0)
  assertQuiet(eve)
  await eve.context.close()
})

notInFirefox('a dark screen', 'the wallet in the dark and in Chinese', async () => {
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone', locale: 'zh-CN', dark: true })
  const { page } = tom
  await page.goto(`${instance.url}/me`)
  await page.getByRole('link', { name: '钱包' }).tap()
  await page.getByRole('region', { name: '余额' }).waitFor()
  await page
    .getByRole('button', { name: /Teahouse/ })
    .first()
    .waitFor()
  assert.equal(
    await page.locator('.wallet').evaluate((wallet) => wallet.scrollWidth <= wallet.clientWidth && wallet.getBoundingClientRect().right <= innerWidth),
    true,
  )
  await picture(page, 'wallet-phone-dark')
  await page
    .getByRole('button', { name: /Teahouse/ })
    .first()
    .tap()
  await page.getByRole('dialog', { name: '详情' }).getByText(/^pay_/).waitFor()
  await picture(page, 'wallet-phone-dark-entry')
  await page.keyboard.press('Escape')
  await page.goto(`${instance.url}/chats`)
  await openConversation(page, 'Ling')
  await card(page, 'Brown sugar pearls').tap()
  await programPage(page).getByText('下单并支付').tap()
  const pay = sheet(page, '支付')
  await pay.getByText('输入支付密码').waitFor()
  await picture(page, 'pay-phone-dark')
  await page.keyboard.press('Escape')
  await pay.waitFor({ state: 'detached' })
  assertQuiet(tom)
  await tom.context.close()
})

test('the shop gives the money back in two parts, and the card turns to refunded on both screens', async () => {
  const env = parseEnv(await readFile(join(instance.data, 'demo', 'teahouse.env'), 'utf8')) as Record<string, string>
  const orders = JSON.parse(await readFile(join(instance.data, 'demo', 'teahouse-orders.json'), 'utf8')) as { number: string; total: number; state: string }[]
  const order = orders.find((each) => each.state === 'paid')
  assert.ok(order)
  const shop = new Wechatpay({
    baseURL: instance.url,
    mchid: env['WECHATPAY_MCHID'] ?? '',
    serial: env['WECHATPAY_MERCHANT_SERIAL'] ?? '',
    privateKey: env['WECHATPAY_MERCHANT_KEY'] ?? '',
    certs: { [env['WECHATPAY_PLATFORM_SERIAL'] ?? '']: Rsa.from(env['WECHATPAY_PLATFORM_CERTIFICATE'] ?? '', Rsa.KEY_TYPE_PUBLIC) },
  })
  const refund = async (number: string, fen: number): Promise<{ status: string }> => {
    const { data } = await shop.chain('v3/refund/domestic/refunds').post({
      out_trade_no: order.number,
      out_refund_no: number,
      reason: 'too cold',
      amount: { refund: fen, total: order.total, currency: 'CNY' },
    })
    return data as unknown as { status: string }
  }
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  const had = await balanceOf(tom)
  await openConversation(ling.page, 'Tom')
  await openConversation(tom.page, 'Ling')
  const first = (page: Page): Locator =>
    thread(page)
      .getByRole('button', { name: /Brown sugar pearls/ })
      .first()
  await first(tom.page).getByText('Paid by Tom').waitFor()
  assert.equal((await refund('story-back-1', 900)).status, 'SUCCESS')
  assert.equal((await refund('story-back-1', 900)).status, 'SUCCESS')
  assert.equal(await balanceOf(tom), had + 900)
  await assert.rejects(refund('story-back-2', order.total), /400/)
  assert.equal((await refund('story-back-3', order.total - 900)).status, 'SUCCESS')
  for (const { page } of [ling, tom]) await first(page).getByText('Refunded').waitFor()
  assert.equal(await balanceOf(tom), had + order.total)
  await picture(tom.page, 'pay-phone-refunded')
  await tom.page.goto(`${instance.url}/me/wallet`)
  await tom.page.getByRole('button', { name: /Teahouse.*Refund.*\+.*9\.00/ }).waitFor()
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('the books agree: nothing was lost or made', async () => {
  const checked = await run(['ledger', 'check', '--data', instance.data])
  assert.equal(checked.code, 0, checked.output)
})
