/**
 * README: "told while away". Chromium cannot subscribe without its maker's service, so that alone stands in; the instance asks a
 * push service of our own, and what that decrypts is handed to the real service worker.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchBrowser, picture, visit } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet, bubble, call, gone, openConversation, signInAs, userOf, write } from './harness/people.js'
import { PUSH_ORIGIN, type PushService, startPushService } from './harness/push.js'

let browser: Browser
let instance: Instance
let service: PushService

before(async () => {
  browser = await launchBrowser({ whole: true })
  service = await startPushService()
  instance = await startInstance('demo', ['--allow-private', `127.0.0.1:${service.port}=push=${PUSH_ORIGIN}`])
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
  await service?.close()
})

/** Chromium without a window cannot ask the person: it is allowed beforehand, and only the question stands in. */
const QUESTION = `
  if (origin !== 'null') {
    const asked = 'asked-by-the-browser'
    Object.defineProperty(Notification, 'permission', { get: () => (localStorage.getItem(asked) === null ? 'default' : 'granted') })
    Notification.requestPermission = async () => {
      localStorage.setItem(asked, 'yes')
      return 'granted'
    }
  }
`

interface Shown {
  readonly title: string
  readonly body: string
  readonly tag: string
}

interface Scope {
  readonly registration: ServiceWorkerRegistration
}

/** A service worker that the browser has stopped never answers. */
const ANSWER_MS = 2_000
const SHOWN_MS = 60_000

const within = <T>(ms: number, work: Promise<T>): Promise<T | undefined> =>
  Promise.race([work.catch(() => undefined), new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), ms))])

/** The notifications that stand on the screen, once there are so many; until then, what is given goes to the service worker again and again. */
async function shown(context: BrowserContext, count: number, again: () => Promise<unknown> = async () => undefined): Promise<readonly Shown[]> {
  const until = Date.now() + SHOWN_MS
  let found: readonly Shown[] | undefined
  for (let tries = 1; Date.now() < until; tries++) {
    // Whoever has no page open has the service worker started for each thing; it may be a new one.
    const asked = context
      .serviceWorkers()
      .at(-1)
      ?.evaluate(async () => (await (globalThis as unknown as Scope).registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag })))
    found = asked ? await within(ANSWER_MS, asked) : undefined
    if (found?.length === count) return found
    if (tries % 20 === 0) await again()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${count} notifications should be shown; the service worker ${found ? `has ${JSON.stringify(found)}` : 'does not answer'}`)
}

/** Hands a push to the service worker, as the browser does, and sees what it shows. One that is handed over while the worker is being stopped is lost. */
async function delivered(context: BrowserContext, page: Page, data: string, count = 1): Promise<readonly Shown[]> {
  const deliver = async () => {
    const cdp = await context.newCDPSession(page)
    const registrationId = new Promise<string>((resolve) => {
      cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const own = registrations.find((each) => each.scopeURL === `${instance.url}/` && !each.isDeleted)
        if (own) resolve(own.registrationId)
      })
    })
    await cdp.send('ServiceWorker.enable')
    await within(
      ANSWER_MS,
      registrationId.then((registrationId) => cdp.send('ServiceWorker.deliverPushMessage', { origin: instance.url, registrationId, data })),
    )
    await cdp.detach()
  }
  await deliver()
  return shown(context, count, deliver)
}

test('after the first message a person may be told while away; what comes then is encrypted to the browser, shown, and leads to the conversation', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'phone', installed: true })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'desktop' })
  const { page, context } = ling
  await context.grantPermissions(['notifications'], { origin: instance.url })
  await page.addInitScript({ content: QUESTION })
  await service.give(page)
  await page.reload()
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
  await openConversation(page, 'Tom')
  assert.equal(await page.getByText('Be told of answers').count(), 0)
  await write(page, 'tea at four?')
  const offer = page.getByRole('status').filter({ hasText: 'Be told of answers while superette is closed?' })
  await offer.waitFor()
  await picture(page, 'notices-offer')
  await offer.getByRole('button', { name: 'Turn on' }).click()
  await page.getByText('You are told when you are away').waitFor()
  await offer.waitFor({ state: 'detached' })
  const talk = new URL(page.url()).pathname
  const user = await userOf(page)

  await page.goto('about:blank')
  await gone(tom.page, user)
  await openConversation(tom.page, 'Ling')
  await write(tom.page, 'with pleasure')
  const told = await service.next()
  assert.match(told, /"title":"Tom Berg","what":"text","text":"with pleasure"/)
  assert.deepEqual(await delivered(context, page, told), [{ title: 'Tom Berg', body: 'with pleasure', tag: talk.split('/')[2] }])

  // A click, with the host open at another place.
  await page.goto(`${instance.url}/discover`)
  await page.getByRole('button', { name: 'Open Teahouse' }).first().waitFor()
  const clicked = context
    .serviceWorkers()
    .at(-1)
    ?.evaluate(async () => {
      const scope = globalThis as unknown as Scope & { dispatchEvent(e: Event): boolean }
      const [notification] = await scope.registration.getNotifications()
      const Clicked = (globalThis as unknown as { NotificationEvent: new (name: string, init: object) => Event }).NotificationEvent
      scope.dispatchEvent(new Clicked('notificationclick', { notification }))
    })
  await within(ANSWER_MS, Promise.resolve(clicked))
  await page.waitForURL(instance.url + talk)
  await bubble(page, 'with pleasure').waitFor()
  await shown(context, 0)

  // Who looks at the host needs no notification; a message to who is connected is not even told.
  await write(tom.page, 'and some cake')
  await bubble(page, 'and some cake').waitFor()

  // Nothing is to show on this screen.
  await page.goto(`${instance.url}/me/notices`)
  const preview = page.getByRole('switch', { name: /^Show who and what/ })
  await preview.click()
  await page.waitForFunction(() => document.querySelector('.settings[aria-busy=true]') === null)
  await picture(page, 'notices-settings')
  await page.goto('about:blank')
  await gone(tom.page, user)
  await write(tom.page, 'the safe is open')
  const quiet = await service.next()
  assert.ok(!/Tom|safe/.test(quiet), quiet)
  assert.deepEqual(await delivered(context, page, quiet), [{ title: 'superette', body: 'A new message', tag: talk.split('/')[2] }])

  // Who asks to be a contact is told of too, and nothing that they say.
  const eve = await visit(browser, { shape: 'phone' })
  await call(eve, instance, 'AccountService/Register', { handle: 'eve', name: 'Eve', password: 'a good long one' })
  const asks = await call(eve, instance, 'SocialService/AddContact', { userId: user, note: 'buy my coins' })
  assert.equal(asks.body['asked'], true, JSON.stringify(asks.body))
  const asked = await service.next()
  assert.ok(/"path":"\/contacts\/requests"/.test(asked) && !/Eve|coins/.test(asked), asked)
  assert.deepEqual((await delivered(context, page, asked, 2)).map(({ body }) => body).sort(), ['A new message', 'Somebody asks to be your contact'])
  await eve.context.close()

  // Signed out: what is shown goes, and nothing more is told.
  await page.goto(`${instance.url}/me`)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in' }).first().waitFor()
  await shown(context, 0)
  assert.equal(await page.evaluate(() => localStorage.getItem('push-of-the-story')), null)
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})
