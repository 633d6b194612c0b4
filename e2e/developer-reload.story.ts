/** README: "superette dev". A change of the source is on the screen at once, and what was there stays. */
import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, visit, type Visitor } from './harness/browser.js'
import { type Instance, root, startInstance } from './harness/instance.js'
import { assertQuiet } from './harness/people.js'
import { programFrame, programPage } from './harness/program.js'

let browser: Browser
let folder: string
let dev: Instance
let author: Visitor
let page: Page
before(async () => {
  browser = await launchBrowser()
})
after(() => browser?.close())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'superette-workbench-'))
  await cp(join(root, 'e2e', 'programs', 'workbench'), folder, { recursive: true })
  dev = await startInstance('dev', [folder])
  author = await visit(browser, { shape: 'desktop' })
  page = author.page
  const [link] = await dev.printed(/http:\S+\/dev\/open\?key=\w+/)
  await page.goto(link)
  await programPage(page).getByText('counted 0').waitFor()
})
afterEach(async () => {
  await author?.context.close()
  await dev?.dispose()
  await rm(folder, { recursive: true, force: true })
})

async function edit(file: string, from: string | RegExp, to: string): Promise<void> {
  const path = join(folder, file)
  const text = await readFile(path, 'utf8')
  const changed = text.replace(from, to)
  assert.notEqual(changed, text, `${file} has nothing like ${from}`)
  await writeFile(path, changed)
}
const shown = (text: string) => programPage(page).getByText(text, { exact: true }).waitFor()
async function coloured(selector: string, colour: string): Promise<void> {
  const frame = await programFrame(page)
  await frame.waitForFunction(
    ([at, wanted]) => {
      const element = document.querySelector(at)
      return element !== null && getComputedStyle(element).color === wanted
    },
    [selector, colour] as const,
  )
}

/** What a person did before the author saved. */
async function touch(): Promise<void> {
  const program = programPage(page)
  for (let i = 0; i < 3; i++) await program.locator('.count').click()
  await program.getByText('counted 3').waitFor()
  await program.locator('#second').click()
  await program.locator('#second').click()
  await program.getByText('pears: 2').waitFor()
  await program.locator('.name input').fill('Ling')
  await program.locator('body').evaluate(() => window.scrollTo(0, 300))
}
async function assertKept(loads: number): Promise<void> {
  await shown('counted 3')
  await shown('pears: 2')
  await shown(`loaded ${loads}`)
  assert.equal(await programPage(page).locator('.name input').inputValue(), 'Ling')
  assert.equal(
    await programPage(page)
      .locator('body')
      .evaluate(() => window.scrollY),
    300,
  )
}

test('WXSS, WXML, WXS and JSON change in place: data, components, text and scroll position stay, and no lifecycle runs', async () => {
  await touch()
  await programPage(page)
    .locator('body')
    .evaluate(() => Object.assign(window, { sameFrame: true }))

  await edit('pages/index/index.wxss', 'rgb(15, 118, 110)', 'rgb(190, 18, 60)')
  await coloured('.title', 'rgb(190, 18, 60)')

  await edit('pages/index/index.wxml', '<view class="head">', '<view class="note">a new line</view><view class="head">')
  await shown('a new line')
  await assertKept(1)

  await edit('components/tally/tally.wxml', '{{label}}: {{n}}', '{{label}}: {{n}}</view><view class="mark">fruit')
  await programPage(page).getByText('fruit').first().waitFor()
  await assertKept(1)

  await edit('utils/say.wxs', "'counted '", "'exactly '")
  await shown('exactly 3')
  await edit('utils/say.wxs', "'exactly '", "'counted '")
  await assertKept(1)

  await edit('pages/index/index.json', '{ "using', '{ "navigationBarTitleText": "Bench", "using')
  await page.locator('.program.shown').getByText('Bench', { exact: true }).waitFor()
  await assertKept(1)
  assert.equal(
    await programPage(page)
      .locator('body')
      .evaluate(() => 'sameFrame' in window),
    true,
  )
  assertQuiet(author)
})
