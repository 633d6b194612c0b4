/** README: programs written for Alipay are opened as they are. What such a program changes of its bar, the button that it has there, and whether its page is pulled. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { faults } from './harness/access.js'
import { type Author, createAuthor } from './harness/author.js'
import { launchBrowser, picture, type Visitor } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet, signInAs } from './harness/people.js'
import { programPage } from './harness/program.js'
import { until } from './harness/until.js'

let browser: Browser
let instance: Instance
let author: Author
let ling: Visitor
let page: Page
let bar: Locator

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('demo')
  author = await createAuthor(instance, 'bar')
  const address = `${instance.url}/p/${await author.publish('e2e/programs/alipay-bar')}`
  ling = await signInAs(browser, instance, 'ling', { shape: 'phone' })
  page = ling.page
  await page.goto(address)
  bar = page.locator('.program.shown .program-bar')
  await programPage(page).getByRole('button', { name: 'leaf', exact: true }).waitFor()
})
after(async () => {
  await browser?.close()
  await author?.dispose()
  await instance?.dispose()
})

/** Presses a button of the program, and gives what its member told. */
async function ask(name: string): Promise<unknown> {
  await programPage(page).getByRole('button', { name, exact: true }).click()
  const out = programPage(page).locator('.said', { hasText: `["${name}"` })
  await out.waitFor()
  return (JSON.parse((await out.textContent()) ?? '') as unknown[])[1]
}
const heard = (): Promise<string | null> => programPage(page).locator('.heard').textContent()
/** Once a picture of the bar is drawn that is so wide by itself. */
const drawn = (place: string, width: number): Promise<boolean> =>
  until(page, async ({ place, width }) => document.querySelector<HTMLImageElement>(`.program.shown ${place}`)?.naturalWidth === width, { place, width })

test('a page has a button of its own in its bar, with the picture of its JSON or of the program, and hears of a tap', async () => {
  const button = bar.getByRole('button', { name: 'Button of this page' })
  await button.waitFor()
  await drawn('.program-bar-option img', 30)
  await button.click()
  await programPage(page).locator('.heard', { hasText: 'option' }).waitFor()
  assert.deepEqual(await ask('leaf'), {})
  await drawn('.program-bar-option img', 60)
  const [own, capsule] = [await button.boundingBox(), await page.locator('.program.shown .program-capsule').boundingBox()]
  assert.ok(own && capsule && own.x + own.width <= capsule.x, 'it stands beside the capsule')
  assert.deepEqual(await faults(page, 'a bar with a button'), [])
  await picture(page, 'alipay-bar')
  assert.equal(((await ask('plain')) as { error: number }).error, 2)
})

test('a picture stands in the place of the title until there is a title', async () => {
  assert.deepEqual(await ask('logo'), {})
  const logo = bar.getByRole('img', { name: 'Bar', exact: true })
  await logo.waitFor()
  await drawn('.program-bar-logo', 120)
  assert.deepEqual(await faults(page, 'a bar with a picture'), [])
  await picture(page, 'alipay-bar-logo')
  await ask('title')
  await bar.getByRole('button', { name: 'Oolong' }).waitFor()
  assert.equal(await logo.count(), 0)
})

test('letters, the line below and the background change each by itself, and go back to those of the page', async () => {
  const look = (): Promise<readonly string[]> =>
    bar.evaluate((each) => {
      const { backgroundColor, boxShadow, color } = getComputedStyle(each)
      return [backgroundColor, boxShadow, color]
    })
  const [paper, none, black] = await look()
  await ask('line')
  assert.match((await look())[1] ?? '', /rgb\(0, 255, 0\)/)
  await ask('letters')
  const [, , white] = await look()
  assert.notEqual(white, black)
  await ask('dark')
  assert.deepEqual(await look(), ['rgb(16, 32, 48)', none, white])
  assert.deepEqual(await ask('color'), { color: '#102030' })
  await ask('reset')
  assert.deepEqual(await look(), [paper, none, black])
  await bar.getByRole('button', { name: 'Oolong' }).waitFor()
})

test('a page that may not be pulled stays, and hears of a pull when it may again', async () => {
  const box = await programPage(page).locator('.heard').boundingBox()
  assert.ok(box)
  const [x, y] = [box.x + 200, box.y + 60]
  const pull = async (): Promise<void> => {
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x, y + 300, { steps: 6 })
    await page.mouse.up()
  }
  await ask('hold')
  await pull()
  await ask('release')
  assert.doesNotMatch((await heard()) ?? '', /pulled/)
  await pull()
  await programPage(page).locator('.heard', { hasText: 'pulled' }).waitFor()
  assertQuiet(ling)
})
