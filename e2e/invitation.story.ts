/**
 * An instance by invitation only: who comes without one is told so and what to do, who has a link makes an account by it, and who comes with
 * the same link again is told that it was used up. Who has an account signs in as ever.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, notInFirefox, picture, type VisitOptions, type Visitor, visit } from './harness/browser.js'
import { type Instance, run, startInstance } from './harness/instance.js'
import { assertQuiet, call } from './harness/people.js'

let browser: Browser
let instance: Instance
before(async () => {
  instance = await startInstance('serve', ['--registration', 'invited'])
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

/** What the operator types, with the instance running. */
async function invite(...args: readonly string[]): Promise<string> {
  const { code, output } = await run(['invite', '--data', instance.data, '--url', instance.url, ...args], { SUPERETTE_DB: '' })
  assert.equal(code, 0, output)
  return output
}

async function link(...args: readonly string[]): Promise<string> {
  const [first = ''] = (await invite(...args)).split('\n')
  return first
}

async function arrive(address: string, options: VisitOptions): Promise<Visitor> {
  const visitor = await visit(browser, options)
  visitor.expectFault(/401/) // what the door asks to find out whether somebody is signed in
  await visitor.page.goto(address)
  return visitor
}

async function fill(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill('correct horse battery')
  await page.getByRole('button', { name: 'Create an account' }).click()
}

test('without an invitation there is no way to an account but a word of what to do', async () => {
  const visitor = await arrive(instance.url, { shape: 'phone' })
  const { page } = visitor
  await page.getByRole('heading', { name: 'By invitation only' }).waitFor()
  await page.getByText('Ask whoever runs this place for one.').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Create an account' }).count(), 0)
  await picture(page, 'door-invited-phone')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByLabel('Password').waitFor()
  await page.getByRole('button', { name: 'How to get an account' }).click()
  await page.getByRole('heading', { name: 'By invitation only' }).waitFor()
  await page.getByRole('button', { name: '中文' }).click()
  await page.getByRole('heading', { name: '仅限受邀注册' }).waitFor()
  await page.getByText('请向这里的管理者索取邀请').waitFor()
  await picture(page, 'door-invited-phone-zh')
  const past = await call(visitor, instance, 'AccountService/Register', { handle: 'eve', name: 'Eve', password: 'correct horse battery' })
  assert.equal(past.status, 403)
  assertQuiet(visitor)
  await visitor.context.close()
})

test('an invitation opens the form; once used it opens it no more, and its person comes back by signing in', async () => {
  const address = await link('--note', 'Ling')
  const visitor = await arrive(address, { shape: 'desktop' })
  const { page } = visitor
  await page.getByText('You are invited.').waitFor()
  assert.ok(!page.url().includes('invitation'), page.url())
  await page.reload() // which loses nothing
  await page.getByText('You are invited.').waitFor()
  await picture(page, 'door-join-desktop')
  await fill(page, 'Ling')
  await page.locator('.app').waitFor()
  assert.match(await invite('--list'), /1 of 1 used, used up {2}Ling/)

  // Somebody who is in already loses nothing by it.
  await page.goto('about:blank')
  await page.goto(address)
  await page.getByText('You are signed in already.').waitFor()

  const late = await arrive(address, { shape: 'desktop' })
  await late.page.getByRole('heading', { name: 'This invitation does not count' }).waitFor()
  await late.page.getByText('This invitation was used up.').waitFor()
  assert.equal(await late.page.getByRole('button', { name: 'Create an account' }).count(), 0)
  await picture(late.page, 'door-used-desktop')
  await late.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await late.page.getByLabel('Handle').fill('ling')
  await late.page.getByLabel('Password').fill('correct horse battery')
  await late.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await late.page.locator('.app').waitFor()
  assertQuiet(visitor, late)
  await visitor.context.close()
  await late.context.close()
})

test('of two who have the last use of a link on their screens, the later one is told at the form', async () => {
  const address = await link()
  const [one, other] = [await arrive(address, { shape: 'phone' }), await arrive(address, { shape: 'phone' })]
  await one.page.getByText('You are invited.').waitFor()
  await other.page.getByText('You are invited.').waitFor()
  await fill(one.page, 'Ada')
  await one.page.locator('.app').waitFor()
  other.expectFault(/403/)
  await fill(other.page, 'Bea')
  await other.page.getByRole('alert').filter({ hasText: 'This invitation was used up.' }).waitFor()
  assertQuiet(one, other)
  await one.context.close()
  await other.context.close()
})

test("a group's link says what is needed first", async () => {
  const visitor = await arrive(`${instance.url}/contacts/join-abcdefgh`, { shape: 'phone' })
  await visitor.page.getByRole('heading', { name: 'By invitation only' }).waitFor()
  await visitor.page.getByText('Your link leads into a group.').waitFor()
  await picture(visitor.page, 'door-group-phone')
  // With an invitation behind it, it goes on to the group once its person is in; this one leads to none.
  const group = `${instance.url}/contacts/join-abcdefgh`
  const code = new URL(await link()).hash
  const guest = await arrive(group + code, { shape: 'phone' })
  guest.expectFault(/404/)
  await fill(guest.page, 'Faye')
  await guest.page.getByRole('heading', { name: 'Invitation' }).first().waitFor()
  assert.equal(guest.page.url(), group)
  assertQuiet(visitor, guest)
  await visitor.context.close()
  await guest.context.close()
})

notInFirefox('a dark screen', 'the door is drawn in the dark, on a phone and on a desktop', async () => {
  const address = await link('--uses', '2')
  await invite('--revoke', address)
  for (const shape of ['phone', 'desktop'] as const) {
    const visitor = await arrive(address, { shape, dark: true })
    await visitor.page.getByText('Check that you opened the whole link').waitFor()
    await picture(visitor.page, `door-revoked-${shape}-dark`)
    assertQuiet(visitor)
    await visitor.context.close()
  }
})
