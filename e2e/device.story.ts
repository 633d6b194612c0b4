/** README: "`wx.*`". Sockets, files, sound and what a person allows, in the real host. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core'
import { launchBrowser, type Visitor, visit } from './harness/browser.js'
import { type Echo, startEcho } from './harness/echo.js'
import { type Instance, root, startInstance } from './harness/instance.js'
import { assertQuiet } from './harness/people.js'
import { freePort } from './harness/ports.js'
import { programPage } from './harness/program.js'

let browser: Browser
let instance: Instance
let echo: Echo
let visitor: Visitor
let page: Page
let program: FrameLocator
let host: Locator

before(async () => {
  browser = await launchBrowser()
  echo = await startEcho()
  const folder = join(root, 'e2e', 'programs', 'device')
  instance = await startInstance('dev', [
    folder,
    '--allow-private',
    `127.0.0.1:${echo.port}=device=https://api.device.example`,
    ...(await nobodyAt('https://gone.device.example')),
  ])
  visitor = await visit(browser, { shape: 'phone' })
  page = visitor.page
  await page.goto((await instance.printed(/http\S+\/dev\/open\S*/))[0])
  program = programPage(page)
  host = page.locator('.program.shown')
  await program.getByRole('button', { name: 'socket' }).waitFor()
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
  await echo?.close()
})

/** A port at which nobody listens stands for that origin. */
const nobodyAt = async (origin: string): Promise<readonly string[]> => ['--allow-private', `127.0.0.1:${await freePort()}=device=${origin}`]

/** Taps the act's button; what it says comes back when it is done. */
async function act(name: string): Promise<unknown> {
  await program.getByRole('button', { name, exact: true }).tap()
  return said(name)
}
async function said(name: string): Promise<unknown> {
  const out = program.locator('.said', { hasText: `["${name}"` })
  await out.waitFor()
  return (JSON.parse((await out.textContent()) ?? '') as unknown[])[1]
}
const tap = (name: string): Promise<void> => program.getByRole('button', { name, exact: true }).tap()

test('a socket carries what is said both ways, and hears how its server closes', async () => {
  const heard = await act('socket')
  assert.deepEqual(heard, ['green', 1, 'two cups', { code: 4001, reason: 'enough tea' }, 3])
  assert.equal(echo.last()['x-tea'], 'oolong')
  assert.equal(echo.last()['cookie'], undefined)
})

test('the author’s panel lists a socket with what went over it', async () => {
  await host.locator('.dev-open, .program-problems').tap()
  const panel = page.getByRole('region', { name: 'Developer panel' })
  await panel.getByRole('tab', { name: 'Network' }).tap()
  await panel.getByRole('row').filter({ hasText: 'WS' }).getByRole('button').tap()
  const detail = panel.getByRole('region', { name: /^wss:\/\/api\.device\.example\/chat/ })
  await detail.getByText('4001 enough tea').waitFor()
  assert.deepEqual(await detail.locator('.dev-said').allTextContents(), ['two cups', 'two cups', 'close'])
  await panel.getByRole('button', { name: 'Close the panel' }).tap()
  await panel.waitFor({ state: 'detached' })
})

test('a socket to anybody else is refused, and the log says where the other one went', async () => {
  const heard = await act('elsewhere')
  assert.deepEqual(heard, { errMsg: 'url not in domain list', errno: 600_002 })
  await host.getByRole('button', { name: 'Menu' }).tap()
  await host.getByText('Outside calls').tap()
  await host.getByText('wss://api.device.example/chat?ticket=…').first().waitFor()
  await page.keyboard.press('Escape')
})

test('a server that is not there is told of in WeChat’s form, with its number', async () => {
  const refused = 'errcode:-102 cronet_error_code:-102 error_msg:net::ERR_CONNECTION_REFUSED (The server takes no connections at this port.)'
  assert.deepEqual(await act('nobody'), [
    { errMsg: `request:fail ${refused}`, errno: 600_001 },
    { errMsg: `downloadFile:fail ${refused}`, errno: 600_001 },
    { errMsg: `uploadFile:fail ${refused}`, errno: 600_001 },
    {
      errMsg:
        'request:fail errcode:-322 cronet_error_code:-322 error_msg:net::ERR_METHOD_NOT_SUPPORTED (A mini program may not send this kind of request. "TRACE")',
      errno: 600_001,
    },
    { errMsg: 'open fail: _code:111,_msg:Connection refused (The server takes no connections at this port.)', errno: 600_001 },
  ])
})

test('a file that is written is shown by its path, and is there when the program opens again', async () => {
  const size = await act('keep')
  await program.getByText('picture 12 x 9').waitFor()
  await host.getByRole('button', { name: 'Menu' }).tap()
  await host.getByText('Open again').tap()
  await program.locator('.picture', { hasText: /^$/ }).waitFor({ state: 'attached' })
  assert.deepEqual(await act('found'), [['tea.png'], size, '89504e47', true])
})

test('where somebody is, is told after a yes; a no is remembered until it is changed in the settings', async () => {
  await page.context().grantPermissions(['geolocation'])
  await page.context().setGeolocation({ latitude: 31.23, longitude: 121.47, accuracy: 20 })
  await tap('where')
  await host.getByRole('alertdialog', { name: 'Device asks for: where you are' }).getByRole('button', { name: 'Refuse' }).tap()
  assert.deepEqual(await said('where'), ['fail', { errMsg: 'getLocation:fail auth deny', errno: 103 }])
  assert.deepEqual(await act('where'), ['fail', { errMsg: 'getLocation:fail auth deny', errno: 103 }])
  assert.deepEqual(await act('authorize'), ['fail', { errMsg: 'authorize:fail auth deny', errno: 103 }])
  assert.deepEqual(await act('nothing'), ['fail', { errMsg: 'authorize:fail invalid scope' }])
  await tap('settings')
  await host.getByRole('checkbox', { name: 'where you are' }).check()
  await host.getByRole('button', { name: 'Done' }).tap()
  assert.deepEqual(await said('settings'), [
    'success',
    { miniprogramAuthSetting: {}, authSetting: { 'scope.userLocation': true, 'scope.address': true }, errMsg: 'openSetting:ok' },
  ])
  const [kind, place] = (await act('where')) as [string, Readonly<Record<string, number>>]
  assert.equal(kind, 'success')
  assert.deepEqual([place['latitude'], place['longitude'], place['accuracy'], place['horizontalAccuracy'], place['altitude']], [31.23, 121.47, 20, 20, 0])
  const [, shifted] = (await act('shifted')) as [string, Readonly<Record<string, number>>]
  // The shift at this place, by the published series: 0.0019° to the south, 0.0045° to the east.
  assert.ok(Math.abs(shifted['latitude']! - 31.228_08) < 1e-4 && Math.abs(shifted['longitude']! - 121.474_51) < 1e-4, JSON.stringify(shifted))
})

test('a sound plays, tells how far it is and ends', async () => {
  const heard = await act('sound')
  assert.deepEqual(heard, ['Canplay', 'Play', 'Ended', 0.25])
  assertQuiet(visitor)
})

test('a step back closes an open page-container alone, by the browser and by the program; the next one leaves the page', async () => {
  const open = program.getByRole('button', { name: 'open', exact: true })
  const heard = program.locator('.heard')
  const isClosed = (times: number) => heard.filter({ hasText: new RegExp(`^(\\s*afterenter afterleave){${times}}$`) }).waitFor()
  // What is in it can be tapped before the program has heard that it is there; on hearing so the program would open it anew.
  // The host hears of it on a way of its own, and may do so later: a step back before that leaves the page.
  const isOpen = async (times: number): Promise<void> => {
    await heard.filter({ hasText: new RegExp(`^(\\s*afterenter afterleave){${times - 1}}\\s*afterenter$`) }).waitFor()
    await host.locator('.program-edge[data-closes=container]').waitFor({ state: 'attached' })
  }
  await tap('over')
  await open.tap()
  await isOpen(1)
  await program.getByRole('button', { name: 'back', exact: true }).waitFor()
  await page.goBack()
  await isClosed(1)
  await open.tap()
  await isOpen(2)
  await program.getByRole('button', { name: 'back', exact: true }).tap()
  await isClosed(2)
  // What the program closed itself in the same moment takes no step.
  await open.tap()
  await isOpen(3)
  await program.getByRole('button', { name: 'close and back' }).tap()
  await program.getByRole('button', { name: 'socket' }).waitFor()
  // A page that was opened by its address has none below: the program stays all the same.
  await page.goto(page.url().replace(/pages\/.*/, 'pages/over/over'))
  await open.tap()
  await isOpen(1)
  await page.goBack()
  await isClosed(1)
  await open.waitFor()
  assertQuiet(visitor)
})
