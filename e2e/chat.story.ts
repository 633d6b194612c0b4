/** README: "two people, live, ordered, there after a restart, unread counts, sending that survives a lost connection". */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, lostConnection, picture, visit } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet, bubble, call, conversationRow, openConversation, signInAs, texts, thread, write } from './harness/people.js'

let browser: Browser
let instance: Instance

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('demo')
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

test('two people write to each other, and both see the same order, also after a reload and a restart', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  await openConversation(ling.page, 'Tom')
  await openConversation(tom.page, 'Ling')

  await write(ling.page, 'Are you free at four?')
  await bubble(tom.page, 'Are you free at four?').waitFor()
  await write(tom.page, '四点可以')
  await bubble(ling.page, '四点可以').waitFor()

  // Both at once: whatever the order, it is the same for both.
  const conv = convOf(ling.page)
  await Promise.all(
    [0, 1, 2, 3, 4].flatMap((i) => [
      call(ling, instance, 'ChatService/Send', { conv, clientId: `ling-at-once-${i}`, text: `from Ling ${i}` }),
      call(tom, instance, 'ChatService/Send', { conv, clientId: `tom-at-once-${i}`, text: `from Tom ${i}` }),
    ]),
  )
  for (const page of [ling.page, tom.page]) {
    for (let i = 0; i < 5; i++) {
      await bubble(page, `from Ling ${i}`).waitFor()
      await bubble(page, `from Tom ${i}`).waitFor()
    }
  }
  const seen = await texts(ling.page)
  assert.ok(seen.length >= 12, `${seen.length} messages`)
  assert.deepEqual(await texts(tom.page), seen)

  await ling.page.reload()
  await bubble(ling.page, seen.at(-1) ?? '').waitFor()
  assert.deepEqual(await texts(ling.page), seen)

  ling.expectFault(lostConnection)
  tom.expectFault(lostConnection)
  await instance.kill()
  await instance.restart()
  await ling.page.reload()
  await bubble(ling.page, seen.at(-1) ?? '').waitFor()
  assert.deepEqual(await texts(ling.page), seen)
  await write(ling.page, 'still the same shop')
  await bubble(tom.page, 'still the same shop').waitFor()
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('unread counts are right and go away when the messages are seen', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'phone' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  await openConversation(ling.page, 'Tom')
  await write(ling.page, 'apples')
  await write(ling.page, 'pears')
  await write(ling.page, 'plums')
  const row = conversationRow(tom.page, 'Ling')
  await row.filter({ hasText: 'plums' }).waitFor()
  const before = Number((await row.locator('.badge [aria-hidden]').textContent())?.match(/\d+/)?.[0])
  await write(ling.page, 'quinces')
  await row.filter({ hasText: 'quinces' }).waitFor()
  const now = Number((await row.locator('.badge [aria-hidden]').textContent())?.match(/\d+/)?.[0])
  assert.equal(now, before + 1)
  await row.click()
  await bubble(tom.page, 'quinces').waitFor()
  await tom.page.goto(`${instance.url}/chats`)
  await row.waitFor()
  await row.locator('.badge').waitFor({ state: 'detached' })
  // Ling sees that it was read.
  await thread(ling.page).locator('.bubble').filter({ hasText: 'quinces' }).getByLabel('Read').waitFor()
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('what is written without a connection is sent once, when it is back', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'desktop' })
  ling.expectFault(lostConnection)
  await openConversation(ling.page, 'Tom')
  await openConversation(tom.page, 'Ling')
  await write(ling.page, 'before the tunnel')
  await bubble(tom.page, 'before the tunnel').waitFor()
  await ling.context.setOffline(true)
  await write(ling.page, 'in the tunnel')
  await bubble(ling.page, 'in the tunnel').waitFor()
  assert.equal(await thread(ling.page).locator('.pending').count(), 1)
  await ling.context.setOffline(false)
  await bubble(tom.page, 'in the tunnel').waitFor()
  await thread(ling.page).locator('.pending').waitFor({ state: 'detached' })
  await write(tom.page, 'there you are')
  await bubble(ling.page, 'there you are').waitFor()
  assert.equal((await texts(tom.page)).filter((text) => text === 'in the tunnel').length, 1)
  assert.equal((await texts(ling.page)).filter((text) => text === 'in the tunnel').length, 1)
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('a long history comes page by page, without a jump', async () => {
  // Written from elsewhere, so that this browser has no copy of its own.
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  await openConversation(tom.page, 'Ling')
  const conv = convOf(tom.page)
  await tom.page.goto('about:blank')
  for (let i = 1; i <= 160; i++) {
    const sent = await call(tom, instance, 'ChatService/Send', { conv, clientId: `long-story-${i}`, text: `page ${i} of the story` })
    assert.equal(sent.status, 200)
  }
  const ling = await signInAs(browser, instance, 'ling', { shape: 'phone' })
  await openConversation(ling.page, 'Tom')
  await bubble(ling.page, 'page 160 of the story').waitFor()
  const page = ling.page
  const shown = async () => (await texts(page)).filter((text) => text.includes('of the story'))
  const oldest = (await shown())[0] ?? ''
  const number = Number(oldest.split(' ')[1])
  assert.ok(number > 1, `the whole history came at once: ${oldest}`)
  const box = thread(page)
  const place = () =>
    bubble(page, oldest)
      .first()
      .evaluate((element) => element.getBoundingClientRect().top)
  await box.evaluate((element) => {
    element.scrollTop = 1
  })
  const before = await place()
  await bubble(page, `page ${number - 1} of the story`)
    .first()
    .waitFor()
  const moved = Math.abs((await place()) - before)
  assert.ok(moved < 60, `the reader was moved by ${moved} px`)
  const now = await shown()
  assert.deepEqual(
    now,
    [...now].sort((a, b) => Number(a.split(' ')[1]) - Number(b.split(' ')[1])),
  )
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('a new person registers with a password, and Mei answers', async () => {
  const mina = await visit(browser, { shape: 'phone' })
  await mina.page.goto(instance.url)
  await mina.page.getByRole('button', { name: 'Create an account' }).waitFor()
  await picture(mina.page, 'phone-welcome')
  await mina.page.getByRole('button', { name: 'Create an account' }).click()
  // Nothing stands out of a phone's edge, in a wide font either.
  await mina.page.getByRole('button', { name: 'Create it with a passkey, without a password' }).waitFor()
  assert.deepEqual(
    await mina.page
      .locator('input, button')
      .evaluateAll((all) => all.filter((each) => each.getBoundingClientRect().right > innerWidth).map((each) => each.textContent || each.id)),
    [],
  )
  const handle = mina.page.getByLabel('Handle')
  await mina.page.getByLabel('Name', { exact: true }).fill('Mina')
  await handle.fill('mina_w')
  await mina.page.getByLabel('Password', { exact: true }).fill('short')
  await mina.page.getByRole('button', { name: 'Create an account' }).last().click()
  await mina.page.getByText('Use 8 to 128 characters.').waitFor()
  await mina.page.getByLabel('Password', { exact: true }).fill('a good long one')
  await mina.page.getByRole('button', { name: 'Create an account' }).last().click()
  await openConversation(mina.page, 'Mei')
  await bubble(mina.page, 'I run the Teahouse downstairs').waitFor()
  const greeted = (await texts(mina.page)).length
  await write(mina.page, 'What is on the menu?')
  await mina.page.waitForFunction((count) => document.querySelectorAll('[role=log] .bubble').length > count + 1, greeted)

  // The password opens the door again, another one does not.
  await mina.context.clearCookies()
  await mina.page.goto(instance.url)
  mina.expectFault(/401/)
  const enter = mina.page.getByRole('button', { name: 'Sign in', exact: true })
  await enter.click()
  await mina.page.getByLabel('Handle').fill('mina_w')
  await mina.page.getByLabel('Password', { exact: true }).fill('not the right one')
  await enter.last().click()
  await mina.page.getByText('Handle and password do not fit together').waitFor()
  await mina.page.getByLabel('Password', { exact: true }).fill('a good long one')
  await enter.last().click()
  await conversationRow(mina.page, 'Mei').waitFor()
  assertQuiet(mina)
  await mina.context.close()
})

test('the tabs of a browser belong to one person: who signs out or in, does so in all of them', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  ling.expectFault(/401/)
  const second = await ling.context.newPage()
  await second.goto(`${instance.url}/chats`)
  await openConversation(second, 'Tom')

  await ling.page.goto(`${instance.url}/demo/tom`)
  await conversationRow(ling.page, 'Ling').waitFor()
  await conversationRow(second, 'Ling').waitFor()
  assert.equal(await conversationRow(second, 'Tom').count(), 0)
  assert.equal(await second.locator('[role=log]').count(), 0, "nothing of Ling's conversation stays in view")

  await ling.page.goto(`${instance.url}/me`)
  await ling.page.getByRole('button', { name: 'Sign out' }).click()
  await second.getByRole('button', { name: 'Create an account' }).waitFor()
  const kept = await second.evaluate(async () => [...Object.keys(localStorage), ...(await indexedDB.databases()).map((each) => each.name)])
  assert.deepEqual(
    kept.filter((name) => name === 'superette.session' || name?.startsWith('superette-usr')),
    [],
  )
  assertQuiet(ling)
  await ling.context.close()
})

function convOf(page: Page): string {
  const match = new URL(page.url()).pathname.match(/cnv_[^/]+/)
  if (!match) throw new Error(`no conversation at ${page.url()}`)
  return match[0]
}
