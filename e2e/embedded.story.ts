/** README: "`wx.*`". A program opens another over its lower part, which gives something back and goes. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { faults } from './harness/access.js'
import { type Author, createAuthor } from './harness/author.js'
import { launchBrowser, picture, type Visitor, type VisitOptions } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet, signInAs } from './harness/people.js'
import { programPage } from './harness/program.js'

let browser: Browser
let instance: Instance
const authors: Author[] = []
let [below, above] = ['', '']

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('demo')
  for (const name of ['eve', 'adam']) authors.push(await createAuthor(instance, name))
  ;[below, above] = (await Promise.all(authors.map((each) => each.publish('e2e/programs/device')))) as [string, string]
})
after(async () => {
  await browser?.close()
  for (const each of authors) await each.dispose()
  await instance?.dispose()
})

async function arrive(options: VisitOptions): Promise<Visitor> {
  const ling = await signInAs(browser, instance, 'ling', options)
  await ling.page.goto(`${instance.url}/p/${below}/pages/index/index?other=${above}&mine=${below}`)
  return ling
}
const press = (page: Page, name: string): Promise<void> => programPage(page).getByRole('button', { name, exact: true }).click()
async function said(page: Page, name: string): Promise<unknown> {
  const out = programPage(page).locator('.said', { hasText: `["${name}"` })
  await out.waitFor()
  return (JSON.parse((await out.textContent()) ?? '') as unknown[])[1]
}
async function embed(page: Page): Promise<void> {
  await press(page, 'embed')
  await page.getByRole('alertdialog', { name: 'Open “Device”?' }).getByRole('button', { name: 'Allow' }).click()
  await page.locator('.program.embedded.shown').waitFor()
  await programPage(page).getByRole('button', { name: 'entered', exact: true }).waitFor()
}
const closed = (page: Page): Promise<void> => page.locator('.program.embedded').waitFor({ state: 'detached' })
const given = { appId: '', extraData: { cups: 2 } }

test('it lies over the lower part, knows by whom it was opened, and gives something back', async () => {
  const ling = await arrive({ shape: 'phone' })
  const { page } = ling
  await embed(page)
  assert.equal(await page.locator('.program.behind').count(), 1)
  const box = await page.locator('.program.embedded').boundingBox()
  await press(page, 'entered')
  assert.deepEqual(await said(page, 'entered'), [1037, { ...given, appId: below }, 'embedded', 'embedded', Math.round(box!.height)])
  assert.deepEqual(await faults(page, 'a program over another', { within: '.program-layer' }), [])
  await picture(page, 'embedded-phone')
  await press(page, 'giveBack')
  await closed(page)
  await press(page, 'entered')
  const [scene, info, category] = (await said(page, 'entered')) as unknown[]
  assert.deepEqual([scene, info, category], [1038, { appId: above, extraData: { paid: true } }, 'default'])
  assert.match(page.url(), new RegExp(`/p/${below}/`))
  assertQuiet(ling)
  await ling.context.close()
})

test('its capsule, Escape, a tap beside it, the browser’s back and a pull close it, and the one below goes on', async () => {
  const ling = await arrive({ shape: 'phone' })
  const { page } = ling
  const ways: readonly (() => Promise<unknown>)[] = [
    () => page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click(),
    () => programPage(page).getByRole('button', { name: 'entered', exact: true }).press('Escape'),
    () => page.locator('.program-dim').click({ position: { x: 20, y: 20 } }),
    () => page.goBack(),
    async () => {
      // Once it has risen to where it stays.
      await page.locator('.program.embedded').evaluate((box) => Promise.all(box.getAnimations().map((each) => each.finished)).then(() => undefined))
      const grip = (await page.locator('.program-grip').boundingBox())!
      const finger = await ling.context.newCDPSession(page)
      const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', down: number) =>
        finger.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: grip.x + 40, y: grip.y + 8 + down }] })
      await touch('touchStart', 0)
      for (const down of [20, 80, 140, 190]) await touch('touchMove', down)
      await touch('touchEnd', 190)
    },
  ]
  for (const leave of ways) {
    await embed(page)
    await leave()
    await closed(page)
    await press(page, 'entered')
    assert.equal(((await said(page, 'entered')) as unknown[])[3], 'default')
  }
  assertQuiet(ling)
  await ling.context.close()
})

test('a program that another one opened gives way to it when it is left; one that opens its opener has gone back', async () => {
  const ling = await arrive({ shape: 'phone' })
  const { page } = ling
  const scene = async (): Promise<unknown> => {
    await press(page, 'entered')
    return ((await said(page, 'entered')) as unknown[])[0]
  }
  const go = async (): Promise<void> => {
    await press(page, 'away')
    await page.getByRole('alertdialog', { name: 'Open “Device”?' }).getByRole('button', { name: 'Allow' }).click()
    await page.getByRole('alertdialog').waitFor({ state: 'detached' })
  }
  const leave = (): Promise<void> => page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
  assert.equal(await scene(), 1001)
  await go()
  await programPage(page).getByRole('button', { name: 'entered', exact: true }).waitFor()
  assert.equal(await scene(), 1037)
  await leave()
  assert.equal(await scene(), 1001)
  await go()
  assert.equal(await scene(), 1037)
  await go() // back to the first, which now has nothing below it
  await leave()
  await page.locator('.program.shown').waitFor({ state: 'detached' })
  assertQuiet(ling)
  await ling.context.close()
})
