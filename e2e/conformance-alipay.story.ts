/** examples/conformance-alipay: what Alipay's mini programs rely on, tested from inside one that runs in Alipay's own tools too. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import { launchBrowser, visit } from './harness/browser.js'
import { type Instance, root, startInstance } from './harness/instance.js'
import { programPage } from './harness/program.js'
import { until } from './harness/until.js'

/** What the program asks: it says what it was asked. */
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString()
  })
  request.on('end', () => {
    const found = request.url === '/echo' || request.url === '/text'
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' })
    response.end(request.url === '/text' ? '{"plain":' : JSON.stringify({ method: request.method, given: request.headers['x-given'], body }))
  })
})

let browser: Browser
let instance: Instance
let page: Page
let program: FrameLocator

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  browser = await launchBrowser()
  instance = await startInstance('dev', [
    join(root, 'examples', 'conformance-alipay'),
    '--allow-private',
    `127.0.0.1:${port}=conformance-alipay=https://conformance.example`,
  ])
  page = (await visit(browser, { shape: 'phone' })).page
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto((await instance.printed(/http\S+\/dev\/open\S*/))[0])
  program = programPage(page)
  await program.getByText('Calls', { exact: true }).waitFor()
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
  server.close()
})

/** The rows of the page in view, once it is done: [the title, and why it fails]. */
async function rows(): Promise<readonly (readonly [title: string, why: string])[]> {
  await program.getByText(/^All \d+ pass$|^\d+ failed$/).waitFor()
  return program.locator('.report-row').evaluateAll((all) =>
    all.map((each) => {
      const [title, why] = [...each.querySelectorAll('.report-what > *')].map((line) => line.textContent ?? '')
      return [title ?? '', why ?? (each.querySelector('.report-ok') === null ? 'not marked' : '')] as const
    }),
  )
}
const failed = async () => (await rows()).filter(([, why]) => why !== '')
const back = async () => {
  await page.locator('.program.shown').getByRole('button', { name: 'Back' }).tap()
  await program.getByText('Calls', { exact: true }).waitFor()
}

for (const [area, least] of [
  ['Calls', 16],
  ['Components', 24],
  ['Templates', 15],
] as const) {
  test(`each row of ${area} passes`, async () => {
    await program.getByText(area, { exact: true }).tap()
    assert.deepEqual(await failed(), [])
    assert.ok((await rows()).length >= least)
    await back()
  })
}

test('each row that a hand is needed for passes', async () => {
  await program.getByText('By hand', { exact: true }).tap()
  const asks = (what: string) => program.locator('.ask', { hasText: new RegExp(`^${what}$`) }).waitFor()
  for (const name of ['Inner', 'Caught', 'Component']) {
    await asks(`Tap ${name}`)
    await program.getByText(name, { exact: true }).tap()
  }
  for (const name of ['Understood', 'Good', 'Bad']) {
    await asks(`Press ${name}`)
    await page.getByRole('button', { name, exact: true }).tap()
  }
  await asks('Write tea and press Done')
  await page.getByPlaceholder('tea').fill('tea')
  await page.getByRole('button', { name: 'Done', exact: true }).tap()
  await asks('Allow the clipboard, if you are asked')
  await page.getByRole('button', { name: 'Allow', exact: true }).tap()
  await asks('Choose Pot')
  await page.getByText('Pot', { exact: true }).tap()
  assert.deepEqual(await failed(), [])
  assert.equal((await rows()).length, 11)
  await back()
})

test('the sum says how many pass, and what was found is copied as JSON', async () => {
  const counts = await program.locator('.count').allTextContents()
  assert.equal(counts.length, 4)
  for (const each of counts) assert.match(each, /^(\d+) \/ \1$/)
  await program.getByText('Copy JSON').tap()
  const copied = await until(page, async () => {
    const text = await navigator.clipboard.readText().catch(() => '')
    return text.startsWith('{') ? text : null
  })
  const found = JSON.parse(copied ?? '') as Record<string, readonly { readonly ok: boolean }[]>
  assert.deepEqual(Object.keys(found).sort(), ['calls', 'components', 'hand', 'templates'])
})

test('with a server each row of a request passes, and a row that is wrong is found', async () => {
  const [, way, appid] = new URL(page.url()).pathname.split('/')
  await page.goto(`${instance.url}/${way}/${appid}/pages/calls/calls?server=${encodeURIComponent('https://conformance.example')}`)
  assert.deepEqual(await failed(), [])
  assert.ok((await rows()).some(([title]) => title === 'request reads JSON, and gives status, headers and data'))
  await page.goto(`${instance.url}/${way}/${appid}/pages/templates/templates?broken=1`)
  await program.getByText('1 failed', { exact: true }).waitFor()
  assert.deepEqual(await failed(), [['this one is wrong on purpose', 'it is 1, not 2']])
})
