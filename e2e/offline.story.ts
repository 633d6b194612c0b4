/** README: "installed, and without a connection". The server is really gone, not only out of the browser's sight. */
import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { engine, launchBrowser, lostConnection, type Visitor } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet, bubble, openConversation, signInAs, texts, thread, write } from './harness/people.js'
import { programPage } from './harness/program.js'
import { startRebuilt } from './harness/rebuilt.js'
import { until } from './harness/until.js'

let browser: Browser
let instance: Instance

before(async () => {
  browser = await launchBrowser({ whole: true })
  instance = await startInstance('demo')
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

/** Who waits for a server that is gone sees that on the console. */
function expectSilence(visitor: Visitor): void {
  visitor.expectFault(lostConnection)
}

/** The build is kept, and the worker answers for this page. */
async function installed(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
}

/** Every address that any cache of this browser holds. */
function kept(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const found: string[] = []
    for (const name of await caches.keys()) for (const each of await (await caches.open(name)).keys()) found.push(new URL(each.url).pathname)
    return found
  })
}

const offline = (page: Page) => page.getByRole('status').filter({ hasText: 'Superette cannot be reached. What you write is sent once it is back.' })

test('with the server gone the host starts, a program opens where it was, and what is written arrives once, in order', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop', installed: true })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  expectSilence(ling)
  expectSilence(tom)
  const { page } = ling
  await installed(page)
  await openConversation(tom.page, 'Ling')
  await openConversation(page, 'Tom')
  await write(page, 'before the storm')
  await bubble(tom.page, 'before the storm').waitFor()
  const talk = new URL(page.url()).pathname
  await page.goto(`${instance.url}/discover`)
  await page.getByRole('button', { name: 'Open Teahouse' }).first().click()
  await programPage(page).getByText('Grape cloud').click()
  await programPage(page).getByText('Hand-peeled grapes under a cheese foam.').waitFor()
  await page.waitForURL(/pages\/tea\/tea/) // said once the page is there, and drawn before

  await instance.stop()
  await page.reload()
  await programPage(page).getByText('Hand-peeled grapes under a cheese foam.').waitFor()
  await offline(page).first().waitFor()

  await page.goto(instance.url + talk)
  await bubble(page, 'before the storm').waitFor()
  await write(page, 'first in the dark')
  await write(page, 'second in the dark')
  await page.reload()
  await bubble(page, 'second in the dark').waitFor()
  assert.equal(await thread(page).locator('.pending').count(), 2)
  await offline(page).first().waitFor()

  await instance.restart()
  // Tom takes up his phone again. Left alone it would try later and later (web/kit/live/backoff.test.ts).
  await tom.page.evaluate(() => dispatchEvent(new Event('online')))
  await bubble(tom.page, 'second in the dark').waitFor()
  await thread(page).locator('.pending').first().waitFor({ state: 'detached' })
  await offline(page).first().waitFor({ state: 'detached' })
  await write(tom.page, 'the light is back')
  await bubble(page, 'the light is back').waitFor()
  const end = ['before the storm', 'first in the dark', 'second in the dark', 'the light is back']
  assert.deepEqual((await texts(tom.page)).slice(-4), end)
  assert.deepEqual((await texts(page)).slice(-4), end)
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('nothing of a person is in the caches, and who signs out leaves nothing behind', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop', installed: true })
  const { page } = ling
  await installed(page)
  await openConversation(page, 'Tom')
  await page.goto(`${instance.url}/discover`)
  await page.getByRole('button', { name: 'Open Teahouse' }).first().click()
  await programPage(page).getByRole('button', { name: /^Add/ }).first().click()
  const held = await kept(page)
  assert.ok(held.some((path) => path.startsWith('/pkg/')) && held.includes('/') && held.includes('/assets/build.json'), held.join('\n'))
  assert.deepEqual(
    held.filter((path) => !/^\/(pkg\/|assets\/|icon|manifest|$)/.test(path)),
    [],
  )
  await page.goto(`${instance.url}/me`)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in' }).first().waitFor()
  await until(page, async () => (await indexedDB.databases()).length === 0)
  assert.deepEqual(
    (await kept(page)).filter((path) => path.startsWith('/pkg/')),
    [],
  )
  assertQuiet(ling)
  await ling.context.close()
})

test('a new build of the server is taken when the person says so; a page of the old one goes on with the old one', async (t) => {
  const server = await startRebuilt(instance.url, 'build-one')
  t.after(() => server.close())
  const ling = await signInAs(browser, { ...instance, url: server.url }, 'ling', { shape: 'desktop', installed: true })
  expectSilence(ling)
  const { page } = ling
  const buildOf = (each: Page) => each.evaluate(() => document.documentElement.dataset.build)
  const builds = () => page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('build ')).sort())
  await installed(page)
  const other = await ling.context.newPage()
  await other.goto(`${server.url}/discover`)
  await other.getByRole('button', { name: 'Open Teahouse' }).first().waitFor()
  assert.deepEqual(await builds(), ['build build-one'])

  server.replace('build-two')
  await page.getByRole('status').filter({ hasText: 'A new version is ready' }).waitFor()
  assert.equal(await buildOf(page), 'build-one')
  await page.getByRole('button', { name: 'Reload' }).click()
  await page.waitForFunction(() => document.documentElement.dataset.build === 'build-two')

  // A room of it comes later, and is still the one of its own build.
  assert.equal(await buildOf(other), 'build-one')
  await other.getByRole('button', { name: 'Open Teahouse' }).first().click()
  await programPage(other).getByText('Jasmine milk').waitFor()
  const room = other.waitForResponse((each) => /\/assets\/wallet-\w+\.js$/.test(each.url()))
  await other.getByRole('link', { name: 'Me', exact: true }).click()
  await other.getByRole('link', { name: 'Wallet' }).click()
  // Who answered is nothing that Firefox is asked for.
  assert.ok((await room).fromServiceWorker() || engine === 'firefox')
  assert.deepEqual(await builds(), ['build build-one', 'build build-two'])

  await other.close()
  await page.reload()
  await until(page, async () => (await caches.keys()).filter((name) => name.startsWith('build ')).length === 1)
  assert.deepEqual(await builds(), ['build build-two'])
  assertQuiet(ling)
  await ling.context.close()
})

/** Another instance where the one was at which Ling is signed in and has its pages kept; `meanwhile` runs before that one goes. */
async function replaced(
  t: TestContext,
  meanwhile: (page: Page) => Promise<unknown>,
): Promise<{ ling: Visitor; page: Page; url: string; shown: () => Promise<void> }> {
  const one = await startInstance('demo')
  const ling = await signInAs(browser, one, 'ling', { shape: 'desktop', installed: true })
  expectSilence(ling)
  ling.expectFault(/401/) // nobody is signed in at the other one
  const { page } = ling
  await installed(page)
  const first = await page.evaluate(() => document.documentElement.dataset.instance)
  await meanwhile(page)
  await one.dispose()
  const other = await startInstance('serve', [], Number(new URL(one.url).port))
  t.after(() => other.dispose())
  const own = /data-instance="([0-9a-f]+)"/.exec(await (await fetch(other.url)).text())?.[1]
  assert.notEqual(own, first)
  const shown = async () => {
    const seen = page.waitForFunction((own) => document.documentElement.dataset.instance === own, own)
    await seen.catch(async (err: unknown) => {
      const state = await page.evaluate(async () => ({
        instance: document.documentElement.dataset.instance,
        controller: navigator.serviceWorker.controller?.state,
        workers: (await navigator.serviceWorker.getRegistrations()).map((each) => [each.active?.state, each.waiting?.state, each.installing?.state]),
        caches: await caches.keys(),
        aside: sessionStorage.getItem('superette.aside'),
      }))
      throw new Error(`the page is still that of ${first}, and ${own} is here: ${JSON.stringify(state)}`, { cause: err })
    })
    await page.getByRole('button', { name: 'Sign in' }).first().waitFor()
    await until(page, async () => (await navigator.serviceWorker.getRegistrations()).length === 0)
    assert.deepEqual(await kept(page), [])
  }
  return { ling, page, url: other.url, shown }
}

test('another instance at the same address shows its own page: the worker of the one before steps aside by itself', async (t) => {
  const { ling, page, url, shown } = await replaced(t, (page) => page.goto('about:blank'))
  const answered = page.waitForResponse((each) => each.url() === `${url}/chats` && (each.fromServiceWorker() || engine === 'firefox'))
  await page.goto(`${url}/chats`)
  await answered // the page of the one before, for a moment
  await shown()
  await ling.context.close()
})

test('a page that was open all along when another instance came to its address gives way to the page of that one', async (t) => {
  const { ling, shown } = await replaced(t, async () => undefined)
  await shown()
  await ling.context.close()
})
