/** README: "groups": made from contacts, joined by a link that somebody decides on, led, left; and paying in them. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { launchBrowser, picture, type Visitor, type VisitOptions, visit } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet, becomeContacts, bubble, call, conversationRow, openConversation, signInAs, thread, userOf, write } from './harness/people.js'
import { programPage } from './harness/program.js'

const PIN = '246810'

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

/** Somebody who registered just now. */
async function newcomer(name: string, options: VisitOptions): Promise<Visitor & { readonly id: string }> {
  const visitor = await visit(browser, options)
  const answer = await call(visitor, instance, 'AccountService/Register', { handle: name.toLowerCase(), name, password: 'a good long one' })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  await visitor.page.goto(`${instance.url}/chats`)
  await conversationRow(visitor.page, 'Mei').waitFor()
  return { ...visitor, id: (answer.body['me'] as { id: string }).id }
}

async function called(who: Visitor, method: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await call(who, instance, method, body)
  assert.equal(answer.status, 200, `${method}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

const dialog = (page: Page, name: string | RegExp): Locator => page.getByRole('dialog', { name })
const notice = (page: Page, text: string): Locator => thread(page).locator('.notice').filter({ hasText: text })

async function openGroup(page: Page, title: string): Promise<void> {
  await page.getByRole('link', { name: new RegExp(`${title}.*Open group`) }).click()
  await page.getByRole('list', { name: 'Members' }).getByText('(you)').waitFor()
}

test('a group is made from contacts, led, joined by a link that an admin decides on, handed over and left', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone', dark: true })
  const mina = await newcomer('Mina', { shape: 'phone' })

  await ling.page.getByRole('link', { name: 'New group' }).click()
  const create = dialog(ling.page, 'New group')
  await create.getByLabel('Name of the group').fill('Tea round')
  await create.getByText('Tom Berg').click()
  await create.getByRole('button', { name: 'Create a group of 2' }).click()
  await notice(ling.page, 'made this group').waitFor()

  // The other learns of it, and each bubble says whose it is.
  await openConversation(tom.page, 'Tea round')
  await write(tom.page, 'Who is in for tea?')
  await bubble(ling.page, 'Who is in for tea?').waitFor()
  await thread(ling.page).locator('.sender').filter({ hasText: 'Tom' }).waitFor()

  await openGroup(ling.page, 'Tea round')
  await ling.page.getByRole('button', { name: 'Notice' }).click()
  await dialog(ling.page, 'Notice').getByRole('textbox').fill('Tea at four, every day but Sunday.')
  await dialog(ling.page, 'Notice').getByRole('button', { name: 'Save' }).click()
  await tom.page.locator('.pinned').getByText('Tea at four').waitFor()
  await ling.page.getByRole('button', { name: 'Rename' }).click()
  await dialog(ling.page, 'Rename').getByRole('textbox').fill('Tea at four')
  await dialog(ling.page, 'Rename').getByRole('button', { name: 'Save' }).click()
  await tom.page.locator('.bar-title').filter({ hasText: 'Tea at four' }).waitFor()
  await ling.page.getByRole('switch', { name: 'Ask me before somebody joins' }).check()
  await notice(tom.page, 'who joins is let in by').waitFor()

  // Mina has the link, asks, and is in once Ling says so; what was said before is not hers.
  await ling.page.getByRole('button', { name: 'Invitation' }).click()
  const link = (await dialog(ling.page, 'Invitation').locator('code').textContent()) ?? ''
  await ling.page.keyboard.press('Escape')
  await mina.page.goto(link)
  await mina.page.getByLabel('A word to them').fill('Mina from the second floor')
  await picture(mina.page, 'group-phone-join')
  await mina.page.getByRole('button', { name: 'Ask to join' }).click()
  await mina.page.getByText('You asked to join.').waitFor()
  await ling.page.getByRole('button', { name: 'Asking to join' }).click()
  await dialog(ling.page, 'Asking to join').getByText('Mina from the second floor').waitFor()
  await dialog(ling.page, 'Asking to join').getByRole('button', { name: 'Let in' }).click()
  await ling.page.keyboard.press('Escape')
  await mina.page.goto(`${instance.url}/chats`)
  const row = conversationRow(mina.page, 'Tea at four')
  await row.locator('.badge').getByText('1', { exact: true }).waitFor()
  await row.click()
  await notice(mina.page, 'let Mina in').waitFor()
  assert.equal(await bubble(mina.page, 'Who is in for tea?').count(), 0, 'a newcomer sees nothing from before')
  await write(mina.page, 'Me!')
  await bubble(tom.page, 'Me!').waitFor()
  await thread(tom.page).locator('.sender').filter({ hasText: 'Mina' }).waitFor()
  await picture(tom.page, 'group-phone-dark')

  // Only the owner writes for a while.
  await ling.page.getByRole('switch', { name: 'Only the owner and admins write' }).check()
  await tom.page.getByText('Only the owner and admins write here now.').waitFor()
  await picture(ling.page, 'group-desktop')
  await ling.page.getByRole('switch', { name: 'Only the owner and admins write' }).uncheck()
  await tom.page.getByRole('textbox', { name: 'Message' }).waitFor()

  // Tom is removed: the group is gone from his screen, and the server gives him nothing of it.
  await ling.page.getByRole('button', { name: 'What to do with Tom Berg' }).click()
  await ling.page.getByRole('menuitem', { name: 'Remove from the group' }).click()
  await dialog(ling.page, 'Remove Tom Berg?').getByRole('button', { name: 'Remove from the group' }).click()
  await tom.page.getByText('You are not in this group').waitFor()
  const conv = new URL(tom.page.url()).pathname.match(/cnv_[^/]+/)?.[0]
  tom.expectFault(/404/)
  for (const method of ['ChatService/History', 'ChatService/GetConversation', 'GroupService/ListMembers'])
    assert.equal((await call(tom, instance, method, { conv })).status, 404, method)

  // Ling hands over and goes.
  await ling.page.getByRole('button', { name: 'What to do with Mina' }).click()
  await ling.page.getByRole('menuitem', { name: 'Hand the group over' }).click()
  await dialog(ling.page, 'Hand the group over to Mina?').getByRole('button', { name: 'Hand the group over' }).click()
  await ling.page.getByRole('list', { name: 'Members' }).getByRole('listitem').filter({ hasText: 'Mina' }).getByText('Owner').waitFor()
  await ling.page.getByRole('button', { name: 'Leave the group' }).click()
  await dialog(ling.page, 'Leave “Tea at four”?').getByRole('button', { name: 'Leave the group' }).click()
  await conversationRow(ling.page, 'Tea at four').waitFor({ state: 'detached' })
  await notice(mina.page, 'Ling 林玲 left').waitFor()
  assertQuiet(ling, tom, mina)
  for (const { context } of [ling, tom, mina]) await context.close()
})

const card = (page: Page, title: string): Locator =>
  thread(page)
    .getByRole('button', { name: new RegExp(title) })
    .last()

/** Pays from a card: the program, its order, the sheet with its switch, the PIN. */
async function payFrom(who: Visitor, title: string, show?: { readonly group: string; readonly on: boolean }): Promise<void> {
  const { page } = who
  await card(page, title).click()
  await programPage(page).getByRole('button', { name: 'Order and pay' }).click()
  const pay = dialog(page, 'Pay')
  await pay.getByText('Your PIN').waitFor()
  const named = pay.getByRole('switch')
  if (show) {
    const toggle = pay.getByRole('switch', { name: `Show in “${show.group}” that I bought this` })
    await toggle.waitFor()
    assert.equal(await toggle.isChecked(), false, 'it is off until somebody wants it')
    if (show.on) await toggle.check()
    await picture(page, `group-pay-${show.on ? 'on' : 'off'}`)
  } else assert.equal(await named.count(), 0, 'an order shows who paid it: there is nothing to ask')
  await pay.getByRole('button', { name: '2', exact: true }).focus()
  await page.keyboard.type(PIN)
  await pay.getByText('Paid to Teahouse').waitFor()
  await pay.getByRole('button', { name: 'Done' }).click()
  await pay.waitFor({ state: 'detached' })
  await page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
}

test('in a group an order shows who paid it, and what somebody bought only if they say so', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'desktop' })
  const nora = await newcomer('Nora', { shape: 'desktop' })
  await called(nora, 'WalletService/SetPin', { pin: PIN })
  await becomeContacts(instance, { visitor: ling, id: await userOf(ling.page) }, { visitor: nora, id: nora.id })
  const people = (await called(ling, 'SocialService/ListContacts', {}))['contacts'] as { id: string; handle: string }[]
  const userIds = people.filter((each) => each.handle === 'tom' || each.handle === 'nora').map((each) => each.id)
  const made = await called(ling, 'GroupService/CreateGroup', { title: 'Office', userIds })
  const conv = (made['conversation'] as { id: string }).id
  const shelf = (await called(ling, 'ProgramService/ListShelf', {}))['programs'] as { appId: string }[]
  const share = { appId: shelf[0]?.appId, conv, path: 'pages/tea/tea?id=brown-sugar', imagePath: 'images/brown-sugar.jpg', price: '1900', currency: 'CNY' }
  await called(ling, 'ProgramService/Share', { ...share, clientId: crypto.randomUUID(), title: 'Pearls for one' })
  await called(ling, 'ProgramService/Share', { ...share, clientId: crypto.randomUUID(), title: 'Pearls together', purpose: 'CARD_PURPOSE_GROUP_ORDER' })
  for (const { page } of [ling, tom, nora]) await openConversation(page, 'Office')

  await payFrom(tom, 'Pearls together')
  for (const { page } of [ling, tom, nora]) await card(page, 'Pearls together').getByText('Paid by Tom Berg', { exact: true }).waitFor()
  await payFrom(nora, 'Pearls together')
  for (const { page } of [ling, tom, nora]) await card(page, 'Pearls together').getByText('Paid by Nora and 1 more').waitFor()
  await payFrom(ling, 'Pearls together')
  for (const { page } of [ling, tom, nora]) await card(page, 'Pearls together').getByText('Paid by Ling 林玲 and 2 more').waitFor()

  // A product: Tom keeps it to himself, then Nora shows it. The second arrives everywhere, the first nowhere.
  await payFrom(tom, 'Pearls for one', { group: 'Office', on: false })
  await payFrom(nora, 'Pearls for one', { group: 'Office', on: true })
  for (const { page } of [ling, tom, nora]) await card(page, 'Pearls for one').getByText('Paid by Nora', { exact: true }).waitFor()
  await picture(ling.page, 'group-cards')
  assertQuiet(ling, tom, nora)
  for (const { context } of [ling, tom, nora]) await context.close()
})
