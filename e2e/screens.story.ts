/**
 * README: "axe finds nothing on any screen", for the screens that something has to happen before: notices, deposits, ways in, red packets, groups,
 * maps, editors, the camera. Each fits every width with text of twice the size, and keys come to all of it.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { faults, faultsInBoth } from './harness/access.js'
import { type Author, createAuthor } from './harness/author.js'
import { launchBrowser, type Visitor } from './harness/browser.js'
import { type Instance, root, startInstance } from './harness/instance.js'
import { reachAll } from './harness/keys.js'
import { atEveryWidth } from './harness/layout.js'
import { call, openConversation, signInAs } from './harness/people.js'
import { isThere } from './harness/places.js'
import { programFrame, programPage } from './harness/program.js'
import { openAt, openidOf, openTill, type Till } from './harness/till.js'

let browser: Browser
let instance: Instance
let till: Till
let author: Author
let drawn: string

before(async () => {
  browser = await launchBrowser({ switches: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] })
  instance = await startInstance('demo')
  till = await openTill(instance, 'ada', '1600000001')
  author = await createAuthor(instance, 'eve')
  drawn = await author.publish(join(root, 'e2e', 'programs', 'drawn'))
})
after(async () => {
  await browser?.close()
  await till?.dispose()
  await author?.dispose()
  await instance?.dispose()
})

/** A browser that lets itself be told, and has been: what the switches of Me → Notifications are shown by. */
const TOLD = `
  if (origin !== 'null') {
    Object.defineProperty(Notification, 'permission', { get: () => 'granted' })
    PushManager.prototype.getSubscription = async () => ({ endpoint: 'https://push.example/1', options: { applicationServerKey: null }, unsubscribe: async () => true })
  }
`

/** What is looked at, in the order in which one gets there. */
type Look = (screen: string) => Promise<void>

async function looks(ling: Visitor, look: Look): Promise<void> {
  const { page } = ling
  await page.goto(`${instance.url}/me/notices`)
  await page.getByRole('switch').first().waitFor()
  await look('notices')
  await page.goto(`${instance.url}/me/security`)
  await page.getByRole('button', { name: /(Set a|Change the) password/ }).click()
  await page.getByRole('dialog').waitFor()
  await look('password')
  await page.goto('about:blank')
  await page.goto(`${instance.url}/me/security`)
  await page.getByRole('button', { name: /Recovery codes/ }).click()
  await page.getByRole('dialog').waitFor()
  await look('recovery codes')
  await money(ling, look)
  await group(ling, look)
  await programs(page, look)
}

async function money(ling: Visitor, look: Look): Promise<void> {
  const { page } = ling
  const openid = await openidOf(ling, instance, till)
  await openAt(ling, instance, till, till.sign(await till.deposit({ number: `umbrella-${Date.now()}`, total: 20_00, openid })))
  await programPage(page).getByText('Pay', { exact: true }).click()
  const sheet = page.getByRole('dialog', { name: 'Pay', exact: true })
  await sheet.getByText('Your PIN').waitFor()
  await look('deposit')
  await page.setViewportSize({ width: 1280, height: 800 })
  for (const digit of '246810') await sheet.getByRole('button', { name: digit, exact: true }).click()
  await sheet.getByText('Held for').waitFor()
  await look('deposit, held')
  await page.goto(`${instance.url}/me/wallet`)
  await page.locator('.wallet-held').waitFor()
  await look('wallet with a deposit')
}

async function group(ling: Visitor, look: Look): Promise<void> {
  const { page } = ling
  const { body } = await call(ling, instance, 'SocialService/ListContacts', {})
  const userIds = (body['contacts'] as { id: string; bot?: boolean }[]).filter(({ bot }) => !bot).map(({ id }) => id)
  const made = await call(ling, instance, 'GroupService/CreateGroup', { title: 'Everybody who drinks tea after four in the afternoon', userIds })
  const { id } = made.body['conversation'] as { id: string }
  await page.goto(`${instance.url}/contacts/${id}`)
  await isThere(page)
  await look('group')
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto(`${instance.url}/chats/${id}`)
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Red packet' }).click()
  await page.getByRole('dialog').getByRole('textbox').first().fill('6')
  await look('red packet')
}

async function programs(page: Page, look: Look): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 800 })
  for (const [name, inside] of [
    ['map', 'wx-map'],
    ['editor', 'wx-editor'],
  ] as const) {
    await page.goto('about:blank')
    await page.goto(`${instance.url}/p/${drawn}/pages/${name}/${name}`)
    await programPage(page).locator(inside).waitFor()
    await look(name)
    assert.deepEqual(await faults(await programFrame(page), `within ${name}`, { within: inside }), [])
  }
  await page.goto('about:blank')
  await page.goto(`${instance.url}/p/${drawn}/pages/camera/camera`)
  await page.locator('.program.shown').getByRole('button', { name: 'Allow' }).waitFor()
  await look('camera, asked for')
}

test('screens that something has to happen before have no fault that axe knows, light and dark, fit every width, and keys come to all of them', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop', installed: true })
  await ling.context.grantPermissions(['notifications'], { origin: instance.url })
  await ling.page.addInitScript({ content: TOLD })
  await openConversation(ling.page, 'Tom')
  const found: string[] = []
  await looks(ling, async (screen) => {
    found.push(...(await faultsInBoth(ling.page, screen)), ...(await atEveryWidth(ling.page, screen)))
    await ling.page.setViewportSize({ width: 1280, height: 800 })
    found.push(...(await reachAll(ling.page)).map((each) => `${screen}: ${each}`))
  })
  await ling.context.close()
  assert.deepEqual([...new Set(found)], [])
})
