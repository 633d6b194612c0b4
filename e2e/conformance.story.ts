/** examples/conformance: what mini programs rely on, tested from inside one that runs in the vendor's own tools too. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import { launchBrowser, visit } from './harness/browser.js'
import { type Instance, root, startInstance } from './harness/instance.js'
import { programPage } from './harness/program.js'
import { until } from './harness/until.js'

let browser: Browser
let instance: Instance
let page: Page
let program: FrameLocator

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('dev', [join(root, 'examples', 'conformance')])
  page = (await visit(browser, { shape: 'phone' })).page
  await page.goto((await instance.printed(/http\S+\/dev\/open\S*/))[0])
  program = programPage(page)
  await program.getByText('Calls', { exact: true }).waitFor()
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

/** The rows of the page in view, once it is done: [the title, and why it fails]. */
async function rows(): Promise<readonly (readonly [title: string, why: string])[]> {
  await program.getByText(/^All \d+ pass$|^\d+ failed$/).waitFor()
  // A component's classes have a name of their own before them.
  return program.locator('[class$="--row"]').evaluateAll((all) =>
    all.map((each) => {
      const [title, why] = [...each.querySelectorAll('[class$="--what"] > *')].map((line) => line.textContent ?? '')
      return [title ?? '', why ?? (each.querySelector('[class$="--ok"]') === null ? 'not marked' : '')] as const
    }),
  )
}

const areas = ['Calls', 'Components', 'Queries', 'Templates', 'Keeping'] as const
for (const area of areas) {
  test(`each row of ${area} passes`, async () => {
    await program.getByText(area, { exact: true }).tap()
    const found = await rows()
    assert.ok(found.length >= 8, `${found.length} rows`)
    assert.deepEqual(
      found.filter(([, why]) => why !== ''),
      [],
    )
    await page.locator('.program.shown').getByRole('button', { name: 'Back' }).tap()
    await program.getByText('Calls', { exact: true }).waitFor()
  })
}

test('the sum says how many pass, and what was found is copied as JSON', async () => {
  const counts = await program.locator('.count').allTextContents()
  for (const each of counts) assert.match(each, /^(\d+) \/ \1$/)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await program.getByText('Copy JSON').tap()
  const copied = await until(page, async () => {
    const text = await navigator.clipboard.readText().catch(() => '')
    return text.startsWith('{') ? text : null
  })
  const found = JSON.parse(copied ?? '') as Record<string, readonly { readonly ok: boolean }[]>
  assert.deepEqual(Object.keys(found).sort(), ['api', 'components', 'keeping', 'queries', 'wxs'])
})

test('a row that is wrong is found', async () => {
  const [, way, appid] = new URL(page.url()).pathname.split('/')
  await page.goto(`${instance.url}/${way}/${appid}/pages/wxs/wxs?broken=1`)
  const failed = (await rows()).filter(([, why]) => why !== '')
  assert.deepEqual(failed, [['this one is wrong on purpose', 'it is 1, not 2']])
})
