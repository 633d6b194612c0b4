/** README: existing projects are opened as they are. What kinds of projects there are, each run in a real browser. */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, picture, visit } from './harness/browser.js'
import { type Instance, run, startInstance } from './harness/instance.js'
import { assertQuiet } from './harness/people.js'
import { programPage } from './harness/program.js'

let browser: Browser
let folder: string
before(async () => {
  browser = await launchBrowser()
  folder = await mkdtemp(join(tmpdir(), 'superette-projects-'))
})
after(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

async function openLink(dev: Instance, page: Page): Promise<void> {
  const [link] = await dev.printed(/http:\S+\/dev\/open\?key=\w+/)
  await page.goto(link)
}

test('TypeScript, Sass, Less, an npm package nobody built, aliases, and sub-packages that are asked for', async () => {
  const dev = await startInstance('dev', [join('e2e', 'programs', 'kinds')])
  const author = await visit(browser, { shape: 'phone' })
  const fetched: string[] = []
  author.page.on('request', (request) => {
    const name = /\/pkg\/[0-9a-f]+\/(?:\$|%24)\/(\w+)\.js$/.exec(request.url())?.[1]
    if (name !== undefined) fetched.push(name)
  })
  try {
    await openLink(dev, author.page)
    const shown = programPage(author.page)
    for (const text of ['hello kinds', 'hello alias', 'oolong 4 min', 'from a sub-package']) await shown.getByText(text, { exact: true }).waitFor()
    const colour = (selector: string) => shown.locator(selector).evaluate((node) => getComputedStyle(node).color)
    assert.equal(await shown.locator('body').evaluate((node) => getComputedStyle(node).backgroundColor), 'rgb(1, 2, 3)')
    assert.equal(await colour('.title'), 'rgb(10, 20, 30)')
    assert.equal(await shown.locator('.title').evaluate((node) => getComputedStyle(node).letterSpacing), '3px')
    assert.equal(await shown.getByText('from a sub-package').evaluate((node) => getComputedStyle(node).color), 'rgb(70, 80, 90)')

    // What the page needs came with it, what preloadRule names while it was looked at, and nothing else.
    await author.page.waitForFunction(() => performance.getEntriesByType('resource').some((each) => /\/shop\.js$/.test(each.name)))
    assert.deepEqual([...new Set(fetched)].sort(), ['main', 'parts', 'shop'])

    await shown.locator('.price').click()
    await shown.getByText('price 84', { exact: true }).waitFor()
    await shown.locator('.level').click()
    await shown.getByText('level 3', { exact: true }).waitFor()
    assert.ok(fetched.includes('later'))
    await shown.locator('.none').click()
    await shown.getByText(/^\.\.\/\.\.\/later\/none\.js: require\.async:fail /).waitFor()

    // The program's own tab bar, one in each page of a tab, found by getTabBar.
    await shown.getByText('there', { exact: true }).click()
    await programPage(author.page).getByText('second', { exact: true }).waitFor()
    const chosen = programPage(author.page).getByText('here', { exact: true })
    await chosen.waitFor()
    const box = await chosen.boundingBox()
    assert.deepEqual([box?.x, (box?.y ?? 0) + (box?.height ?? 0)], [195, 844])
    assert.equal(await chosen.evaluate((node) => getComputedStyle(node).color), 'rgb(200, 0, 0)')
    await programPage(author.page).getByText('there', { exact: true }).click()
    await shown.getByText('price 84', { exact: true }).waitFor()

    await shown.locator('.go').click()
    await programPage(author.page).getByText('list kinds 4', { exact: true }).waitFor()
    assert.equal(
      await programPage(author.page)
        .locator('.list')
        .evaluate((node) => getComputedStyle(node).color),
      'rgb(40, 50, 60)',
    )
    assertQuiet(author)
  } finally {
    await author.context.close()
    await dev.dispose()
  }
})

/** What the shop's README asks of a server. */
async function startShopServer(): Promise<{ readonly server: Server; readonly address: string; readonly orders: unknown[] }> {
  const orders: unknown[] = []
  const server = createServer((request, answer) => {
    let text = ''
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    request.on('end', () => {
      answer.setHeader('Content-Type', 'application/json')
      if (request.method === 'GET' && request.url === '/goods') {
        answer.end(
          JSON.stringify([
            { id: 'jar', price: 9900, picture: '/images/vase.svg', name: { en: 'Tea jar', zh: '茶罐' }, about: { en: 'Keeps tea dry.', zh: '防潮。' } },
          ]),
        )
      } else if (request.method === 'POST' && request.url === '/orders') {
        orders.push(JSON.parse(text))
        answer.statusCode = 503
        answer.end('{}')
      } else {
        answer.statusCode = 404
        answer.end('{}')
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const at = server.address()
  if (at === null || typeof at === 'string') throw new Error('the server has no port')
  return { server, address: `127.0.0.1:${at.port}`, orders }
}

test('a shop that superette new makes is clean, compiles, and sells what its server has', async () => {
  const dir = join(folder, 'clay')
  assert.match((await run(['new', dir, '--template', 'shop'])).output, /superette dev .*clay {7}opens it/)
  const again = await run(['new', dir])
  assert.equal(again.code, 1)
  assert.match(again.output, /is not empty, and nothing in it was touched\nhint: /)
  const checked = await run(['check', dir])
  assert.equal(checked.code, 0, checked.output)
  assert.match(checked.output, /^clay: 0 errors, 0 warnings, 0 notes$/m)
  assert.match(checked.output, /^3 of 3 pages clean$/m)
  assert.equal((await run(['build', dir, '-o', join(folder, 'built')])).code, 0)

  const { server, address, orders } = await startShopServer()
  const dev = await startInstance('dev', [dir, '--allow-private', `${address}=clay=https://api.example.org`])
  const author = await visit(browser, { shape: 'phone' })
  author.expectFault(/\/orders: status 503/)
  try {
    const { page } = author
    await openLink(dev, page)
    const shop = () => programPage(page)
    await shop().getByText('Tea jar', { exact: true }).waitFor()
    assert.equal(await shop().getByText('Sample goods').count(), 0)
    await shop().getByText('Tea jar', { exact: true }).click()
    await shop().getByText('Keeps tea dry.').waitFor()
    await shop().getByRole('button', { name: '+', exact: true }).click()
    await shop().getByText('Add to cart', { exact: true }).click()
    await page.locator('.program.shown').getByRole('button', { name: 'Back' }).click()
    await shop().getByText('Made by hand, in small batches').waitFor()
    await page.locator('.program.shown').getByRole('tab', { name: /Cart/ }).click()
    await shop().getByText('¥198', { exact: true }).waitFor()
    await shop().getByText('Order and pay').click()
    await page.getByText('The shop needs a server that takes orders: see README.md.').waitFor()
    assert.deepEqual((orders[0] as { lines: unknown }).lines, [{ id: 'jar', count: 2 }])
    assert.match((orders[0] as { code: string }).code, /./)
    await page.getByRole('button', { name: 'OK' }).click()

    // The cart is there after a reload.
    await page.reload()
    await shop().getByText('¥198', { exact: true }).waitFor()
    assertQuiet(author)
  } finally {
    await author.context.close()
    await dev.dispose()
    server.close()
  }
})

test('both templates open in dev as they are, in English and in Chinese', async () => {
  for (const [template, locale, text] of [
    ['shop', 'zh-CN', '手工制作，小批上新'],
    ['shop', 'en-US', 'Sample goods: no server answers yet'],
    ['blank', 'zh-CN', '你好'],
  ] as const) {
    const dir = join(folder, `${template}-${locale}`)
    assert.equal((await run(['new', dir, '--template', template])).code, 0)
    const dev = await startInstance('dev', [dir])
    const author = await visit(browser, { shape: 'phone', locale })
    try {
      await openLink(dev, author.page)
      await programPage(author.page).getByText(text, { exact: true }).waitFor()
      await picture(author.page, `new-${template}-${locale}`)
      assertQuiet(author)
    } finally {
      await author.context.close()
      await dev.dispose()
    }
  }
})
