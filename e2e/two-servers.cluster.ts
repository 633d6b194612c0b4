/**
 * README: "two servers … one may die while people pay and write, and nothing is lost or doubled". A page stays open while the process that it
 * is connected to is killed: it comes back by itself at the other one. The database goes away under another. Needs PostgreSQL: `make two-servers`.
 */
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, lostConnection, type Visitor } from './harness/browser.js'
import { run } from './harness/instance.js'
import { type Pair, startPair } from './harness/pair.js'
import { assertQuiet, becomeContacts, bubble, call, openConversation, texts, write } from './harness/people.js'
import { programPage } from './harness/program.js'
import { newcomer, openAt, openidOf, openTill, type Till } from './harness/till.js'

const PIN = '246810'
/** What docs/operations.md says of clients. */
const BACK_WITHIN_MS = 5_000

let browser: Browser
let pair: Pair
let till: Till
let nora: Visitor
let ben: Visitor
let conv = ''

before(async () => {
  browser = await launchBrowser({ whole: true })
  pair = await startPair()
  till = await openTill(pair, 'ada', '1600000001')
  nora = await newcomer(browser, pair, 'nora', PIN)
  ben = await newcomer(browser, pair, 'ben', PIN)
  for (const each of [nora, ben]) each.expectFault(lostConnection)
  const idOf = async (by: Visitor, handle: string) => ((await call(by, pair, 'SocialService/FindPerson', { handle })).body['person'] as { id: string }).id
  const id = await idOf(nora, 'ben')
  await becomeContacts(pair, { visitor: nora, id: await idOf(ben, 'nora') }, { visitor: ben, id })
  const opened = await call(nora, pair, 'ChatService/OpenDirect', { userId: id })
  conv = (opened.body['conversation'] as { id: string }).id
})
after(async () => {
  await browser?.close()
  await till?.dispose()
  await pair?.dispose()
})

/** What a process says of the conversation, asked past the door. */
async function heldBy(process: 0 | 1): Promise<string[]> {
  const cookies = await nora.context.cookies(pair.url)
  const text = await new Promise<string>((done, failed) => {
    const headers = {
      'content-type': 'application/json',
      host: new URL(pair.url).host,
      origin: pair.url,
      cookie: cookies.map((each) => `${each.name}=${each.value}`).join('; '),
    }
    const asked = request(`${pair.own[process]}/api/superette.v1.ChatService/History`, { method: 'POST', headers }, (answer) => {
      let all = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => {
        all += part
      })
      answer.on('end', () => done(all))
    })
    asked.on('error', failed)
    asked.end(JSON.stringify({ conv }))
  })
  const { messages } = JSON.parse(text) as { messages?: { text?: { text: string } }[] }
  assert.ok(messages, text)
  return messages.flatMap((each) => (each.text === undefined ? [] : [each.text.text]))
}

async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what())) await new Promise((done) => setTimeout(done, 20))
}

/** Waits for the page's next socket at a process, and says how long after an instant it came. */
async function backAt(process: 0 | 1, since: number): Promise<number> {
  const came = () => pair.door.arrivals(process).find((each) => each > since)
  await until(async () => came() !== undefined)
  return (came() ?? 0) - since
}

const once = async (page: Page, text: string): Promise<void> => {
  await bubble(page, text).waitFor()
  await page.locator('.pending').first().waitFor({ state: 'detached' })
  assert.equal((await texts(page)).filter((each) => each === text).length, 1, text)
}

test('the process of an open page is killed: the page comes back at the other one, and what was being sent is sent once', async () => {
  for (const each of [nora, ben]) await each.page.goto(pair.url)
  await openConversation(nora.page, 'ben')
  await openConversation(ben.page, 'nora')
  await write(nora.page, 'before it dies')
  await bubble(ben.page, 'before it dies').waitFor()
  assert.ok(pair.door.arrivals(0).length >= 2 && pair.door.arrivals(1).length === 0, 'both pages are at the first process')

  // It has this line, and dies before anybody hears that it has.
  pair.door.deafen()
  await write(nora.page, 'while it dies')
  await until(async () => (await heldBy(1)).includes('while it dies'))
  // And this one nobody has.
  await nora.page.getByRole('textbox', { name: 'Message' }).fill('half writt')
  const killed = performance.now()
  await pair.kill(0)
  const back = await backAt(1, killed)
  assert.ok(back < BACK_WITHIN_MS, `the page was back after ${Math.round(back)} ms`)
  await nora.page.getByRole('textbox', { name: 'Message' }).fill('half written, and sent after')
  await nora.page.getByRole('button', { name: 'Send', exact: true }).click()

  for (const page of [nora.page, ben.page]) {
    await once(page, 'while it dies')
    await once(page, 'half written, and sent after')
  }
  await write(ben.page, 'and back')
  await once(nora.page, 'and back')
  const all = ['before it dies', 'while it dies', 'half written, and sent after', 'and back']
  assert.deepEqual(await texts(nora.page), all)
  assert.deepEqual(await texts(ben.page), all)
  assert.deepEqual(await heldBy(1), all)
})

test('the process with the ledger is killed while a pay sheet is open: the payment goes on at the other one, and moves the money once', async () => {
  await pair.start(0)
  const openid = await openidOf(nora, pair, till)
  const prepay = await till.prepay({ number: 'order-one', total: 1500, openid })
  await openAt(nora, pair, till, till.sign(prepay))
  await programPage(nora.page).getByText('Pay', { exact: true }).click()
  const sheet = nora.page.getByRole('dialog', { name: 'Pay', exact: true })
  await sheet.getByText('Your PIN').waitFor()
  await pair.kill(1)
  for (const digit of PIN) await sheet.getByRole('button', { name: digit, exact: true }).click()
  await sheet.getByText('Paid to Shop of ada').waitFor()
  assert.equal((await till.query('order-one')).trade_state, 'SUCCESS')
  const { body } = await call(nora, pair, 'WalletService/GetWallet', {})
  assert.equal((body['wallet'] as { balance: string }).balance, '8500')
  const checked = await run(['ledger', 'check', '--data', pair.data])
  assert.match(checked.output, /every balance derived anew, sum 0/)
  assert.equal(checked.code, 0)
})

test('the database goes away under an open page: it says that it is the server, after a reload too, and what is written meanwhile is sent once', async () => {
  const { page } = nora
  await page.goto(`${pair.url}/chats/${conv}`)
  await bubble(page, 'and back').waitFor()
  pair.database.shut()
  await write(page, 'nobody can save this')
  const said = page.getByRole('status').filter({ hasText: 'The server has a problem. It is not your connection.' }).first()
  await said.waitFor()
  await page.reload()
  await said.waitFor()
  await bubble(page, 'nobody can save this').waitFor()
  await write(page, 'nor this')
  pair.database.open()
  for (const each of [page, ben.page]) {
    await once(each, 'nobody can save this')
    await once(each, 'nor this')
  }
  await said.waitFor({ state: 'detached' })
  assertQuiet(nora, ben)
})
