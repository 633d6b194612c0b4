/** README: "`wx.*`". What a person is asked to agree to, and what a device hears and feels, in the real host. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core'
import { faultsInBoth } from './harness/access.js'
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
  browser = await launchBrowser({ whole: true, switches: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] })
  instance = await startInstance('dev', [join(root, 'e2e', 'programs', 'abilities')])
  visitor = await visit(browser, { shape: 'phone' })
  page = visitor.page
  await page.goto((await instance.printed(/http\S+\/dev\/open\S*/))[0])
  program = programPage(page)
  host = page.locator('.program.shown')
  await program.getByRole('button', { name: 'subscribe', exact: true }).waitFor()
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

const tap = (name: string): Promise<void> => program.getByRole('button', { name, exact: true }).tap()
async function said(name: string): Promise<unknown> {
  const out = program.locator('.said', { hasText: `["${name}"` })
  await out.waitFor()
  return (JSON.parse((await out.textContent()) ?? '') as unknown[])[1]
}
async function act(name: string): Promise<unknown> {
  await tap(name)
  return said(name)
}
const sheet = (name: string): Locator => host.getByRole('dialog', { name })

test('a person says by the keyboard which messages they take, and is asked once if they say so', async () => {
  await tap('subscribe')
  const asks = sheet('Abilities would like to send you messages')
  await asks.waitFor()
  assert.deepEqual(await faultsInBoth(page, 'messages'), [])
  assert.equal(await asks.getByRole('checkbox', { name: /Message 1/ }).evaluate((each) => each === document.activeElement), true)
  await page.keyboard.press('Escape')
  assert.deepEqual(await said('subscribe'), ['success', { 'tea-is-ready': 'reject', 'cup-is-empty': 'reject', errMsg: 'requestSubscribeMessage:ok' }])
  await tap('subscribe')
  await asks.getByRole('checkbox', { name: /Message 2/ }).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  const chosen = { 'tea-is-ready': 'accept', 'cup-is-empty': 'reject' }
  assert.deepEqual(await said('subscribe'), ['success', { ...chosen, errMsg: 'requestSubscribeMessage:ok' }])
  assert.deepEqual(await act('subscribe'), ['success', { ...chosen, errMsg: 'requestSubscribeMessage:ok' }])
  assert.deepEqual(await act('subscribed'), { mainSwitch: true, itemSettings: chosen })
})

test('the privacy contract is read and agreed to on the host’s sheet, and by the program’s own button', async () => {
  assert.equal(await act('needed'), true)
  await tap('own')
  await tap('I agree')
  assert.deepEqual(await said('own'), ['success', { errMsg: 'setClipboardData:ok' }])
  assert.equal(await act('needed'), false)
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage)) if (key.startsWith('superette.consents.')) localStorage.removeItem(key)
  })
  await host.getByRole('button', { name: 'Menu' }).tap()
  await host.getByText('Open again').tap()
  await tap('privacy')
  const asks = sheet('Privacy of Abilities')
  await asks.waitFor()
  assert.deepEqual(await faultsInBoth(page, 'privacy'), [])
  await asks.getByRole('button', { name: 'Read what it can ask you for' }).tap()
  await sheet('Privacy').getByText('What it can ask you for').waitFor()
  await host.getByRole('button', { name: 'Back' }).tap()
  await asks.getByRole('button', { name: 'Refuse' }).tap()
  assert.deepEqual(await said('privacy'), ['fail', { errMsg: 'requirePrivacyAuthorize:fail privacy permission is not authorized', errno: 104 }])
  await tap('privacy')
  await asks.getByRole('button', { name: 'Agree', exact: true }).tap()
  assert.deepEqual(await said('privacy'), ['success', { errMsg: 'requirePrivacyAuthorize:ok' }])
  assert.deepEqual(await act('privacy'), ['success', { errMsg: 'requirePrivacyAuthorize:ok' }])
})

interface Recorded {
  readonly ending: string
  readonly duration: number
  readonly fileSize: number
  readonly length: number
  readonly head: string
  readonly loud: boolean
  readonly frames: readonly (readonly [number, boolean])[]
}

test('the microphone becomes a file of samples, in frames too, and one as the browser encodes it', async () => {
  await page.context().grantPermissions(['microphone'])
  await tap('samples')
  await host.getByRole('alertdialog', { name: 'Abilities asks for: the microphone' }).getByRole('button', { name: 'Allow' }).tap()
  const wave = (await said('samples')) as Recorded
  assert.deepEqual([wave.ending, wave.head.slice(0, 4), wave.head.slice(8), wave.loud], ['wav', 'RIFF', 'WAVE', true])
  assert.equal(wave.fileSize, wave.length)
  const samples = wave.frames.reduce((sum, [bytes]) => sum + bytes, 0)
  assert.deepEqual([samples, wave.frames.at(-1)?.[1]], [wave.length - 44, true], 'the frames are the file')
  assert.ok(wave.frames.slice(0, -1).every(([bytes, last]) => bytes === 4096 && !last))
  const encoded = (await act('encoded')) as Recorded
  assert.match(encoded.ending, /^(m4a|webm|ogg)$/)
  assert.ok(encoded.fileSize > 0 && encoded.duration >= 600, JSON.stringify(encoded))
})

test('how the device is turned and falls is told, and where the person goes', async () => {
  await page.context().grantPermissions(['accelerometer', 'gyroscope', 'magnetometer'])
  // Who listens to a sensor hears of it at once, as from a device that is moved.
  await page.evaluate(() => {
    const listen = window.addEventListener.bind(window) as (type: string, ...more: unknown[]) => void
    window.addEventListener = (type: string, ...more: unknown[]) => {
      listen(type, ...more)
      if (type === 'devicemotion') dispatchEvent(new DeviceMotionEvent(type, { accelerationIncludingGravity: { x: 0, y: 0, z: 9.806_65 } }))
      if (type === 'deviceorientation') dispatchEvent(new DeviceOrientationEvent(type, { alpha: 10, beta: 20, gamma: 30 }))
    }
  })
  assert.deepEqual(await act('turned'), [['success', { errMsg: 'startDeviceMotionListening:ok' }], { alpha: 10, beta: 20, gamma: 30 }])
  await tap('fell')
  const [answer, felt] = (await said('fell')) as [unknown, Readonly<Record<string, number>>]
  assert.deepEqual([answer, Math.round(felt['z']! * 100)], [['success', { errMsg: 'startAccelerometer:ok' }], -100])
  await page.context().grantPermissions(['geolocation'])
  await page.context().setGeolocation({ latitude: 31.23, longitude: 121.47 })
  await tap('follow')
  await host.getByRole('alertdialog', { name: 'Abilities asks for: where you are' }).getByRole('button', { name: 'Allow' }).tap()
  assert.deepEqual(await said('follow'), ['success', { errMsg: 'startLocationUpdate:ok' }])
  await program.getByText('at 31.23 121.47').waitFor()
  await page.context().setGeolocation({ latitude: 31.24, longitude: 121.48 })
  await program.getByText('at 31.24 121.48').waitFor()
})

test('the device says that it is the person, by a key of its own that is made once', async () => {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const options = { protocol: 'ctap2', transport: 'internal', hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } as const
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options })
  assert.deepEqual(await act('knows'), ['fingerPrint', 'facial'])
  for (const times of [1, 2]) {
    await tap('verify')
    await host.getByRole('alertdialog', { name: 'Abilities asks whether it is you' }).getByRole('button', { name: 'Verify' }).tap()
    const [kind, { resultJSON, errCode }] = (await said('verify')) as [string, { readonly resultJSON: string; readonly errCode: number }]
    assert.deepEqual([kind, errCode, (JSON.parse(resultJSON) as { readonly raw: string }).raw], ['success', 0, 'order 7'], `time ${times}`)
  }
  const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId })
  assert.equal(credentials.length, 1)
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
  await tap('verify')
  await host.getByRole('alertdialog').getByRole('button', { name: 'Verify' }).tap()
  const [refused, { errCode }] = (await said('verify')) as [string, { readonly errCode: number }]
  assert.deepEqual([refused, errCode], ['fail', 90_008])
})

test('an invoice title is written down, and chosen for the program, by keys alone', async () => {
  await tap('invoice')
  const book = sheet('Your invoice titles')
  await book.getByText('You have no invoice title yet').waitFor()
  await book.getByRole('button', { name: 'Add invoice title' }).press('Enter')
  const form = sheet('Add invoice title')
  await form.getByLabel('Title').fill('Tea Ltd')
  await page.keyboard.press('Enter')
  await form.getByRole('alert').getByText('This is needed.').waitFor()
  assert.deepEqual(await faultsInBoth(page, 'invoice title'), [])
  await page.keyboard.type('91310000')
  await page.keyboard.press('Enter')
  assert.deepEqual(await faultsInBoth(page, 'invoice titles'), [])
  await book.getByRole('button', { name: 'Tea Ltd 91310000' }).press('Enter')
  const more = { companyAddress: '', telephone: '', bankName: '', bankAccount: '' }
  assert.deepEqual(await said('invoice'), ['success', { type: 0, title: 'Tea Ltd', taxNumber: '91310000', ...more, errMsg: 'chooseInvoiceTitle:ok' }])
})

test('a program hears that the device goes over to another network', async () => {
  await tap('network')
  await page.evaluate(
    "Object.defineProperty(navigator.connection, 'type', { configurable: true, value: 'cellular' }); navigator.connection.dispatchEvent(new Event('change'))",
  )
  const { isConnected, networkType } = (await said('network')) as { readonly isConnected: boolean; readonly networkType: string }
  assert.equal(isConnected, true)
  assert.match(networkType, /^[234]g$/)
})

test('a keyboard lies over a program, which hears how high it is', async () => {
  assert.match((await page.locator('meta[name=viewport]').getAttribute('content')) ?? '', /interactive-widget=resizes-visual/)
  await tap('keyboard')
  const height = (text: string): string => `Object.defineProperty(visualViewport, 'height', { configurable: true, get: () => ${text} })`
  await page.evaluate(`${height('innerHeight - 280')}; visualViewport.dispatchEvent(new Event('resize'))`)
  assert.deepEqual(await said('keyboard'), { height: 280, duration: 0 })
  assertQuiet(visitor)
})
