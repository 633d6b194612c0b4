/** README: "Every component". What comes as chunks of built-ins, in the real host: maps, editors, the camera, web pages. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core'
import { launchBrowser, type Visitor, visit } from './harness/browser.js'
import { type Instance, root, startInstance } from './harness/instance.js'
import { assertQuiet } from './harness/people.js'
import { programPage } from './harness/program.js'

let browser: Browser
let instance: Instance
let visitor: Visitor
let page: Page
let program: FrameLocator
let host: Locator

before(async () => {
  browser = await launchBrowser({ switches: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] })
  instance = await startInstance('dev', [join(root, 'e2e', 'programs', 'drawn')])
  visitor = await visit(browser, { shape: 'phone' })
  page = visitor.page
  const sdk = await readFile(join(root, 'internal', 'mini', 'gateway', 'webview_sdk.js'), 'utf8')
  await visitor.context.route('https://shop.example.com/**', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<title>Tea shop</title><script>${sdk}</script><button onclick="wx.miniProgram.postMessage({ data: { cups: 2 } })">say</button><button onclick="wx.miniProgram.navigateBack()">leave</button>`,
    }),
  )
  await page.goto((await instance.printed(/http\S+\/dev\/open\S*/))[0])
  program = programPage(page)
  host = page.locator('.program.shown')
  await program.getByRole('button', { name: 'map' }).waitFor()
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

const open = (name: string): Promise<void> => program.getByRole('button', { name, exact: true }).tap()
const says = (text: string): Promise<void> => program.locator('#said', { hasText: text }).waitFor()
const back = async (): Promise<void> => {
  await host.getByRole('button', { name: 'Back' }).tap()
  await program.getByRole('button', { name: 'camera', exact: true }).waitFor()
}

test('a map is drawn without tiles, its marker takes a tap, and its context answers', async () => {
  await open('map')
  await program.locator('.wx-map-icon').tap()
  await says('markertap 7 7')
  await program.locator('.wx-map-callout', { hasText: 'Tea house' }).waitFor()
  await program.locator('.wx-map-note', { hasText: 'Natural Earth' }).waitFor()
  await open('ask')
  await says('10.00 20.00 getCenterLocation:ok')
  await back()
})

test('an editor takes what is typed, and a tool that catches its touch leaves the keyboard there', async () => {
  await open('editor')
  await program.locator('.wx-editor-text').tap()
  await page.keyboard.type('tea ')
  await program.locator('#bold').tap()
  await says('{"bold":true}')
  await page.keyboard.type('now')
  await open('read')
  await says('<p>tea <strong>now</strong></p> getContents:ok')
  await back()
})

test('the camera is the host’s, asked for once, and seen by the page', async () => {
  await open('camera')
  await host.getByRole('button', { name: 'Allow' }).tap()
  await says('began')
  await open('photo')
  await says('a picture of')
  await open('frame')
  await says('a frame true')
  await back()
})

test('a web page of the program’s own stands over it with its name, and is heard when it is left', async () => {
  await open('web')
  const inner = page.frameLocator('.program-webview iframe').frameLocator('iframe')
  await inner.getByRole('button', { name: 'say' }).tap()
  await host.locator('.program-webview-host', { hasText: 'shop.example.com' }).waitFor()
  await host.getByRole('heading', { name: 'Tea shop' }).waitFor()
  await inner.getByRole('button', { name: 'leave' }).tap()
  await says('[{"cups":2}]')
  assert.equal(await host.locator('.program-webview').count(), 0)
})

test('a page of anybody else is not shown', async () => {
  await open('other')
  await host.getByRole('alert').filter({ hasText: 'The page of other.example.com is not shown here.' }).waitFor()
  assert.equal(await host.locator('.program-webview iframe').count(), 0)
  await back()
  await says('https://other.example.com/')
  assertQuiet(visitor)
})
