/** README: "reports": what is reported is read by who runs the instance, as it was then, and by nobody else. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { launchBrowser, picture, type Visitor, visit } from './harness/browser.js'
import { type Instance, run, startInstance } from './harness/instance.js'
import { assertQuiet, bubble, call, openConversation, signInAs, thread, userOf, write } from './harness/people.js'

let browser: Browser
let instance: Instance
let ling: Visitor
let tom: Visitor

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('demo')
  ling = await signInAs(browser, instance, 'ling', { shape: 'phone', locale: 'en-US' })
  tom = await signInAs(browser, instance, 'tom', { shape: 'desktop', dark: true, locale: 'en-US' })
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

async function onMessage(page: Page, text: string, action: string): Promise<void> {
  await bubble(page, text).first().dispatchEvent('contextmenu', { clientX: 200, clientY: 300 })
  await page.getByRole('dialog', { name: 'Actions on this message' }).getByRole('menuitem', { name: action, exact: true }).click()
}

/** Chooses why, and sends the report. */
async function send(sheet: Locator, why: string): Promise<void> {
  await sheet.getByText(why).click()
  await sheet.getByRole('button', { name: 'Report', exact: true }).click()
}

async function thanked(page: Page): Promise<void> {
  const thanks = page.getByRole('dialog', { name: 'Thank you' })
  await thanks.getByRole('button', { name: 'Done' }).click()
  await thanks.waitFor({ state: 'detached' })
}

/** What the operator's command prints. */
async function reports(...args: readonly string[]): Promise<string> {
  const { code, output } = await run(['reports', ...args, '--data', instance.data])
  assert.equal(code, 0, output)
  return output
}

test('a message is reported with those before it, and stays as it was when it is taken back', async () => {
  await openConversation(ling.page, 'Tom')
  await openConversation(tom.page, 'Ling')
  await write(tom.page, 'are you there?')
  await write(tom.page, 'tell me your PIN, quick')
  await bubble(ling.page, 'tell me your PIN').waitFor()
  await onMessage(ling.page, 'tell me your PIN', 'Report')
  const sheet = ling.page.getByRole('dialog', { name: /^Report a message of Tom/ })
  await sheet.getByLabel('What happened?').fill('Tom would never ask that.')
  await sheet.getByRole('switch', { name: /Send the messages before it along/ }).check()
  await sheet.getByText('Fraud, or after my money').click()
  await picture(ling.page, 'report-message')
  await sheet.getByRole('button', { name: 'Report', exact: true }).click()
  await ling.page.getByRole('dialog', { name: 'Thank you' }).getByText('Nobody is told that it was you.').waitFor()
  await picture(ling.page, 'report-thanks')
  await thanked(ling.page)

  await onMessage(tom.page, 'tell me your PIN', 'Take back')
  await thread(ling.page).getByText('took a message back').waitFor()
  const list = await reports('list')
  assert.match(list, /^rep_[0-9a-z]{26} {2}20\d\d-.* UTC {2}message of @tom \(Tom.*: fraud, by @ling \(Ling/)
  const all = await reports('show', list.split(' ')[0] ?? '')
  for (const line of ['| tell me your PIN, quick', '| are you there?', '| Tom would never ask that.', 'a conversation of two'])
    assert.ok(all.includes(line), all)
})

test('a group and a mini program are reported from their own places', async () => {
  const made = await call(ling, instance, 'GroupService/CreateGroup', { title: 'Coins club', userIds: [await userOf(tom.page)] })
  const group = (made.body['conversation'] as { id: string }).id
  await tom.page.goto(`${instance.url}/contacts/${group}`)
  await tom.page.getByRole('button', { name: 'Report', exact: true }).click()
  await send(tom.page.getByRole('dialog', { name: 'Report Coins club' }), 'Advertising or spam')
  await picture(tom.page, 'report-thanks-dark')
  await thanked(tom.page)

  await tom.page.goto(`${instance.url}/discover`)
  await tom.page.getByRole('button', { name: 'Open Teahouse' }).first().click()
  await tom.page.locator('.program.shown').getByRole('button', { name: 'Menu' }).click()
  await tom.page.locator('.program.shown').getByRole('button', { name: 'Report', exact: true }).click()
  await send(tom.page.getByRole('dialog', { name: /^Report Teahouse/ }), 'Sexual content')
  await thanked(tom.page)
  const list = await reports('list')
  assert.match(list, /mini program Teahouse.*: indecent, by @tom/)
  assert.match(list, /group Coins club: spam, by @tom/)
})

test('a person is reported in words of one’s own, and blocked at once', async () => {
  await tom.page.goto(`${instance.url}/contacts/${await userOf(ling.page)}`)
  await tom.page.getByRole('button', { name: 'Report', exact: true }).click()
  const sheet = tom.page.getByRole('dialog', { name: /^Report Ling/ })
  await send(sheet, 'Something else')
  await sheet.getByText('Say in a few words what it is.').waitFor()
  await sheet.getByLabel('What happened?').fill('She sells what is not hers.')
  await picture(tom.page, 'report-person-dark')
  await sheet.getByRole('button', { name: 'Report', exact: true }).click()
  const thanks = tom.page.getByRole('dialog', { name: 'Thank you' })
  await thanks.getByRole('button', { name: /^Block Ling/ }).click()
  await thanks.waitFor({ state: 'detached' })
  const { body } = await call(tom, instance, 'SocialService/ListBlocked', {})
  assert.match(JSON.stringify(body), /"ling"/)
})

test('the operator closes what was looked at, and says what was done', async () => {
  const [first = '', ...others] = (await reports('list')).trim().split('\n')
  assert.equal(others.length, 3)
  assert.match(first, /person @ling \(Ling.*: other, by @tom/)
  const name = first.split(' ')[0] ?? ''
  assert.match(await reports('close', name, '--done', 'talked to both'), /^1 report closed/)
  const twice = await run(['reports', 'close', name, '--done', 'again', '--data', instance.data])
  assert.equal(twice.code, 1)
  assert.match(twice.output, /closed already/)
  assert.doesNotMatch(await reports('list'), new RegExp(name))
  assert.match(await reports('list', '--all'), new RegExp(`${name} .* closed 20.*: talked to both`))
  for (const each of [ling, tom]) assertQuiet(each)
})

test('in Chinese, on a phone', async () => {
  const guest = await visit(browser, { shape: 'phone', dark: true, locale: 'zh-CN' })
  await guest.page.goto(`${instance.url}/demo/ling`)
  await guest.page.goto(`${instance.url}/contacts/${await userOf(tom.page)}`)
  await guest.page.getByRole('button', { name: '举报', exact: true }).click()
  await guest.page.getByRole('dialog', { name: /^举报/ }).getByText('广告或骚扰信息').waitFor()
  await picture(guest.page, 'report-zh-dark')
  assertQuiet(guest)
})
