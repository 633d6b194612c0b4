/** README: "keyboard": a person without a pointer registers, chats, opens a card, orders, pays and sets things, sees where they are, and is never caught. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, visit } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { reach, reachAll } from './harness/keys.js'
import { assertQuiet, bubble, call, openConversation, signInAs, thread } from './harness/people.js'
import { places } from './harness/places.js'
import { programPage } from './harness/program.js'

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

/** Types what a person at a keyboard does. */
const press = (page: Page, ...keys: readonly string[]): Promise<void> =>
  keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve())
const focusIsOn = (page: Page, selector: string) => page.waitForFunction((selector) => document.activeElement?.matches(selector), selector)

test('by keys alone: registers, and the screens after it have the focus', async () => {
  const fay = await visit(browser, { shape: 'desktop' })
  fay.expectFault(/401/) // who asks before there is an account
  const { page } = fay
  await page.goto(instance.url)
  await reach(page, page.getByRole('button', { name: 'Create an account' }))
  await press(page, 'Enter')
  await focusIsOn(page, '[name=name]')
  await page.keyboard.type('Fay')
  await reach(page, page.getByLabel('Handle'))
  await press(page, 'Control+a')
  await page.keyboard.type('fay_keys')
  await reach(page, page.getByLabel('Password'))
  await page.keyboard.type('correct horse battery')
  await press(page, 'Enter')
  await reach(page, page.getByRole('link', { name: 'Me', exact: true }))
  await press(page, 'Enter')
  const row = page.getByRole('link', { name: 'Appearance' })
  await reach(page, row)
  await press(page, 'Enter')
  await reach(page, page.getByRole('radio').first())
  await press(page, 'ArrowDown', 'ArrowDown')
  await page.waitForFunction(() => matchMedia('(prefers-color-scheme: light)').matches && document.documentElement.dataset.theme === 'dark')
  await press(page, 'Escape')
  await page.waitForFunction(() => location.pathname === '/me' && document.activeElement?.getAttribute('href') === '/me/theme')
  assertQuiet(fay)
  await fay.context.close()
})

test('by keys alone: writes, opens a card, orders, pays with the PIN, closes, and is where it was', async () => {
  const tom = await signInAs(browser, instance, 'tom', { shape: 'desktop' })
  const { page } = tom
  const shelf = (await call(tom, instance, 'ProgramService/ListShelf', {})).body['programs'] as { appId: string }[]
  await press(page, 'Control+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('Ling')
  await page.getByRole('dialog').getByText('Ling').first().waitFor()
  await press(page, 'Enter')
  await thread(page).waitFor()
  await focusIsOn(page, 'textarea')
  await page.keyboard.type('By keys alone')
  await press(page, 'Enter')
  await bubble(page, 'By keys alone').waitFor()
  const chats = (await call(tom, instance, 'ChatService/ListConversations', {})).body['conversations'] as { id: string; members: { handle: string }[] }[]
  const shared = await call(tom, instance, 'ProgramService/Share', {
    appId: shelf[0]?.appId,
    conv: chats.find((each) => each.members.some((member) => member.handle === 'ling'))?.id,
    clientId: crypto.randomUUID(),
    title: 'Pearls by keys',
    path: 'pages/tea/tea?id=brown-sugar',
    imagePath: 'images/brown-sugar.jpg',
    price: '1900',
    currency: 'CNY',
  })
  assert.equal(shared.status, 200, JSON.stringify(shared.body))
  const card = thread(page)
    .getByRole('button', { name: /Pearls by keys/ })
    .last()
  await card.waitFor()
  await reach(page, card, 'Shift+Tab')
  await press(page, 'Enter')
  const order = programPage(page).getByRole('button', { name: 'Order and pay' })
  await order.waitFor()
  await reach(page, order)
  await press(page, 'Enter')
  const sheet = page.getByRole('dialog', { name: 'Pay' })
  await sheet.getByText('Your PIN').waitFor()
  await page.waitForFunction(() => document.activeElement?.closest('dialog.sheet') !== null)
  await page.keyboard.type('246810')
  await sheet.getByText('Paid to Teahouse').waitFor()
  // The program goes on behind the tick, and its next page may get hold of the focus while it comes; the sheet takes that back.
  await programPage(page).getByText('Paid', { exact: true }).waitFor()
  await page.waitForFunction(() => document.activeElement?.textContent === 'Done')
  await press(page, 'Enter')
  await sheet.waitFor({ state: 'detached' })
  await reach(page, page.locator('.program.shown').getByRole('button', { name: 'Close program' }), 'Shift+Tab')
  await press(page, 'Enter')
  await page.locator('.program.shown').waitFor({ state: 'detached' })
  await card.getByText('Paid by you').or(card.getByText('Paid by Tom')).first().waitFor()
  await page.waitForFunction(() => /Pearls by keys/.test(document.activeElement?.textContent ?? ''))
  assertQuiet(tom)
  await tom.context.close()
})

test('Tab comes to every control of every screen and goes on; each shows that it has the focus', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const { page } = ling
  await openConversation(page, 'Tom')
  const missed: string[] = []
  for (const place of await places(ling, instance)) {
    await page.goto(instance.url + place)
    missed.push(...(await reachAll(page)).map((each) => `${place.replace(/[a-z]{3}_\w+|wx\w{16}/, '…')}: ${each}`))
  }
  await ling.context.close()
  assert.deepEqual(missed, [])
})
