/** README: "`wx.*`". A person chooses a place on the host's map and reads what a program can ask for; a program measures itself. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { faults } from './harness/access.js'
import { launchBrowser, picture, type Visitor, type VisitOptions, visit } from './harness/browser.js'
import { type Instance, root, startInstance } from './harness/instance.js'
import { assertQuiet } from './harness/people.js'
import { programPage } from './harness/program.js'

let browser: Browser
let instance: Instance
let link: string
let visitor: Visitor
let page: Page
let host: Locator

async function arrive(options: VisitOptions): Promise<Visitor> {
  const someone = await visit(browser, options)
  await someone.page.goto(link)
  await programPage(someone.page).getByRole('button', { name: 'place', exact: true }).waitFor()
  return someone
}

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('dev', [join(root, 'e2e', 'programs', 'device')])
  link = (await instance.printed(/http\S+\/dev\/open\S*/))[0]
  visitor = await arrive({ shape: 'phone' })
  page = visitor.page
  host = page.locator('.program.shown')
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

const press = (name: string): Promise<void> => programPage(page).getByRole('button', { name, exact: true }).click()
async function said(name: string): Promise<unknown> {
  const out = programPage(page).locator('.said', { hasText: `["${name}"` })
  await out.waitFor()
  return (JSON.parse((await out.textContent()) ?? '') as unknown[])[1]
}
const screen = (): Locator => host.getByRole('dialog', { name: 'Choose a place' })
type Found = Readonly<Record<'latitude' | 'longitude', number>>

test('the map begins at the place that the program names; dragged under the pin, another is chosen', async () => {
  await press('place')
  const at = screen().getByRole('status')
  await at.filter({ hasText: '31.23040° N, 121.47370° E' }).waitFor()
  assert.deepEqual(await faults(page, 'choosing a place'), [])
  await picture(page, 'place-phone')
  const map = screen().getByRole('application')
  const box = (await map.boundingBox())!
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x - 80, y, { steps: 4 })
  await page.mouse.up()
  await at.filter({ hasNotText: '121.47370° E' }).waitFor()
  await screen().getByLabel('Name of the place').fill('茶馆')
  await screen().getByLabel('Address').fill('南京路 1 号')
  await screen().getByRole('button', { name: 'Use this place' }).tap()
  const [kind, { name, address, errMsg, latitude, longitude }] = (await said('place')) as [string, Found & Readonly<Record<string, unknown>>]
  assert.deepEqual([kind, name, address, errMsg], ['success', '茶馆', '南京路 1 号', 'chooseLocation:ok'])
  // Dragged to the west, the map shows more of the east: 80 pixels or, where the finger threw it, more.
  assert.ok(longitude > 121.4737 + (80 / 256 / 2 ** 16) * 360 * 0.9 && longitude < 121.49, String(longitude))
  assert.ok(Math.abs(latitude - 31.2304) < 1e-4, String(latitude))
})

test('by keyboard: the map is moved and brought nearer, and Escape chooses nothing', async () => {
  await press('place')
  const map = screen().getByRole('application')
  await map.and(page.locator(':focus')).waitFor()
  await page.keyboard.press('ArrowUp')
  const at = screen().getByRole('status')
  await at.filter({ hasNotText: '31.23040° N' }).waitFor()
  const before = await at.textContent()
  await page.keyboard.press('+')
  await page.keyboard.press('ArrowDown')
  await at.filter({ hasNotText: before ?? '' }).waitFor()
  // Nearer, the way back is half as long.
  assert.notEqual(await at.textContent(), '31.23040° N, 121.47370° E')
  await page.keyboard.press('Escape')
  assert.deepEqual(await said('place'), ['fail', { errMsg: 'chooseLocation:fail cancel' }])
})

test('where the person is, is asked of the device by a button of theirs alone; the program gets it once they choose it', async () => {
  await press('anywhere')
  await screen().getByRole('status').filter({ hasText: '39.92000° N' }).waitFor() // nowhere in particular
  await page.context().grantPermissions(['geolocation'])
  await page.context().setGeolocation({ latitude: 31.23, longitude: 121.47, accuracy: 20 })
  await screen().getByRole('button', { name: 'Where I am' }).tap()
  // As maps of China have it: 0.0019° to the south, 0.0045° to the east.
  await screen()
    .getByRole('status')
    .filter({ hasText: /^31\.228\d\d° N, 121\.474\d\d° E$/ })
    .waitFor()
  await page.goBack()
  assert.deepEqual(await said('anywhere'), ['fail', { errMsg: 'chooseLocation:fail cancel' }])
})

test('what the program can ask for and whom it can send it to is read on a screen of the host', async () => {
  await press('privacy')
  const text = host.getByRole('dialog', { name: 'Privacy' })
  await text.getByText('https://api.device.example').waitFor()
  await text.getByText('An address that you choose').waitFor()
  assert.deepEqual(await said('privacy'), ['success', { errMsg: 'openPrivacyContract:ok' }])
  assert.deepEqual(await faults(page, 'privacy'), [])
  await picture(page, 'privacy-phone')
  await text.getByRole('button', { name: 'Back' }).tap()
  await text.waitFor({ state: 'detached' })
})

test('a program reads how long its start and its pages took', async () => {
  await press('over')
  await page.waitForURL(/over/)
  await page.goBack()
  await press('measured')
  const entries = (await said('measured')) as readonly (Found & Readonly<Record<string, string | number>>)[]
  const named = (name: string) => entries.filter((each) => each['name'] === name)
  const number = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)
  const end = (each: Readonly<Record<string, unknown>> | undefined): number => number(each?.['startTime']) + number(each?.['duration'])
  const [launch] = named('appLaunch')
  const [download] = named('downloadPackage')
  const [script] = named('evaluateScript')
  const [first] = named('firstPaint')
  // In their order in time: asked for, brought, run, seen.
  assert.ok(number(launch?.['startTime']) <= number(download?.['startTime']), 'the launch is first')
  assert.ok(end(download) <= end(first) && number(script?.['startTime']) <= end(first), 'brought and run before it is seen')
  assert.ok(number(download?.['packageSize']) > 1000)
  assert.deepEqual([script?.['moduleName'], script?.['fileList']], ['__APP__', ['app.js']])
  assert.deepEqual(
    named('route')
      .slice(-2)
      .map((each) => [each['navigationType'], each['path'], each['referrerPath']]),
    [
      ['navigateTo', 'pages/over/over', 'pages/index/index'],
      ['navigateBack', 'pages/index/index', 'pages/over/over'],
    ],
  )
  assert.deepEqual(
    named('firstRender').map((each) => each['path']),
    ['pages/index/index', 'pages/over/over'],
  )
})

test('what a program reports stands in its author’s console', async () => {
  await press('report')
  assert.equal(await said('report'), 'reported')
  await host.locator('.dev-open, .program-problems').tap()
  const panel = page.getByRole('region', { name: 'Developer panel' })
  await panel.getByRole('tab', { name: 'Console' }).tap()
  await panel.getByText('reportEvent tea {"cups":2}').waitFor()
  await panel.getByRole('button', { name: 'Close the panel' }).tap()
  assertQuiet(visitor)
})

test('in Chinese, in the dark, on a desktop', async () => {
  const other = await arrive({ shape: 'desktop', locale: 'zh-CN', dark: true })
  await programPage(other.page).getByRole('button', { name: 'place', exact: true }).click()
  const box = other.page.locator('.program.shown').getByRole('dialog', { name: '选择位置' })
  await box.getByText('北纬 31.23040°').waitFor()
  assert.deepEqual(await faults(other.page, 'choosing a place in the dark'), [])
  await picture(other.page, 'place-dark')
  await box.getByRole('button', { name: '取消' }).click()
  await programPage(other.page).getByRole('button', { name: 'privacy', exact: true }).click()
  await other.page.locator('.program.shown').getByText('你选择的地址').waitFor()
  assert.deepEqual(await faults(other.page, 'privacy in the dark'), [])
  await picture(other.page, 'privacy-dark')
  assertQuiet(other)
})
