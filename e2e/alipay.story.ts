/** README: programs written for Alipay are opened as they are, in the same host. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, picture, visit } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet } from './harness/people.js'
import { programPage } from './harness/program.js'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser?.close())

async function openLink(dev: Instance, page: Page): Promise<void> {
  const [link] = await dev.printed(/http:\S+\/dev\/open\?key=\w+/)
  await page.goto(link)
}

test('a list, a component with a function for a prop, what is typed, and the way to another page and back', async () => {
  const dev = await startInstance('dev', [join('e2e', 'programs', 'alipay')])
  const author = await visit(browser, { shape: 'phone' })
  try {
    await openLink(dev, author.page)
    const shown = programPage(author.page)
    await shown.getByText('Teas (1)', { exact: true }).waitFor()
    await shown.getByText('1. Oolong: 1', { exact: true }).waitFor()
    await shown.getByText('cups', { exact: true }).waitFor()
    await author.page.getByRole('heading', { name: 'Tea list', level: 1 }).waitFor()

    await shown.getByText('Add', { exact: true }).tap()
    await shown.getByText('2. Sencha: 0', { exact: true }).waitFor()
    await shown.getByText('2 teas', { exact: true }).waitFor()

    await shown.getByText('1 of 3', { exact: true }).tap()
    await shown.getByText('Oolong was counted', { exact: true }).waitFor()
    await shown.getByText('2 of 3', { exact: true }).tap()
    await shown.getByText('enough 2', { exact: true }).waitFor()
    await picture(author.page, 'alipay-list')

    await shown.getByText('2. Sencha: 0', { exact: true }).tap()
    await shown.locator('.name', { hasText: 'Sencha' }).waitFor()
    await author.page.getByRole('heading', { name: 'One tea', level: 1 }).waitFor()
    await shown.locator('input').fill('warm')
    await shown.locator('.echo', { hasText: 'warm' }).waitFor()
    await author.page.locator('.program-bar-button').tap()
    await shown.getByText('1. Oolong: 3', { exact: true }).waitFor()
    assert.equal(await shown.getByText('3 of 3', { exact: true }).count(), 1)
    assertQuiet(author)
  } finally {
    await author.context.close()
    await dev.dispose()
  }
})
