/** README: "superette dev, build and publish". What an author sees of his faults and of his changes. */
import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { createAuthor } from './harness/author.js'
import { endless, launchBrowser, visit, withoutBrowser } from './harness/browser.js'
import { type Instance, root, run, startInstance } from './harness/instance.js'
import { assertQuiet, signInAs } from './harness/people.js'
import { programPage } from './harness/program.js'

let browser: Browser
let folder: string
before(async () => {
  browser = await launchBrowser()
  folder = await mkdtemp(join(tmpdir(), 'superette-developer-'))
})
after(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

const broken = join('e2e', 'programs', 'broken')

/** Every fault of e2e/programs/broken: file:line:column, text, hint. */
const faults: readonly (readonly [string, string, string])[] = [
  ['app.json:2:32', 'There is no page pages/missing/missing: pages/missing/missing.wxml does not exist.', 'Add the file or remove the line.'],
  ['components/b/b.wxml:1:1', '<a> holds itself under no condition: components/a/a → components/b/b → components/a/a.', 'Put a wx:if around it.'],
  ['pages/json/json.json:3:3', 'A comma or } is expected here.', 'Is a comma missing at the end of the line before?'],
  ['pages/wxml/wxml.wxml:1:1', '<view> is not closed.', 'Add </view>, or end the tag with />.'],
  ['pages/wxml/wxml.wxml:2:16', 'Unexpected "}" in the expression.', ''],
  ['pages/wxml/wxml.wxml:3:3', '<view> is not closed.', 'Add </view>, or end the tag with />.'],
  ['pages/wxml/wxml.wxml:3:19', 'Unexpected end in the expression.', ''],
  ['pages/wxml/wxml.wxml:4:1', '</vew> closes no open element.', 'The open element is <view> of line 3.'],
]
const of = (file: string) => faults.filter(([place]) => place.startsWith(file))
const printed = faults.flatMap(([place, text, hint]) => [`${broken}/${place}: error: ${text}`, ...(hint === '' ? [] : [`    hint: ${hint}`])])

/** Opens what `superette dev` printed, and gives the address of the program. */
async function openLink(dev: Instance, page: Page): Promise<string> {
  const [link] = await dev.printed(/http:\S+\/dev\/open\?key=\w+/)
  await page.goto(link)
  await page.waitForURL(/\/p\/wx[0-9a-f]{16}\//)
  return page.url().replace(/(\/p\/wx[0-9a-f]{16}\/).*/, '$1')
}

const overlay = (page: Page) => page.locator('.program.shown').getByRole('alert', { name: /errors? in the source/ })

/** What the overlay says, as rows of `faults`. */
async function shown(page: Page): Promise<string[][]> {
  const rows: string[][] = []
  for (const line of await overlay(page).getByRole('listitem').all()) {
    const part = async (name: string): Promise<string> => (await line.locator(name).allTextContents()).join()
    rows.push([(await part('.program-line-place')).replace(/ · .*/, ''), await part('.program-line-text'), await part('.program-line-hint')])
  }
  return rows
}

test('dev shows every fault with its place over the page, opens what works, and the host is not broken by the rest', async () => {
  const dev = await startInstance('dev', [broken])
  const author = await visit(browser, { shape: 'phone' })
  const { page } = author
  author.expectFault(endless)
  try {
    const address = await openLink(dev, page)
    assert.deepEqual(
      dev
        .output()
        .split('\n')
        .filter((line) => /error: |hint: /.test(line)),
      printed,
    )
    await overlay(page).waitFor()
    assert.deepEqual(await shown(page), faults)
    await overlay(page).getByRole('button', { name: 'Dismiss' }).click()
    await overlay(page).waitFor({ state: 'detached' })

    // The good page; from it to a broken one, which says what is wrong with it alone.
    await programPage(page).getByText('this page is fine').waitFor()
    await programPage(page).locator('.to-wxml').click()
    await overlay(page).waitFor()
    assert.deepEqual(await shown(page), of('pages/wxml/'))
    await page.goBack()
    await overlay(page).waitFor({ state: 'detached' })
    await programPage(page).getByText('this page is fine').waitFor()

    // Each opened by its address: its own faults stand first.
    for (const [route, own] of [
      ['pages/wxml/wxml', of('pages/wxml/')],
      ['pages/json/json', of('pages/json/')],
      ['pages/deep/deep', of('components/')],
    ] as const) {
      await page.goto(`${address}${route}`)
      await overlay(page).waitFor()
      assert.deepEqual((await shown(page)).slice(0, own.length), own)
      await overlay(page).getByRole('button', { name: 'Dismiss' }).click()
      await overlay(page).waitFor({ state: 'detached' })
    }
    // A page that cannot be drawn at all still has its bars: the program is left by them.
    await page.locator('.program.shown').getByRole('button', { name: 'First page of the program' }).click()
    await programPage(page).getByText('this page is fine').waitFor()
    await page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
    await page.getByRole('button', { name: 'Open Broken' }).first().waitFor()
    assertQuiet(author)
  } finally {
    await author.context.close()
    await dev.dispose()
  }
})

withoutBrowser('build and publish refuse a program with faults, with exit 1 and all of them', async () => {
  const out = join(folder, 'refused')
  const built = await run(['build', broken, '-o', out])
  assert.equal(built.code, 1)
  assert.deepEqual(built.output.split('\n').slice(0, printed.length), printed)
  assert.match(built.output, /superette: 8 errors in e2e\/programs\/broken\nhint: nothing was written/)
  await assert.rejects(readFile(join(out, 'manifest.json')))

  const demo = await startInstance('demo')
  const author = await createAuthor(demo, 'author')
  try {
    const published = await author.run(['publish', broken, '--url', demo.url])
    assert.equal(published.code, 1)
    assert.match(published.output, /you are not signed in/)
    assert.equal((await author.run(['login', 'author', '--url', demo.url], 'wrong password\n')).code, 1)
    assert.equal((await author.run(['login', 'author', '--url', demo.url], 'correct horse battery\n')).code, 0)
    const refused = await author.run(['publish', broken, '--url', demo.url])
    assert.equal(refused.code, 1)
    assert.deepEqual(refused.output.split('\n').slice(0, printed.length), printed)
    assert.match(refused.output, /hint: nothing was published/)
    const shelf = (await author.call('ProgramService/ListShelf', {})).body['programs'] as readonly { readonly name: string }[]
    assert.deepEqual(
      shelf.filter((each) => each.name === 'Broken'),
      [],
    )
  } finally {
    await author.dispose()
    await demo.dispose()
  }
})

withoutBrowser('50,000 levels of nesting are one fault, and the pages beside it are compiled', async () => {
  const deep = join(folder, 'deep')
  await cp(join(root, 'e2e', 'programs', 'stuck'), deep, { recursive: true })
  const levels = 50_000
  await writeFile(join(deep, 'app.json'), '{ "pages": ["pages/index/index", "pages/other/other"] }')
  await cp(join(deep, 'pages', 'index'), join(deep, 'pages', 'other'), { recursive: true })
  for (const end of ['js', 'wxml']) await cp(join(deep, 'pages', 'other', `index.${end}`), join(deep, 'pages', 'other', `other.${end}`))
  await writeFile(join(deep, 'pages', 'index', 'index.wxml'), `${'<view>\n'.repeat(levels)}x${'</view>'.repeat(levels)}`)
  const built = await run(['build', deep])
  assert.equal(built.code, 1)
  const lines = built.output.split('\n')
  assert.equal(lines[0], `${deep}/pages/index/index.wxml:257:1: error: Elements are nested deeper than 256 levels here.`)
  assert.equal(lines.filter((line) => line.includes('error: ')).length, 1)
  assert.match(built.output, /\n2 pages, /)
})

withoutBrowser('build compiles into a folder and says how many pages there are', async () => {
  const out = join(folder, 'teahouse')
  const built = await run(['build', 'examples/teahouse', '-o', out])
  assert.equal(built.code, 0, built.output)
  const manifest = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8')) as { app: { pages: Record<string, unknown> }; files: unknown[] }
  const pages = Object.keys(manifest.app.pages).length
  assert.ok(pages >= 3)
  assert.match(built.output, new RegExp(`^${pages} pages, ${manifest.files.length} files, .*, 0 errors`))
})

test('dev: an edit shows in the open page by itself, a fault comes over it and goes with its correction', async () => {
  const program = join(folder, 'edited')
  await cp(join(root, 'examples', 'teahouse'), program, { recursive: true })
  const wxml = join(program, 'pages', 'cart', 'cart.wxml')
  const before = await readFile(wxml, 'utf8')
  const dev = await startInstance('dev', [program])
  const author = await visit(browser, { shape: 'desktop' })
  const { page } = author
  try {
    const address = await openLink(dev, page)
    // Not the first page: the page that is open comes again.
    await page.goto(`${address}pages/cart/cart`)
    await programPage(page).locator('body > *').first().waitFor()
    await page.evaluate(() => Object.assign(window, { sameDocument: true }))
    await writeFile(wxml, `<view class="edited">edited once</view>${before}`)
    await programPage(page).getByText('edited once').waitFor()
    await page.waitForURL(/pages\/cart\/cart/)

    await writeFile(wxml, `<view class="edited">edited twice</view><view>${before}`)
    await overlay(page).waitFor()
    assert.match((await overlay(page).textContent()) ?? '', /<view> is not closed\.pages\/cart\/cart\.wxml:1:41/)
    await overlay(page).getByText('The last state that worked stays below.').waitFor()
    // Opened with the fault, it has never worked.
    await page.reload()
    await overlay(page).getByText('It has not worked since it was opened. Below is what can be shown of it.').waitFor()
    assert.equal(await overlay(page).getByText('The last state that worked').count(), 0)
    await page.evaluate(() => Object.assign(window, { sameDocument: true }))
    await writeFile(wxml, `<view class="edited">edited twice</view>${before}`)
    await overlay(page).waitFor({ state: 'detached' })
    await programPage(page).getByText('edited twice').waitFor()

    // A fault that leaves no program at all: what is open stays.
    const config = await readFile(join(program, 'app.json'), 'utf8')
    await writeFile(join(program, 'app.json'), '{ "pages": [')
    await overlay(page).waitFor()
    await writeFile(join(program, 'app.json'), config)
    await overlay(page).waitFor({ state: 'detached' })
    await programPage(page).getByText('edited twice').waitFor()
    assert.equal(await page.evaluate(() => 'sameDocument' in window), true)
    assertQuiet(author)
  } finally {
    await author.context.close()
    await dev.dispose()
  }
})

test('dev: a program that is broken from the start says so, and opens by itself once it is corrected', async () => {
  const program = join(folder, 'unmade')
  await cp(join(root, 'e2e', 'programs', 'workbench'), program, { recursive: true })
  const config = await readFile(join(program, 'app.json'), 'utf8')
  await writeFile(join(program, 'app.json'), '{ "pages": [')
  const dev = await startInstance('dev', [program])
  const author = await visit(browser, { shape: 'phone' })
  const { page } = author
  author.expectFault(/404 \(Not Found\)/)
  try {
    await openLink(dev, page)
    await overlay(page).getByText('This [ is not closed.').waitFor()
    await page.getByText('It opens by itself once the errors in its source are corrected.').waitFor()
    await writeFile(join(program, 'app.json'), config)
    await programPage(page).getByText('counted 0').waitFor()
    await overlay(page).waitFor({ state: 'detached' })
    assertQuiet(author)
  } finally {
    await author.context.close()
    await dev.dispose()
  }
})

test('publish puts a program on the shelf; the next time only what changed is sent, and an open host learns of it', async () => {
  const program = join(folder, 'published')
  await cp(join(root, 'examples', 'teahouse'), program, { recursive: true })
  const config = JSON.parse(await readFile(join(program, 'superette.json'), 'utf8')) as Record<string, unknown>
  await writeFile(join(program, 'superette.json'), JSON.stringify({ ...config, name: 'Night Teahouse' }))
  await writeFile(
    join(program, 'app.js'),
    `${await readFile(join(program, 'app.js'), 'utf8')}\nwx.getUpdateManager().onUpdateReady(() => wx.showToast({ title: 'a new version', icon: 'none', duration: 60000 }))\n`,
  )
  const demo = await startInstance('demo')
  const author = await createAuthor(demo, 'author')
  const tom = await signInAs(browser, demo, 'tom', { shape: 'phone' })
  const { page } = tom
  try {
    await page.goto(`${demo.url}/discover`)
    await page.getByRole('button', { name: 'Open Teahouse' }).first().waitFor()
    const login = await author.run(['login', 'author', '--url', demo.url], 'correct horse battery\n')
    assert.match(login.output, new RegExp(`signed in at ${demo.url} as author`))
    const first = await author.run(['publish', program, '--version', '1.0.0'])
    assert.equal(first.code, 0, first.output)
    const [, sent, of] = first.output.match(/sent (\d+) files? of (\d+) files/) ?? []
    // Pictures are those of the other Teahouse and are there already.
    assert.ok(Number(sent) > 0 && Number(sent) < Number(of), first.output)
    assert.match(first.output, /Night Teahouse version 1 is out\nhttp:\S+\/p\/wx[0-9a-f]{16}\//)

    // The shelf that is open has it without being asked.
    await page.getByRole('button', { name: 'Open Night Teahouse' }).first().click()
    await programPage(page).getByText('Jasmine milk').waitFor()

    const data = join(program, 'pages', 'menu', 'menu.wxml')
    await writeFile(data, `<view>open till midnight</view>${await readFile(data, 'utf8')}`)
    const second = await author.run(['publish', program, '--version', '1.1.0', '--note', 'longer nights'])
    assert.equal(second.code, 0, second.output)
    // The script with the templates, and its source map.
    assert.match(second.output, new RegExp(`sent 2 files of ${of} files`))
    assert.match(second.output, /Night Teahouse version 2 is out/)
    // Who has it open is told, as WeChat tells it, and goes on; who opens it anew has the new one.
    await page.locator('.program.shown').getByText('a new version').waitFor()
    assert.equal(await programPage(page).getByText('open till midnight').count(), 0)
    await page.locator('.program.shown').getByRole('button', { name: 'Menu' }).click()
    await page.getByRole('dialog', { name: 'Menu' }).getByRole('button', { name: 'Open again' }).click()
    await programPage(page).getByText('open till midnight').waitFor()

    const third = await author.run(['publish', program])
    assert.match(third.output, /sent 0 files of/)
    assertQuiet(tom)
  } finally {
    await tom.context.close()
    await author.dispose()
    await demo.dispose()
  }
})
