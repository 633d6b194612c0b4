/** README: "contacts by asking": found by handle, asked, answered, declined, taken back, and added at once by who allows it. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { launchBrowser, picture, type Visitor, type VisitOptions, visit } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet, call, thread, userOf } from './harness/people.js'

let browser: Browser
let instance: Instance
let ling: Visitor
let tom: Visitor

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('serve')
  ling = await newcomer('Ling', { shape: 'phone', locale: 'en-US' })
  tom = await newcomer('Tom', { shape: 'desktop', dark: true, locale: 'en-US' })
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

async function newcomer(name: string, options: VisitOptions): Promise<Visitor> {
  const visitor = await visit(browser, options)
  const answer = await call(visitor, instance, 'AccountService/Register', { handle: name.toLowerCase(), name, password: 'a good long one' })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  await visitor.page.goto(`${instance.url}/chats`)
  return visitor
}

const tab = (page: Page): Locator => page.getByRole('navigation').getByRole('link', { name: /Contacts/ })

/** Looks somebody up, up to what can be done about them. */
async function find(page: Page, handle: string): Promise<Locator> {
  await page.goto(`${instance.url}/contacts/add`)
  const sheet = page.getByRole('dialog', { name: 'Add a contact' })
  await sheet.getByLabel('Handle').fill(handle)
  await sheet.getByRole('button', { name: 'Find' }).click()
  return sheet
}

test('who is asked sees it at once, reads who it is, and says yes; both write', async () => {
  const sheet = await find(ling.page, 'tom')
  const note = sheet.getByLabel('Say who you are')
  assert.equal(await note.inputValue(), 'I am Ling')
  await note.fill('Ling from the tea house')
  await picture(ling.page, 'request-ask')
  await sheet.getByRole('button', { name: 'Ask to be contacts' }).click()
  await sheet.getByText('You have asked Tom.').waitFor()

  await tab(tom.page).getByText('1 waiting for your answer').waitFor({ state: 'attached' })
  await tab(tom.page).click()
  await tom.page.getByRole('link', { name: /New contacts/ }).click()
  await tom.page.getByText('Ling from the tea house').waitFor()
  await picture(tom.page, 'requests-dark')
  await tom.page.getByRole('button', { name: 'Accept Ling' }).click()
  await tom.page.getByText('Nobody is waiting').waitFor()
  await tab(tom.page).getByText('waiting for your answer').waitFor({ state: 'detached' })
  await tom.page.getByRole('list', { name: 'Contacts' }).getByRole('link', { name: /Ling/ }).waitFor()

  await ling.page.goto(`${instance.url}/contacts`)
  await ling.page.getByRole('list', { name: 'Contacts' }).getByRole('link', { name: /Tom/ }).click()
  await ling.page.getByRole('button', { name: 'Message' }).click()
  await thread(ling.page).getByText('Ling and Tom are now contacts').waitFor()
})

test('a no is not told, and is asked again in vain', async () => {
  const mei = await newcomer('Mei', { shape: 'phone', locale: 'en-US' })
  const sheet = await find(mei.page, 'tom')
  await sheet.getByRole('button', { name: 'Ask to be contacts' }).click()
  await sheet.getByText('You have asked Tom.').waitFor()
  await tom.page.getByRole('link', { name: /New contacts/ }).click()
  await tom.page.getByRole('link', { name: /Mei/ }).last().click()
  await tom.page.getByText('Mei asks to be your contact.').waitFor()
  await picture(tom.page, 'request-person-dark')
  await tom.page.getByRole('button', { name: 'Decline' }).click()
  await tab(tom.page).getByText('waiting for your answer').waitFor({ state: 'detached' })

  await mei.page.reload()
  const again = await find(mei.page, 'tom')
  await again.getByText('You have asked Tom.').waitFor()
  assert.equal((await call(mei, instance, 'SocialService/AddContact', { userId: await userOf(tom.page) })).body['asked'], true)
  const held = await call(tom, instance, 'SocialService/ListContactRequests', {})
  assert.deepEqual(held.body['asking'] ?? [], [])

  await again.getByRole('button', { name: 'Take back' }).click()
  await again.getByRole('button', { name: 'Ask to be contacts' }).waitFor()
  assertQuiet(mei)
})

test('what is taken back is gone for the one who was asked', async () => {
  const bob = await newcomer('Bob', { shape: 'phone', locale: 'en-US' })
  const sheet = await find(bob.page, 'ling')
  await sheet.getByRole('button', { name: 'Ask to be contacts' }).click()
  await sheet.getByText('You have asked Ling.').waitFor()
  await ling.page.goto(`${instance.url}/contacts`)
  await tab(ling.page).getByText('1 waiting for your answer').waitFor({ state: 'attached' })
  await bob.page.goto(`${instance.url}/contacts/requests`)
  await bob.page.getByText('No answer yet').waitFor()
  await bob.page.getByRole('button', { name: 'Take back what you asked Ling' }).click()
  await bob.page.getByText('Nobody is waiting').waitFor()
  await tab(ling.page).getByText('waiting for your answer').waitFor({ state: 'detached' })
  assertQuiet(bob)
})

test("somebody's code leads to them, and says if nobody is called that", async () => {
  await tom.page.goto(`${instance.url}/me/profile`)
  await tom.page.getByRole('img', { name: 'QR code of Tom' }).scrollIntoViewIfNeeded()
  await picture(tom.page, 'my-code-dark')
  const link = await tom.page.locator('.copy-line code').textContent()
  assert.equal(link, `${instance.url}/contacts/with-tom`)
  const eve = await newcomer('Eve', { shape: 'phone', locale: 'en-US' })
  await eve.page.goto(link ?? '')
  await eve.page.getByRole('heading', { name: 'Tom' }).waitFor()
  await eve.page.getByRole('button', { name: 'Ask to be contacts' }).click()
  await eve.page.getByText('You have asked Tom.').waitFor()
  await picture(eve.page, 'request-sent')
  eve.expectFault(/FindPerson/)
  await eve.page.goto(`${instance.url}/contacts/with-nobody_here`)
  await eve.page.getByText('Nobody here is called @nobody_here.').waitFor()
  assertQuiet(eve)
})

test('who lets others add them is added at once', async () => {
  await ling.page.goto(`${instance.url}/me/privacy`)
  const asking = ling.page.getByRole('switch', { name: /People ask before they add me/ })
  assert.equal(await asking.isChecked(), true)
  await asking.uncheck()
  const ada = await newcomer('Ada', { shape: 'phone', locale: 'en-US' })
  const sheet = await find(ada.page, 'ling')
  await sheet.getByRole('button', { name: 'Add', exact: true }).click()
  await thread(ada.page).getByText('Ada and Ling are now contacts').waitFor()
  await ling.page.reload()
  await asking.waitFor()
  assert.equal(await asking.isChecked(), false)
  for (const each of [ling, tom, ada]) assertQuiet(each)
})
