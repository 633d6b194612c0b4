/**
 * README: "told while away", in Firefox. It has its subscription from a service of our own, and nothing stands in for what a browser
 * does: a message goes from the instance to the service, by the service's socket to Firefox, which decrypts it for the service worker.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { type Autopush, startAutopush } from './harness/autopush.js'
import { launchFirefox } from './harness/firefox.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet, call, gone, openConversation, signInAs, userOf, write } from './harness/people.js'
import { PUSH_ORIGIN } from './harness/push.js'
import { until } from './harness/until.js'

let browser: Browser
let instance: Instance
let service: Autopush

before(async () => {
  service = await startAutopush()
  browser = await launchFirefox(service.preferences)
  instance = await startInstance('demo', ['--allow-private', `127.0.0.1:${service.port}=push=${PUSH_ORIGIN}`])
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
  await service?.close()
})

interface Shown {
  readonly title: string
  readonly body: string
  readonly tag: string
}

/** The notifications that stand on the screen, once they are these. */
async function shown(watch: Page, wanted: readonly Shown[]): Promise<void> {
  await until(
    watch,
    async (text) => {
      const worker = await navigator.serviceWorker.getRegistration('/')
      const list = (await worker?.getNotifications()) ?? []
      return JSON.stringify(list.map(({ title, body, tag }) => ({ title, body, tag }))) === text
    },
    JSON.stringify(wanted),
  )
}

/**
 * A page of the instance's that is not the host: from there a story sees what the service worker has shown, and its person stays away. It
 * lies behind another one, since who looks at the instance is shown nothing.
 */
async function watchBehind(page: Page): Promise<Page> {
  const context = page.context()
  await context.route('**/watch', (route) => route.fulfill({ contentType: 'text/html', body: '<title>watch</title>' }))
  const watch = await context.newPage()
  await watch.goto(`${instance.url}/watch`)
  await page.bringToFront()
  await watch.waitForFunction(() => !document.hasFocus(), undefined, { polling: 250 })
  return watch
}

test('a message to who is away is taken by Firefox itself, decrypted, and shown; what is not to be seen is not in it, and signing out ends it', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop', installed: true })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'desktop' })
  const { page, context } = ling
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
  await openConversation(page, 'Tom')
  await write(page, 'tea at four?')
  const offer = page.getByRole('status').filter({ hasText: 'Be told of answers while superette is closed?' })
  await offer.waitFor()
  // The browser's own question cannot be answered here: it is while ours is on the screen, so that it need not be asked.
  await context.grantPermissions(['notifications'], { origin: instance.url })
  await offer.getByRole('button', { name: 'Turn on' }).click()
  await page.getByText('You are told when you are away').waitFor()
  const { key } = (await call(ling, instance, 'PushService/GetPush', {})).body as { key: string }
  assert.equal(await service.subscribed(), Buffer.from(key, 'base64').toString('base64url'))
  const tag = new URL(page.url()).pathname.split('/')[2] ?? '' // the conversation's id
  const user = await userOf(page)
  const watch = await watchBehind(page)

  await page.goto('about:blank')
  await gone(tom.page, user)
  await openConversation(tom.page, 'Ling')
  await write(tom.page, 'with pleasure')
  await service.delivered()
  await shown(watch, [{ title: 'Tom Berg', body: 'with pleasure', tag }])

  // What stands for the same conversation takes the place of what stood there.
  await write(tom.page, '还有蛋糕')
  await service.delivered()
  await shown(watch, [{ title: 'Tom Berg', body: '还有蛋糕', tag }])

  // Nothing is to show on this screen.
  await page.goto(`${instance.url}/me/notices`)
  await page.getByRole('switch', { name: /^Show who and what/ }).click()
  await page.waitForFunction(() => document.querySelector('.settings[aria-busy=true]') === null)
  await page.goto('about:blank')
  await gone(tom.page, user)
  await write(tom.page, 'the safe is open')
  await service.delivered()
  await shown(watch, [{ title: 'superette', body: 'A new message', tag }])

  // Signed out: what is shown goes, and the browser gives its subscription back.
  await page.goto(`${instance.url}/me`)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in' }).first().waitFor()
  await service.ended()
  await shown(watch, [])
  assertQuiet(ling, tom)
  await context.close()
  await tom.context.close()
})
