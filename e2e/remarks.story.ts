/** README: "names of one's own": what somebody calls a contact is shown to them alone, everywhere and on all their devices. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, picture, type Visitor, type VisitOptions, visit } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet, becomeContacts, bubble, call, conversationRow, thread, userOf, write } from './harness/people.js'

let browser: Browser
let instance: Instance
let ling: Visitor
let desk: Visitor // Ling's other device
let tom: Visitor
let tomId: string

const PASSWORD = 'a good long one'
const PHONE: VisitOptions = { shape: 'phone', locale: 'en-US' }

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('serve')
  ling = await newcomer('Ling', PHONE)
  tom = await newcomer('Tom', { shape: 'desktop', locale: 'en-US' })
  const ann = await newcomer('Ann', PHONE)
  desk = await visit(browser, { shape: 'desktop', dark: true, locale: 'en-US' })
  await sayTo(desk, 'SignIn', { handle: 'ling', password: PASSWORD })
  await desk.page.goto(`${instance.url}/chats`)
  const [me, other, third] = await Promise.all([ling, tom, ann].map(async (visitor) => ({ visitor, id: await userOf(visitor.page) })))
  assert.ok(me && other && third)
  tomId = other.id
  await becomeContacts(instance, me, other)
  await becomeContacts(instance, me, third)
  const group = await call(ling, instance, 'GroupService/CreateGroup', { title: 'Tea club', userIds: [other.id, third.id] })
  assert.equal(group.status, 200, JSON.stringify(group.body))
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

async function sayTo(visitor: Visitor, method: string, body: unknown): Promise<void> {
  const answer = await call(visitor, instance, `AccountService/${method}`, body)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
}

async function newcomer(name: string, options: VisitOptions): Promise<Visitor> {
  const visitor = await visit(browser, options)
  await sayTo(visitor, 'Register', { handle: name.toLowerCase(), name, password: PASSWORD })
  await visitor.page.goto(`${instance.url}/chats`)
  return visitor
}

async function remark(page: Page, name: string, note?: string): Promise<void> {
  await page.goto(`${instance.url}/contacts/${tomId}`)
  await page.getByRole('button', { name: 'Name and note' }).click()
  const sheet = page.getByRole('dialog', { name: 'Your name for Tom' })
  await sheet.getByLabel('Name', { exact: true }).fill(name)
  if (note !== undefined) await sheet.getByLabel('Note', { exact: true }).fill(note)
  await picture(page, `remark-sheet${name === '' ? '-none' : ''}`)
  await sheet.getByRole('button', { name: 'Save' }).click()
  await sheet.waitFor({ state: 'detached' })
}

/** The names in the list of contacts, from above. */
async function contactNames(page: Page): Promise<string[]> {
  return page.getByRole('list', { name: 'Contacts' }).locator('.row-title').allInnerTexts()
}

test('a name and a note for a contact are there at once, on the other device too', async () => {
  await conversationRow(desk.page, 'Tea club').waitFor()
  await desk.page.goto(`${instance.url}/contacts/${tomId}`)
  await desk.page.getByRole('heading', { name: 'Tom' }).waitFor()
  assert.deepEqual(await contactNames(desk.page), ['Ann', 'Tom'])
  await remark(ling.page, 'Aaron of the tea house', 'Met at the fair.\nLikes oolong.')
  for (const page of [ling.page, desk.page]) {
    await page.getByRole('heading', { name: 'Aaron of the tea house' }).waitFor()
    await page.getByText('Calls themselves Tom').waitFor()
    await page.getByText('Likes oolong.').waitFor()
  }
  assert.deepEqual(await contactNames(desk.page), ['Aaron of the tea house', 'Ann'])
  await picture(ling.page, 'remark-person')
  await picture(desk.page, 'remark-person-dark')
})

test('the contact is called so in the list, above the conversation, and where money is sent', async () => {
  await desk.page.goto(`${instance.url}/chats`)
  await conversationRow(desk.page, 'Aaron of the tea house').click()
  await thread(desk.page).waitFor()
  await desk.page.locator('.bar-title').getByText('Aaron of the tea house').waitFor()
  await desk.page.getByRole('button', { name: 'More', exact: true }).click()
  await desk.page.getByRole('menuitem', { name: 'Send money' }).click()
  await desk.page.getByRole('dialog').locator('.pay-name').getByText('Aaron of the tea house').waitFor()
  await desk.page.keyboard.press('Escape')
  await desk.page.getByRole('dialog').waitFor({ state: 'detached' })
})

test('the search finds them by either name', async () => {
  await desk.page.keyboard.press('Control+k')
  const box = desk.page.getByRole('dialog').getByRole('combobox')
  const found = desk.page.getByRole('option', { name: /Aaron of the tea house/ })
  for (const words of ['aaron', 'nobody is called so', 'tom']) {
    await box.fill(words)
    await found.waitFor({ state: words.startsWith('nobody') ? 'detached' : 'visible' })
  }
  await found.click()
  await box.waitFor({ state: 'detached' })
})

test('in a group their words and their row have it, and a mention leaves with their own name', async () => {
  await conversationRow(tom.page, 'Tea club').click()
  await write(tom.page, 'the kettle is on')
  await conversationRow(desk.page, 'Tea club').getByText('Aaron of the tea house: the kettle is on').waitFor()
  await conversationRow(desk.page, 'Tea club').click()
  await thread(desk.page).locator('.sender').getByText('Aaron of the tea house').waitFor()
  const line = desk.page.getByRole('textbox', { name: 'Message' })
  await line.pressSequentially('@aar')
  await desk.page.getByRole('option', { name: 'Aaron of the tea house' }).click()
  assert.equal(await line.inputValue(), '@Tom ')
  await line.press('End')
  await line.pressSequentially('with milk?')
  await line.press('Enter')
  await bubble(tom.page, '@Tom with milk?').locator('.named').waitFor()
  await bubble(desk.page, '@Tom with milk?').locator('.named').waitFor()
  await desk.page.locator('.bar-person').click()
  await desk.page.getByRole('list', { name: 'Members' }).getByRole('link', { name: 'Aaron of the tea house' }).waitFor()
  await picture(desk.page, 'remark-group-dark')
})

test('the contact is told nothing of it', async () => {
  const { body } = await call(tom, instance, 'SocialService/ListContacts', {})
  assert.doesNotMatch(JSON.stringify(body), /Aaron|oolong/)
  assert.equal(await tom.page.getByText('Aaron').count(), 0)
})

test('what nobody could see is refused in words, and without a name they are called as they call themselves', async () => {
  await ling.page.getByRole('button', { name: 'Name and note' }).click()
  const sheet = ling.page.getByRole('dialog', { name: 'Your name for Tom' })
  await sheet.getByLabel('Name', { exact: true }).fill('a\u202eb')
  ling.expectFault(/ChangeRemark/)
  await sheet.getByRole('button', { name: 'Save' }).click()
  await sheet.getByText('Write at most 32 characters').waitFor()
  await remark(ling.page, '')
  await ling.page.getByRole('heading', { name: 'Tom' }).waitFor()
  await conversationRow(desk.page, 'Tea club').getByText('Aaron').waitFor({ state: 'detached' })
  await desk.page.locator('.list-pane .row-title').getByText('Tom', { exact: true }).waitFor()
  for (const each of [ling, desk, tom]) assertQuiet(each)
})
