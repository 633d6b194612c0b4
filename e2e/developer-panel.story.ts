/** The author's panel: what a program under development prints, asks, keeps, shows and sets. */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { launchBrowser, noObject, picture } from './harness/browser.js'
import { assertQuiet } from './harness/people.js'
import { programPage } from './harness/program.js'
import { openWorkbench, type Workbench } from './harness/workbench.js'

let browser: Browser
let server: Server
before(async () => {
  browser = await launchBrowser({ whole: true })
  server = createServer((request, response) => {
    request.resume()
    response.setHeader('content-type', 'application/json')
    response.setHeader('x-tea-house', 'open')
    response.end(JSON.stringify({ name: 'sencha', price: 1800 }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
})
after(async () => {
  server?.close()
  await browser?.close()
})

const allowed = (folder: string): readonly string[] => [
  '--allow-private',
  `127.0.0.1:${(server.address() as AddressInfo).port}=${basename(folder)}=https://api.example.org`,
]
const panelOf = (page: Page): Locator => page.getByRole('region', { name: /^(Developer panel|开发者面板)$/ })

async function onDesktop(run: (bench: Workbench, panel: Locator, open: (tab: string) => Promise<void>) => Promise<void>, dark = false): Promise<void> {
  const bench = await openWorkbench(browser, { shape: 'desktop', dark }, allowed)
  const panel = panelOf(bench.page)
  try {
    await run(bench, panel, (tab) => panel.getByRole('tab', { name: tab }).click())
    assertQuiet(bench.author)
  } finally {
    await bench.dispose()
  }
}

test('the console lists values that open member by member, with their place; levels and texts filter it', () =>
  onDesktop(async ({ page, author }, panel, open) => {
    author.expectFault(noObject)
    const program = programPage(page)
    await program.locator('.count').click()
    await program.locator('.fail').click()
    const added = panel.getByRole('listitem').filter({ hasText: 'added' })
    await added.getByRole('button', { name: 'Stack pages/index/index.js:10:13' }).waitFor()
    await added.getByRole('button', { name: /count: 1/ }).click()
    await added.getByRole('button', { name: /list: \(3\)/ }).click()
    await added.getByRole('button', { name: /2: \{deep/ }).click()
    await added.getByText('deep').waitFor()
    assert.match((await added.textContent()) ?? '', /deeptrue/)

    await panel.getByRole('button', { name: 'Errors 1' }).click()
    await added.waitFor({ state: 'detached' })
    await panel.getByRole('listitem').filter({ hasText: noObject }).waitFor()
    await panel.getByRole('button', { name: 'All' }).click()
    await panel.getByRole('searchbox', { name: 'Filter' }).fill('ADDED')
    await added.waitFor()
    assert.equal(await panel.getByText(noObject).count(), 0)
    await panel.getByRole('searchbox', { name: 'Filter' }).fill('')
    await picture(page, 'dev-console')
    await panel.getByRole('button', { name: 'Copy' }).click()
    await panel.getByRole('button', { name: 'Copied' }).waitFor()
    await open('Storage')
    await panel.getByRole('button', { name: 'Add an entry' }).click()
    await panel.getByRole('textbox', { name: 'Value' }).fill('')
    await page.keyboard.press('Control+V')
    const copied = await panel.getByRole('textbox', { name: 'Value' }).inputValue()
    assert.match(copied, new RegExp(`log: added \\{\\n {2}"count": 1,[\\s\\S]*error: TypeError: (?:${noObject.source})[\\s\\S]*index\\.js:21:\\d+`))
    await open('Console')
    assert.equal(await panel.getByText('tap → add').count(), 0)
    await panel.getByRole('button', { name: 'Debug' }).click()
    await panel.getByText('tap → add').waitFor()
    await panel.getByRole('button', { name: 'All' }).click()
    await panel.getByRole('button', { name: 'Clear' }).click()
    await panel.getByText('What the program prints, and what goes wrong in it, is listed here.').waitFor()
  }))

test('a request is listed with its headers, its body and its answer; without a network it fails as on a phone', () =>
  onDesktop(async ({ page, shown }, panel, open) => {
    await open('Network')
    await programPage(page).locator('.to-detail').click()
    await programPage(page).locator('.ask').click()
    await shown('sencha')
    const row = panel.getByRole('row').filter({ hasText: 'https://api.example.org/teas?kind=green' })
    await row.getByText('200').waitFor()
    assert.match((await row.textContent()) ?? '', /^POST.*200\d+ B.* (ms|s)$/)
    await row.getByRole('button').click()
    const detail = panel.getByRole('region', { name: /api\.example\.org/ })
    for (const text of ['Until the headers', 'kind', 'X-Shop', 'workbench', '"kind": "green"', 'x-tea-house', '"name": "sencha"', '"price": 1800'])
      await detail.getByText(new RegExp(text, 'i')).first().waitFor()
    await picture(page, 'dev-network')

    await open('Device')
    await panel.getByRole('button', { name: 'Offline' }).click()
    await programPage(page).locator('.ask').click()
    await shown('request:fail network error')
    await open('Network')
    await panel.getByRole('row').filter({ hasText: 'Failed' }).waitFor()
  }))

test('storage is live, and is changed by hand so that the program has it too', () =>
  onDesktop(async ({ page, shown }, panel, open) => {
    await open('Storage')
    await panel.getByText('The program has stored nothing yet.').waitFor()
    await programPage(page).locator('.count').click()
    await panel.getByRole('button', { name: 'Edit count' }).click()
    await panel.getByRole('textbox', { name: 'Value' }).fill('{ not json')
    const [form, field] = await Promise.all([panel.locator('.dev-edit').boundingBox(), panel.getByRole('textbox', { name: 'Value' }).boundingBox()])
    assert.equal(field?.width, (form?.width ?? 0) - 24, 'the field is as wide as its form within its padding of 12 px')
    await panel.getByRole('button', { name: 'Save' }).click()
    await panel.getByText(/This is not JSON/).waitFor()
    await panel.getByRole('textbox', { name: 'Value' }).fill('41')
    await panel.getByRole('button', { name: 'Save' }).click()
    await panel.getByRole('button', { name: 'Edit count' }).getByText('41', { exact: true }).waitFor()
    await panel.getByRole('button', { name: 'Add an entry' }).click()
    await panel.getByRole('textbox', { name: 'Key' }).fill('tea')
    await panel.getByRole('textbox', { name: 'Value' }).fill('"oolong"')
    await panel.getByRole('button', { name: 'Save' }).click()
    await panel.getByText(/^2 entries/).waitFor()

    // What wx reads is what stands here: told by the program itself after it began anew.
    await open('Device')
    await panel.getByRole('button', { name: 'Start again' }).click()
    await shown('counted 0')
    await open('Console')
    await panel.getByText(/^Began anew at /).waitFor()
    await panel.getByText('added').waitFor()
    await panel.getByRole('button', { name: 'Preserve log' }).click()
    await open('Device')
    await panel.getByRole('button', { name: 'Start again' }).click()
    await open('Console')
    await panel.getByText('added').waitFor({ state: 'detached' })
    await shown('counted 0')
    await open('Storage')
    await panel.getByText(/^2 entries/).waitFor()
    await panel.getByRole('button', { name: 'Remove count' }).click()
    await panel.getByText(/^1 entry/).waitFor()
    await panel.getByRole('button', { name: 'Remove all' }).click()
    await panel.getByText('The program has stored nothing yet.').waitFor()
  }))

test('the page stack is shown with options, data and components, as they change', () =>
  onDesktop(async ({ page }, panel, open) => {
    await open('Pages')
    const program = programPage(page)
    await program.locator('.count').click()
    await panel.getByRole('listitem').filter({ hasText: 'count: 1' }).or(panel.getByText('count1')).first().waitFor()
    await program.locator('#second').click()
    await panel.getByText(/#second/).waitFor()
    await panel.getByRole('button', { name: /label: "pears", n: 1|n: 1, label: "pears"/ }).waitFor()
    await program.locator('.to-detail').click()
    await panel.getByRole('button', { name: 'pages/detail/detail on top' }).waitFor()
    await panel.getByText('"7"').first().waitFor()
    await panel.getByRole('button', { name: 'pages/index/index' }).click()
    await panel.getByText(/#second/).waitFor()
    await picture(page, 'dev-pages')
  }))

test('setData is counted by the place that calls it; what is too large is said', () =>
  onDesktop(async ({ page }, panel, open) => {
    await open('setData')
    const program = programPage(page)
    for (let i = 0; i < 3; i++) await program.locator('.count').click()
    await program.locator('.heavy').click()
    const count = panel.getByRole('row').filter({ hasText: 'pages/index/index.js:9:10' })
    await count.getByRole('cell', { name: '3', exact: true }).first().waitFor()
    assert.match((await count.textContent()) ?? '', /Fields: count336 B12 B3/)
    await panel.getByText('300.0 KB in one call: keep it below 256 KB, WeChat refuses more than 1 MB.').waitFor()
    assert.match((await panel.getByRole('row').nth(1).textContent()) ?? '', /index\.js:17:10/)
    await panel.getByRole('button', { name: 'Calls' }).click()
    await panel
      .getByRole('columnheader', { name: /^Calls/ })
      .and(panel.locator('[aria-sort=descending]'))
      .waitFor()
    assert.match((await panel.getByRole('row').nth(1).textContent()) ?? '', /index\.js:9:10/)
    await picture(page, 'dev-setdata')
  }, true))

test('the panel is used by keyboard; on a phone it is a sheet, in Chinese where the person reads it', async () => {
  const bench = await openWorkbench(browser, { shape: 'phone', locale: 'zh-CN', dark: true }, allowed)
  const { page } = bench
  try {
    const panel = panelOf(page)
    await page.locator('.program.shown').getByRole('button', { name: '打开开发者面板' }).click()
    const console = panel.getByRole('tab', { name: '控制台' })
    await console.and(page.locator(':focus')).waitFor()
    await page.keyboard.press('ArrowRight')
    await panel.getByRole('tab', { name: '网络', selected: true }).and(page.locator(':focus')).waitFor()
    await page.keyboard.press('End')
    await panel.getByRole('tab', { name: '设备', selected: true }).waitFor()
    await page.keyboard.press('Home')
    await console.and(page.locator('[aria-selected=true]')).waitFor()
    await programPage(page).locator('.count').click()
    await panel.getByRole('listitem').filter({ hasText: 'added' }).waitFor()
    await picture(page, 'dev-phone')
    await console.focus()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    // The program is still there: Escape closed the sheet alone.
    await bench.shown('counted 1')
    assertQuiet(bench.author)
  } finally {
    await bench.dispose()
  }
})

test('the button of the panel stands in the bar, over nothing of the page; it goes where it is dragged, or moved by arrows, and stays there', async () => {
  const bench = await openWorkbench(browser, { shape: 'phone' }, allowed)
  const { page } = bench
  try {
    const button = page.locator('.program.shown').getByRole('button', { name: 'Open the developer panel' })
    const at = async (): Promise<Box> => boxOf(button)
    const [first, bar, title] = [await at(), await boxOf(page.locator('.program.shown .program-bar')), await boxOf(page.locator('.program-bar-title'))]
    assert.ok(first.y >= bar.y && first.y + first.height <= bar.y + bar.height, 'within the bar')
    assert.ok(title.x + title.width <= first.x, 'beside the title')
    const middle = { x: first.x + first.width / 2, y: first.y + first.height / 2 }
    await page.mouse.move(middle.x, middle.y)
    await page.mouse.down()
    await page.locator('.program.shown [data-held]').waitFor()
    await page.mouse.move(middle.x - 100, middle.y + 200, { steps: 4 })
    await page.mouse.move(middle.x - 120, middle.y + 300)
    await page.mouse.up()
    assert.deepEqual(await at(), { ...first, x: first.x - 120, y: first.y + 300 })
    assert.equal(await panelOf(page).count(), 0, 'what is dragged is not tapped')

    await page.reload()
    await bench.shown('counted 0')
    assert.deepEqual(await at(), { ...first, x: first.x - 120, y: first.y + 300 })
    await button.focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowDown')
    assert.deepEqual(await at(), { ...first, x: first.x - 136, y: first.y + 316 })
    await page.keyboard.press('Home')
    assert.deepEqual(await at(), first)
    await page.keyboard.press('Enter')
    await panelOf(page).waitFor()
    assertQuiet(bench.author)
  } finally {
    await bench.dispose()
  }
})

type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>
async function boxOf(locator: Locator): Promise<Box> {
  const box = await locator.boundingBox()
  assert.ok(box)
  return box
}
