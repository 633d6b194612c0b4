/** README: "superette dev". A change of the source is on the screen at once, and what was there stays. */
import assert from 'node:assert/strict'
import { appendFile, cp, mkdir, mkdtemp, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, visit, type Visitor, withoutBrowser } from './harness/browser.js'
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

test('a changed script begins its page or component anew, with the data that still fits; what it requires runs again', async () => {
  await touch()
  // A method alone: the page ends and begins, with its data.
  await edit('pages/index/index.js', 'this.data.count + 1', 'this.data.count + 10')
  await assertKept(2)
  await programPage(page).locator('.count').click()
  await shown('counted 13')

  // A declared value that nobody changed is the new one; a field of another kind begins anew.
  await edit('pages/index/index.js', "title: 'Workbench', count: 0", "title: 'Better', count: '0'")
  await shown('Better')
  await shown('counted 0')
  await shown('loaded 3')
  await shown('pears: 2')
  await edit('pages/index/index.js', "count: '0'", 'count: 0')
  await shown('loaded 4')

  // A component: its page hears nothing of it.
  await edit('components/tally/tally.js', 'this.data.n + 1', 'this.data.n + 100')
  await page
    .locator('.dev-arrived')
    .getByText(/Updated/)
    .waitFor()
  await programPage(page).locator('#second').click()
  await shown('pears: 102')
  await shown('loaded 4')

  // What scripts require.
  await edit('utils/rows.js', 'i + 1', 'i + 1001')
  await programPage(page).getByText('row 1001').waitFor()
  await shown('loaded 5')
  assertQuiet(author)
})

test('what a person set in controls stays, in whatever order they stand after the change; what the author gives anew is shown', async () => {
  await edit('app.json', '"pages/detail/detail"', '"pages/controls/controls", "pages/detail/detail"')
  await page.locator('.dev-arrived').getByText('Restarted for app.json').waitFor()
  await edit('pages/index/index.js', "url: '/pages/detail/detail?id=7'", "url: '/pages/controls/controls'")
  await shown('loaded 1')
  const program = programPage(page)
  await program.locator('.to-detail').click()
  await program.locator('.first-text input').fill('Ling')
  await program.locator('.second-text textarea').fill('oolong\nplease')
  await program.locator('.one').click()
  await program.locator('.tea').nth(1).click()
  await program.locator('.cup').nth(2).click()
  await program.locator('.two').click()
  await program.locator('.sweet').press('ArrowRight')
  await program.locator('.sweet').press('ArrowRight')
  await program.locator('.slides').press('ArrowRight')
  await program.locator('.slides').press('ArrowRight')
  await program.locator('.day').click()
  await program.locator('.column').press('ArrowDown')
  await program.locator('.column[aria-label="2"]').waitFor()
  await program.getByRole('button', { name: 'Done' }).click()
  await program.locator('.turning .wheel').press('ArrowDown')
  await shown('wheel 1')
  await program.locator('.box').evaluate((box) => (box as unknown as { scroller: Element }).scroller.scrollTo(0, 60))
  const state = (): Promise<unknown> =>
    program.locator('body').evaluate((body) => {
      // A method, since the test runner's compiler wraps named functions in a helper that the page has not.
      const tool = {
        of(name: string, selector: string): unknown[] {
          return [...body.querySelectorAll(selector)].map((each) => (each as unknown as { property(name: string): unknown }).property(name))
        },
      }
      return {
        texts: [...body.querySelectorAll('input, textarea')].map((each) => (each as HTMLInputElement).value),
        switches: tool.of('checked', 'wx-switch'),
        teas: tool.of('checked', 'wx-checkbox'),
        cups: tool.of('checked', 'wx-radio'),
        sweet: tool.of('value', 'wx-slider'),
        slide: [...body.querySelectorAll('wx-swiper')].map((each) =>
          [...each.querySelectorAll('.wx-swiper-dot')].findIndex((dot) => dot.classList.contains('wx-swiper-dot-active')),
        ),
        day: tool.of('value', 'wx-picker'),
        wheel: tool.of('value', 'wx-picker-view'),
        box: (body.querySelector('.box') as unknown as { scroller: Element }).scroller.scrollTop,
        heard: body.querySelector('.heard')?.textContent,
      }
    })
  const before = {
    texts: ['Ling', 'oolong\nplease'],
    switches: [true, false],
    teas: [false, true],
    cups: [false, false, true],
    sweet: [52],
    slide: [2],
    day: [1],
    wheel: [[1]],
    box: 60,
    heard: 'changed 10',
  }
  await program.locator('.heard', { hasText: 'changed 10' }).waitFor()
  assert.deepEqual(await state(), before)

  // Others of their kind come before them.
  await edit(
    'pages/controls/controls.wxml',
    '<input class="first-text" />',
    '<switch class="new" /><input class="new" /><input class="first-text" /><text class="later">later</text>',
  )
  await program.getByText('later').waitFor()
  assert.deepEqual(await state(), { ...before, texts: ['', 'Ling', 'oolong\nplease'], switches: [false, true, false] })
  // What was edited itself is the one that is left.
  await edit('pages/controls/controls.wxml', 'class="sweet"', 'class="sweet more"')
  await program.locator('.sweet.more').waitFor()
  assert.deepEqual(((await state()) as { sweet: unknown }).sweet, [52])
  // The script begins anew.
  await edit('pages/controls/controls.js', "said: 'changed'", "said: 'told'")
  await program.locator('.heard', { hasText: 'told 10' }).waitFor()
  assert.deepEqual(await state(), { ...before, texts: ['', 'Ling', 'oolong\nplease'], switches: [false, true, false], heard: 'told 10' })
  // Another value in the template is what the author wants to see.
  await edit('pages/controls/controls.wxml', 'value="50"', 'value="70"')
  await program.locator('.sweet[aria-valuenow="70"]').waitFor()
  assertQuiet(author)
})

test('app.js and app.json begin the program anew, with the pages that were open', async () => {
  await touch()
  await programPage(page).locator('.to-detail').click()
  await shown('detail of 7')
  await edit('app.js', 'launches += 1', 'launches += 2')
  await page.locator('.dev-arrived').getByText('Restarted for app.js').waitFor()
  await shown('detail of 7')
  await page.locator('.program.shown').getByRole('button', { name: 'Back' }).click()
  await shown('counted 0')
  // What is stored is not lost.
  await page.getByRole('tab', { name: 'Storage' }).click()
  await page.getByRole('button', { name: 'Edit count' }).getByText('3', { exact: true }).waitFor()

  await edit('app.json', '"#0f766e"', '"#b91c1c"')
  await page.waitForFunction(() => getComputedStyle(document.querySelector('.program.shown .program-bar')!).backgroundColor === 'rgb(185, 28, 28)')
  await edit('app.json', '"pages/detail/detail"]', '"pages/detail/detail", "pages/new/new"]')
  await overlay().waitFor()
  await shown('counted 0')
  await mkdir(join(folder, 'pages', 'new'))
  await writeFile(join(folder, 'pages', 'new', 'new.js'), 'Page({})')
  await writeFile(join(folder, 'pages', 'new', 'new.wxml'), '<view>a new page</view>')
  await overlay().waitFor({ state: 'detached' })
  await page.locator('.dev-arrived').getByText('Restarted for app.json').waitFor()
  await shown('counted 0')
  assertQuiet(author)
})

const overlay = () => page.locator('.program.shown').getByRole('alert', { name: /errors? in the source/ })

test('a fault stands over the page with its place and its lines, the last good state stays beneath, and goes on when it is corrected', async () => {
  await touch()
  await edit('pages/index/index.wxml', '<view class="head">', '<view class="head" wx:if="{{a..b}}">')
  await overlay().waitFor()
  const [place] = await overlay().locator('.program-line-place').allTextContents()
  assert.match(place ?? '', /^pages\/index\/index\.wxml:2:\d+ · /)
  assert.deepEqual(await overlay().locator('.dev-frame-number').allTextContents(), ['1', '2', '3', '4'])
  assert.match((await overlay().locator('.dev-frame-line.at').textContent()) ?? '', /^2<view class="head" wx:if="\{\{a\.\.b\}\}">/)
  await assertKept(1)
  await programPage(page).locator('.name input').fill('Ming')
  await edit('pages/index/index.wxml', ' wx:if="{{a..b}}"', '')
  await overlay().waitFor({ state: 'detached' })
  assert.equal(await programPage(page).locator('.name input').inputValue(), 'Ming')
  await shown('counted 3')

  // A script that cannot be read, one that throws, and a style sheet of another page beside it.
  await edit('pages/index/index.js', 'onLoad() {', 'onLoad( {')
  await overlay().getByText('pages/index/index.js:').waitFor()
  await shown('counted 3')
  await edit('pages/index/index.wxss', 'rgb(15, 118, 110)', 'rgb(1, 2, 3)')
  await coloured('.title', 'rgb(1, 2, 3)')
  await edit('pages/index/index.js', 'onLoad( {', 'onLoad() {')
  await overlay().waitFor({ state: 'detached' })
  await shown('counted 3')

  author.expectFault(/this is not there/)
  await edit('pages/index/index.js', 'const {', "throw new Error('this is not there')\nconst {")
  await page.getByRole('log').getByText('Error: this is not there').first().waitFor()
  await shown('counted 3')
  await edit('pages/index/index.js', "throw new Error('this is not there')\n", '')
  await programPage(page).locator('.count').click()
  await shown('counted 4')
  assertQuiet(author)
})

test('rapid saves end in the last state, a file that is half written or away for a moment does no harm', async () => {
  const path = join(folder, 'pages', 'index', 'index.wxml')
  const text = await readFile(path, 'utf8')
  for (let i = 1; i <= 60; i++) await writeFile(path, text.replace('detail</view>', `detail ${i}</view>`))
  await shown('detail 60')
  // In pieces, as a slow editor writes.
  await truncate(path)
  for (let at = 0; at < text.length; at += 40) await appendFile(path, text.slice(at, at + 40))
  await shown('detail')
  // By another name, as most editors do; and away in between.
  await writeFile(`${path}~`, text.replace('detail</view>', 'renamed</view>'))
  await rename(`${path}~`, path)
  await shown('renamed')
  await rm(path)
  await overlay().waitFor()
  await shown('renamed')
  await writeFile(path, text.replace('detail</view>', 'come back</view>'))
  await shown('come back')
  await overlay().waitFor({ state: 'detached' })
  assertQuiet(author)
})

withoutBrowser('a folder that gets another name is followed under that', async () => {
  await rename(join(folder, 'components', 'tally'), join(folder, 'components', 'sums'))
  await overlay().waitFor()
  await edit('pages/index/index.json', '/components/tally/tally', '/components/sums/tally')
  await shown('pears: 0')
  await edit('components/sums/tally.wxml', '{{label}}: {{n}}', '{{label}} number {{n}}')
  await shown('pears number 0')
  // What is in a folder that moved goes by the new name too.
  await mkdir(join(folder, 'parts', 'inner'), { recursive: true })
  await rename(join(folder, 'components', 'sums'), join(folder, 'parts', 'inner', 'sums'))
  await edit('pages/index/index.json', '/components/sums/tally', '/parts/inner/sums/tally')
  await shown('pears number 0')
  await rename(join(folder, 'parts'), join(folder, 'bits'))
  await edit('pages/index/index.json', '/parts/inner/sums/tally', '/bits/inner/sums/tally')
  await shown('pears number 0')
  await edit('bits/inner/sums/tally.wxml', '{{label}} number {{n}}', '{{label}} count {{n}}')
  await shown('pears count 0')
  assertQuiet(author)
})

withoutBrowser('a link out of the folder is not followed, and 5,000 files beside the program do not keep a change from the screen', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'superette-outside-'))
  try {
    await writeFile(join(outside, 'secret.js'), "module.exports = 'a secret of the machine'")
    await symlink(join(outside, 'secret.js'), join(folder, 'utils', 'secret.js'))
    await symlink(outside, join(folder, 'away'))
    author.expectFault(/secret/)
    await edit('pages/index/index.js', 'const {', "try { console.log(require('../../utils/secret')) } catch (e) { console.log('no secret') }\nconst {")
    await page.getByRole('log').getByText('no secret', { exact: true }).waitFor()
    assert.equal(await page.getByText('a secret of the machine').count(), 0)

    for (let i = 0; i < 50; i++) {
      await mkdir(join(folder, 'more', `folder${i}`), { recursive: true })
      await Promise.all(Array.from({ length: 100 }, (_, k) => writeFile(join(folder, 'more', `folder${i}`, `file${k}.js`), `module.exports = ${k}\n`)))
    }
    await edit('pages/index/index.wxml', 'detail</view>', 'among many</view>')
    await shown('among many')
    // Files come and go while the folder is read.
    const writing = (async () => {
      for (let i = 0; i < 50; i++) await rm(join(folder, 'more', `folder${i}`), { recursive: true })
    })()
    await edit('pages/index/index.wxml', 'among many</view>', 'among few</view>')
    await shown('among few')
    await writing
    await edit('pages/index/index.wxml', 'among few</view>', 'alone</view>')
    await shown('alone')
    assertQuiet(author)
  } finally {
    await rm(outside, { recursive: true, force: true })
  }
})
