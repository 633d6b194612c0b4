/** README: "`wx.*`". The members that need the person, the file dialog or the drawing board, in the real host. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import { launchBrowser, type Visitor, visit } from './harness/browser.js'
import { type Instance, root, startInstance } from './harness/instance.js'
import { assertQuiet } from './harness/people.js'
import { programFrame, programPage } from './harness/program.js'

const picture = join(root, 'examples', 'teahouse', 'images', 'grape.jpg')

let browser: Browser
let instance: Instance
let visitor: Visitor
let page: Page
let program: FrameLocator

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('dev', [join(root, 'e2e', 'programs', 'media')])
  visitor = await visit(browser, { shape: 'phone' })
  page = visitor.page
  await page.goto((await instance.printed(/http\S+\/dev\/open\S*/))[0])
  program = programPage(page)
  await program.getByText('choose a picture').waitFor()
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

/** Taps a button of the program and answers the file dialog that it brings up. */
async function choose(button: string, files: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  const dialog = page.waitForEvent('filechooser')
  await program.getByText(button, { exact: true }).tap()
  await (await dialog).setFiles(files)
}

test('a chosen picture is shown by its temporary path, and large', async () => {
  await choose('choose a picture', picture)
  await program.getByText('picture 650 x 520').waitFor()
  await program.getByText('show it large').tap()
  await page.locator('.program.shown').getByRole('dialog', { name: 'Picture 1 of 1' }).waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.program.shown').getByRole('dialog', { name: 'Picture 1 of 1' }).waitFor({ state: 'detached' })
})

test('a choice that no touch led to asks for one, since the browser opens nothing without', async () => {
  const own = await visitor.context.newPage()
  // Playwright's own looks at a page count as touches.
  await own.addInitScript(() => Object.defineProperty(navigator, 'userActivation', { value: { isActive: false } }))
  const app = page.url().match(/wx[0-9a-f]{16}/)?.[0]
  await own.goto(`${instance.url}/p/${app}/pages/index/index?choose=1`)
  const asked = own.locator('.program.shown').getByRole('alertdialog', { name: /asks for a picture or film$/ })
  await asked.getByRole('button', { name: 'Cancel' }).tap()
  await programPage(own).getByText('chooseImage:fail cancel').waitFor()
  await own.reload()
  const dialog = own.waitForEvent('filechooser')
  await asked.getByRole('button', { name: 'Choose' }).tap()
  await (await dialog).setFiles(picture)
  await programPage(own).getByText('picture 650 x 520').waitFor()
  await own.close()
})

test('media and films come with kind and size', async () => {
  await choose('choose media', picture)
  await program.getByText(/media image image\d{4,}/).waitFor()
  await choose('choose a film', { name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(1234) })
  await program.getByText('film 1234 kept').waitFor()
})

test('who somebody is, is told after a yes and not after a no', async () => {
  await program.getByText('who am I').tap()
  await page.locator('.program.shown').getByRole('button', { name: 'Refuse' }).tap()
  await program.getByText('getUserProfile:fail').waitFor()
  await program.getByText('who am I').tap()
  await page.locator('.program.shown').getByRole('button', { name: 'Allow' }).tap()
  await program.getByText('hello Developer').waitFor()
})

test('a canvas is drawn and gives its picture; an animation moves; the page scrolls', async () => {
  await program.getByText('draw', { exact: true }).tap()
  await program.getByText('drawn true').waitFor()
  await program.getByText('animate', { exact: true }).tap()
  const frame = await programFrame(page)
  await frame.waitForFunction(() => getComputedStyle(document.querySelector('.box') ?? document.body).transform.includes(', 40,'))
  await program.getByText('scroll down').tap()
  await program.getByText('scrolled').waitFor({ state: 'attached' })
  const top = await program.locator('.end').evaluate((end) => end.getBoundingClientRect().top)
  assert.ok(top < 844, `the end is at ${top}`)
  assertQuiet(visitor)
})
