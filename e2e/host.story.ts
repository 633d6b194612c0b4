/**
 * The host's own promises, against an instance in memory: nothing moves under the reader, what is written is sent once,
 * lists are virtual, and everything is reachable by keyboard. The bundles are the ones that the binary embeds.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { Fake, ORIGIN } from '../web/host/testing/fake.js'
import { person, text, type World, WorldBuilder } from '../web/host/testing/world.js'
import { launchBrowser, type Shape, visit } from './harness/browser.js'
import { root } from './harness/instance.js'
import { until } from './harness/until.js'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
})

const me = person('ling', 'Ling', 1)
const tom = person('tom', 'Tom', 7)

interface Talk {
  readonly messages: number
  readonly read?: number
  readonly others?: number // more conversations in the list
}

function talk({ messages, read = messages, others = 0 }: Talk): World {
  const builder = new WorldBuilder(Date.now(), me).people([tom])
  const lines = Array.from({ length: messages }, (_, i) => text(i % 3 === 2 ? me : tom, `message ${i + 1} ${'word '.repeat(i % 9)}`, (messages - i) * 20))
  builder.talk('cnv_tom', [tom], lines, { read })
  for (let i = 0; i < others; i++) builder.talk(`cnv_${i}`, [person(`p${i}`, `Person ${i}`, i % 12)], [text(me, `line ${i}`, 10_000 + i)])
  return builder.world
}

async function open(world: World, path: string, shape: Shape = 'desktop'): Promise<{ page: Page; fake: Fake; done: () => Promise<void> }> {
  const visitor = await visit(browser, { shape })
  const fake = new Fake(world, join(root, 'web', 'dist', 'assets'))
  await fake.install(visitor.page)
  await visitor.page.goto(ORIGIN + path)
  await visitor.page.locator('.app').waitFor()
  return {
    page: visitor.page,
    fake,
    done: async () => {
      assert.deepEqual(visitor.faults(), [])
      await visitor.context.close()
    },
  }
}

const message = (page: Page, seq: number) => page.locator(`[data-seq="${seq}"]`)
const atEnd = (page: Page) =>
  page.waitForFunction(() => [...document.querySelectorAll('.thread')].every((s) => s.scrollHeight - s.scrollTop - s.clientHeight < 3))
const field = (page: Page) => page.locator('.composer textarea')

/** The first message in view, and where it is. */
function firstInView(page: Page): Promise<{ seq: number; top: number }> {
  return page.evaluate(() => {
    const edge = document.querySelector('.thread')?.getBoundingClientRect().top ?? 0
    const row = [...document.querySelectorAll<HTMLElement>('[data-seq]')].find((each) => each.getBoundingClientRect().bottom > edge)
    return { seq: Number(row?.dataset.seq), top: row?.getBoundingClientRect().top ?? 0 }
  })
}

test('older messages come in above without moving what is read', async () => {
  const { page, done } = await open(talk({ messages: 230 }), '/chats/cnv_tom')
  await message(page, 230).waitFor()
  await atEnd(page)
  for (const oldest of [131, 81, 31, 1]) {
    const before = await page
      .evaluate(() => {
        const thread = document.querySelector('.thread')
        if (thread) thread.scrollTop = 400
      })
      .then(() => firstInView(page))
    await message(page, oldest).waitFor({ state: 'attached' })
    const top = await message(page, before.seq).evaluate((each) => each.getBoundingClientRect().top)
    assert.ok(Math.abs(top - before.top) <= 1, `message ${before.seq} moved by ${top - before.top} px`)
  }
  await done()
})

test('an unread conversation opens where the new messages begin', async () => {
  const { page, done } = await open(talk({ messages: 90, read: 60 }), '/chats/cnv_tom')
  const mark = page.locator('.unread')
  await mark.waitFor()
  const below = await mark.evaluate((each) => each.getBoundingClientRect().top - (document.querySelector('.thread')?.getBoundingClientRect().top ?? 0))
  assert.ok(below >= 0 && below < 300, `${below} px below the edge`)
  await done()
})

test('new messages are counted in a pill for a reader who is further up, and he is not torn away', async () => {
  const { page, fake, done } = await open(talk({ messages: 90 }), '/chats/cnv_tom')
  await message(page, 90).waitFor()
  await atEnd(page)
  await page.locator('.thread').hover()
  await page.mouse.wheel(0, -900)
  await page.waitForFunction(() => {
    const s = document.querySelector('.thread')
    return s !== null && s.scrollHeight - s.scrollTop - s.clientHeight > 600
  })
  await page.locator('.pill.shown').waitFor()
  const before = await firstInView(page)
  fake.push('cnv_tom', tom.id, 'one')
  fake.push('cnv_tom', tom.id, 'two')
  await page.locator('.pill.shown', { hasText: '2 new messages' }).waitFor()
  assert.deepEqual(await firstInView(page), before)
  await page.locator('.pill').click()
  await atEnd(page)
  await page.locator('.pill:not(.shown)').waitFor({ state: 'attached' })
  await done()
})

test('what was dropped on the way is pulled, and nothing is missing or twice', async () => {
  const { page, fake, done } = await open(talk({ messages: 60 }), '/chats/cnv_tom')
  await message(page, 60).waitFor()
  const list = fake.world.messages.get('cnv_tom') ?? []
  for (let seq = 61; seq <= 64; seq++) fake.keep('cnv_tom', tom.id, `dropped ${seq}`)
  fake.say({ frame: { case: 'gap', value: { conv: 'cnv_tom', lastSeq: BigInt(list.length) } } })
  fake.push('cnv_tom', tom.id, 'after the gap')
  await message(page, 65).waitFor()
  for (let seq = 11; seq <= 65; seq++) assert.equal(await message(page, seq).count(), 1, `message ${seq}`)
  await atEnd(page)
  await done()
})

test('a text whose ack was lost with the connection is sent again and stands there once, also over a reload', async () => {
  const { page, fake, done } = await open(talk({ messages: 10 }), '/chats/cnv_tom')
  await message(page, 10).waitFor()
  fake.deaf = true
  await field(page).fill('precious')
  await page.keyboard.press('Enter')
  await page.locator('.pending').waitFor()
  await until(page, async () => (await indexedDB.databases()).length > 0)
  await page.reload()
  await page.locator('.pending', { hasText: 'precious' }).waitFor()
  fake.deaf = false
  fake.cut()
  await message(page, 11).waitFor()
  assert.equal(await page.locator('.bubble', { hasText: 'precious' }).count(), 1)
  assert.equal(new Set(fake.sent.map((s) => s.clientId)).size, 1)
  assert.equal(fake.sent[0]?.retry, false)
  assert.equal(fake.sent.at(-1)?.retry, true)
  await done()
})

test('a refused text says so in place and can be tried again', async () => {
  const { page, fake, done } = await open(talk({ messages: 10 }), '/chats/cnv_tom')
  fake.refuse = () => 'Only contacts can be written to.'
  await field(page).fill('again')
  await page.keyboard.press('Enter')
  await page.locator('.not-sent', { hasText: 'Only contacts can be written to.' }).waitFor()
  fake.refuse = () => undefined
  await page.locator('.not-sent button').click()
  await message(page, 11).waitFor()
  assert.equal(await page.locator('.not-sent').count(), 0)
  await done()
})

test('what is sent at the moment at which the page is left is sent once, and stands as a draft no more', async () => {
  const { page, fake, done } = await open(talk({ messages: 10, others: 3 }), '/chats/cnv_tom')
  const kept = (words: string) =>
    page.waitForFunction(
      (words) =>
        new Promise((resolve) => {
          const opened = indexedDB.open('superette-usr_ling')
          opened.onsuccess = () => {
            const got = opened.result.transaction('values').objectStore('values').get('drafts')
            got.onsuccess = () => {
              opened.result.close()
              resolve(JSON.stringify(got.result ?? {}).includes(words))
            }
          }
        }),
      words,
    )
  await field(page).fill('pasted, sent and gone')
  await kept('pasted, sent and gone')
  // From here on no write of this page comes to its end, as when its document goes away.
  await page.evaluate('IDBDatabase.prototype.transaction = () => ({ objectStore: () => new Proxy({}, { get: () => () => ({}) }) })')
  await field(page).press('Enter')
  await page.goto(`${ORIGIN}/chats`)
  await page.locator('.row', { hasText: 'Tom' }).click()
  await message(page, 11).waitFor()
  assert.equal(await page.locator('.row .draft').count(), 0)
  assert.equal(await field(page).inputValue(), '')
  assert.equal(new Set(fake.sent.map((s) => s.clientId)).size, 1)
  assert.deepEqual([...new Set(fake.sent.map((s) => s.text))], ['pasted, sent and gone'])
  assert.equal(await page.locator('.thread').getByText('pasted, sent and gone').count(), 1)
  await done()
})

test('Enter sends, Shift+Enter breaks the line, an input method keeps its Enter, and a draft stays', async () => {
  const { page, fake, done } = await open(talk({ messages: 10, others: 3 }), '/chats/cnv_tom')
  await field(page).pressSequentially('line')
  await page.keyboard.press('Shift+Enter')
  await field(page).pressSequentially('two')
  assert.equal(await field(page).inputValue(), 'line\ntwo')
  await field(page).evaluate((area) => {
    area.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
    area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, isComposing: true }))
    area.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }))
  })
  assert.equal(await field(page).inputValue(), 'line\ntwo')
  await page.locator('.row', { hasText: 'Person 1' }).click()
  await page.locator('.row', { hasText: 'Tom' }).locator('.draft').waitFor()
  await page.reload()
  await page.locator('.row', { hasText: 'Tom' }).locator('.draft').waitFor()
  await page.locator('.row', { hasText: 'Tom' }).click()
  assert.equal(await field(page).inputValue(), 'line\ntwo')
  await page.keyboard.press('Enter')
  await message(page, 11).waitFor()
  assert.deepEqual(
    fake.sent.map((s) => s.text),
    ['line\ntwo'],
  )
  await done()
})

test('two thousand conversations cost what a screenful does', async () => {
  const { page, done } = await open(talk({ messages: 3, others: 2000 }), '/chats')
  await page.locator('.list-pane .row').first().waitFor()
  assert.ok((await page.locator('.list-pane .row').count()) < 40)
  await page.locator('.list-scroller').evaluate((each) => each.scrollTo(0, each.scrollHeight))
  await page.locator('.list-pane .row', { hasText: 'Person 1999' }).waitFor()
  assert.ok((await page.locator('.list-pane .row').count()) < 40)
  await done()
})

test('ten thousand members cost what a screenful does: they come as one scrolls, and the server looks for somebody', async () => {
  const others = Array.from({ length: 9_999 }, (_, i) => person(`m${i}`, `Member ${i}`, i % 12))
  const world = new WorldBuilder(Date.now(), me).crowd('cnv_crowd', 'Crowd', others).world
  const { page, fake, done } = await open(world, '/contacts/cnv_crowd')
  const list = page.getByRole('list', { name: 'Members' })
  const rows = list.locator('.member')
  const shows = (name: string) => rows.getByText(name, { exact: true })
  await list.getByText('(you)').waitFor()
  assert.equal(fake.pages.length, 1)
  for (const [i, name] of ['Member 98', 'Member 198', 'Member 298'].entries()) {
    await page.locator('.screen .scroller').evaluate((each) => each.scrollTo(0, each.scrollHeight))
    await shows(name).waitFor()
    assert.ok((await rows.count()) < 60, `${await rows.count()} rows`)
    assert.ok(fake.pages.length <= i + 3, `${fake.pages.length} pages`)
  }

  // What is searched for is asked for once it is typed, not at each key.
  const before = fake.pages.length
  await page.getByRole('searchbox').pressSequentially('member 9876')
  await shows('Member 9876').waitFor()
  assert.equal(await rows.count(), 1)
  assert.equal(fake.pages.at(-1)?.query, 'member 9876')
  assert.ok(fake.pages.length - before < 11)
  await page.getByRole('searchbox').fill('nobody of that name')
  await list.getByText('nobody of that name').waitFor()
  await page.getByRole('searchbox').fill('')
  await list.getByText('(you)').waitFor()

  // Arrows go through it, Enter opens who was drawn there, though they were in no conversation that is known.
  await list.getByRole('button', { name: 'Add people' }).focus()
  for (let i = 0; i < 61; i++) await page.keyboard.press('ArrowDown')
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'MMember 59')
  assert.ok((await rows.count()) < 60)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Member 59' }).waitFor()
  await done()
})

test('arrows move through the list, Enter opens, Esc closes and gives the focus back; Ctrl-K finds', async () => {
  const { page, done } = await open(talk({ messages: 3, others: 20 }), '/chats')
  await page.locator('.list-pane .row').first().waitFor()
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown')
  const row = await page.evaluate(() => document.activeElement?.getAttribute('href') ?? '')
  await page.keyboard.press('Enter')
  await field(page).waitFor()
  await page.waitForURL((url) => url.pathname === row)
  await page.keyboard.press('Escape')
  await page.waitForFunction((href) => location.pathname === '/chats' && document.activeElement?.getAttribute('href') === href, row)
  await page.keyboard.press('Control+k')
  await page.locator('.palette').waitFor()
  await page.keyboard.type('person 7')
  await page.keyboard.press('Enter')
  await field(page).waitFor()
  await page.waitForURL((url) => url.pathname === '/chats/cnv_7')
  await done()
})

test('what arrives while a conversation slides away is unread', async () => {
  const { page, fake, done } = await open(talk({ messages: 5 }), '/chats/cnv_tom', 'phone')
  await message(page, 5).waitFor()
  await page.getByRole('button', { name: 'Back' }).click()
  fake.push('cnv_tom', tom.id, 'one')
  fake.push('cnv_tom', tom.id, 'two')
  await page.locator('.stack-above').waitFor({ state: 'detached' })
  await page.getByRole('listitem').filter({ hasText: 'Tom' }).getByText('2', { exact: true }).waitFor()
  await done()
})

test('on a phone a conversation covers the list; the bar, the browser and a swipe from the edge lead back', async () => {
  const { page, done } = await open(talk({ messages: 30 }), '/chats', 'phone')
  const above = page.locator('.stack-above')
  const enter = async () => {
    await page.locator('.row').click()
    await above.locator('.composer').waitFor()
    await above.evaluate((each) => Promise.all(each.getAnimations().map((a) => a.finished)))
  }
  await enter()
  await page.getByRole('button', { name: 'Back' }).click()
  await above.waitFor({ state: 'detached' })
  await enter()
  await page.goBack()
  await above.waitFor({ state: 'detached' })
  await enter()
  const finger = await page.context().newCDPSession(page)
  await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: 5, y: 400 }] })
  for (let x = 20; x <= 300; x += 20) await finger.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x, y: 400 }] })
  await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await above.waitFor({ state: 'detached' })
  await page.waitForURL((url) => url.pathname === '/chats')
  await done()
})
