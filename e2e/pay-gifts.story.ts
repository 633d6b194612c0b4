/** README: "money between people": a red packet in a group of five, transfers that are taken and refused, a refund that turns the card. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { launchBrowser, notInFirefox, picture, type Visitor, visit } from './harness/browser.js'
import { type Instance, run, startInstance } from './harness/instance.js'
import { assertQuiet, becomeContacts, call, openConversation, thread } from './harness/people.js'

const PIN = '246810'
const names = ['ling', 'tom', 'mei', 'bob', 'ada'] as const

let browser: Browser
let instance: Instance
const people = new Map<string, Visitor>()
const ids = new Map<string, string>()

function who(name: (typeof names)[number]): Visitor {
  const found = people.get(name)
  assert.ok(found)
  return found
}

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('serve')
  for (const name of names) {
    const visitor = await visit(browser, { shape: name === 'tom' ? 'phone' : 'desktop', locale: 'en-US' })
    const joined = await call(visitor, instance, 'AccountService/Register', {
      handle: name,
      name: name[0]?.toUpperCase() + name.slice(1),
      password: 'correct horse',
    })
    assert.equal(joined.status, 200, JSON.stringify(joined.body))
    ids.set(name, (joined.body['me'] as { id: string }).id)
    assert.equal((await call(visitor, instance, 'WalletService/SetPin', { pin: PIN })).status, 200)
    people.set(name, visitor)
  }
  const party = (name: (typeof names)[number]) => ({ visitor: who(name), id: ids.get(name) ?? '' })
  for (const name of names.slice(1)) await becomeContacts(instance, party('ling'), party(name))
  const made = await call(who('ling'), instance, 'GroupService/CreateGroup', { title: 'Five', userIds: names.slice(1).map((name) => ids.get(name)) })
  assert.equal(made.status, 200, JSON.stringify(made.body))
  await Promise.all(names.map((name) => who(name).page.goto(`${instance.url}/chats`)))
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

async function balanceOf(name: (typeof names)[number]): Promise<number> {
  const { body } = await call(who(name), instance, 'WalletService/GetWallet', {})
  return Number((body['wallet'] as { balance: string }).balance)
}

const sheet = (page: Page, name: string): Locator => page.getByRole('dialog', { name, exact: true })

async function typePin(page: Page): Promise<void> {
  await page.getByText('Your PIN').waitFor()
  await page.waitForFunction(() => document.activeElement?.closest('dialog.sheet') !== null)
  await page.keyboard.type(PIN)
}

/** Opens the form from the composer's menu and fills the amount in. */
async function begin(page: Page, item: string, keys: readonly string[]): Promise<Locator> {
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: item }).click()
  const form = page.getByRole('dialog')
  for (const key of keys) await form.getByRole('button', { name: key, exact: true }).click()
  return form
}

/** What a field is described by, as a screen reader says it. */
async function described(field: Locator): Promise<string> {
  return field.evaluate((el) => document.getElementById(el.getAttribute('aria-describedby') ?? '')?.textContent ?? '')
}

/** The border of a field that holds what cannot be sent, and the words under it, have the colour of what is wrong. */
async function looksWrong(field: Locator): Promise<void> {
  const [border, words, bad] = await field.evaluate((el) => {
    const probe = document.body.appendChild(document.createElement('i'))
    probe.style.color = 'var(--bad)'
    const wanted = getComputedStyle(probe).color
    probe.remove()
    const hint = document.getElementById(el.getAttribute('aria-describedby') ?? '')
    return [getComputedStyle(el).borderTopColor, hint ? getComputedStyle(hint).color : '', wanted]
  })
  assert.deepEqual([border, words], [bad, bad])
}

test('a red packet of 10.00 for a group of five is claimed by all at once, and the draw can be checked', async () => {
  const { page } = who('ling')
  await Promise.all(names.map((name) => openConversation(who(name).page, 'Five')))
  const form = await begin(page, 'Red packet', ['1', '0'])
  const shares = form.getByRole('textbox', { name: 'Number of shares' })
  assert.equal(await described(shares), 'From 1 to 5 shares: that many people here can take one.')
  await shares.fill('101')
  await form.getByRole('alert').getByText('From 1 to 5 shares').waitFor()
  assert.equal(await described(shares), 'From 1 to 5 shares: that many people here can take one.')
  await looksWrong(shares)
  await page.emulateMedia({ colorScheme: 'dark' })
  await looksWrong(shares)
  await picture(page, 'gift-desktop-packet-many-dark')
  await page.emulateMedia({ colorScheme: 'light' })
  assert.equal(await form.getByRole('button', { name: 'Next' }).isDisabled(), true)
  await shares.fill('5')
  await form.getByRole('alert').waitFor({ state: 'detached' })
  for (const key of ['Erase', 'Erase', 'Decimal point', '0', '3']) await form.getByRole('button', { name: key, exact: true }).click()
  await form
    .getByRole('alert')
    .getByText(/^At most 3 shares of this amount: each is at least .*0\.01\.$/)
    .waitFor()
  for (const key of ['Erase', 'Erase', 'Erase', '1', '0']) await form.getByRole('button', { name: key, exact: true }).click()
  await form.getByRole('alert').waitFor({ state: 'detached' })
  await form.getByLabel('Drawn by lot').check()
  await picture(page, 'gift-desktop-packet-form')
  await form.getByRole('button', { name: 'Next' }).click()
  await typePin(page)
  await form.getByText('The red packet is in the conversation').waitFor()
  await form.getByRole('button', { name: 'Done' }).click()
  assert.equal(await balanceOf('ling'), 90_00)

  const openers = await Promise.all(
    names.map(async (name) => {
      const on = who(name).page
      await thread(on)
        .getByRole('button', { name: /Red packet/ })
        .click()
      const open = sheet(on, 'Red packet').getByRole('button', { name: 'Open', exact: true })
      await open.waitFor()
      return open
    }),
  )
  await picture(who('tom').page, 'gift-phone-envelope')
  await Promise.all(openers.map((open) => open.click()))
  const sums = await Promise.all(
    names.map(async (name) => {
      await sheet(who(name).page, 'Red packet')
        .getByText(/\d of 5 taken/)
        .waitFor()
      return balanceOf(name)
    }),
  )
  assert.equal(
    sums.reduce((sum, each) => sum + each, 0),
    500_00,
    'the shares add up to what was sent',
  )
  for (const [at, sum] of sums.entries()) assert.ok(sum > (at === 0 ? 90_00 : 100_00), `${names[at]} has a share`)
  // Everybody has seen the last one take theirs; the seed is told, and the draw is checked in the browser.
  for (const name of names) await sheet(who(name).page, 'Red packet').getByText('5 of 5 taken').waitFor()
  const result = sheet(who('tom').page, 'Red packet')
  await result.getByText('Luckiest').waitFor()
  await result.getByText('How the draw was made').click()
  await result.getByText('Checked in this browser: it fits.').waitFor()
  await picture(who('tom').page, 'gift-phone-result')
  for (const name of names) {
    await who(name).page.keyboard.press('Escape')
    await thread(who(name).page).getByText('Bob took a share of Ling’s red packet').waitFor()
  }
  await picture(page, 'gift-desktop-thread')
  await picture(who('tom').page, 'gift-phone-thread')
})

test('who asks to be asked: a transfer waits for a yes, one is taken, one is given back, on both screens without a reload', async () => {
  const [ling, tom] = [who('ling'), who('tom')]
  await tom.page.goto(`${instance.url}/me/wallet`)
  await tom.page.getByRole('button', { name: /Ling.*Best wishes.*\+/ }).waitFor() // his share, with the words that came with it
  await tom.page.getByRole('button', { name: /Transfers from contacts.*Arrive at once/ }).click()
  await picture(tom.page, 'wallet-phone-arrival')
  await sheet(tom.page, 'Transfers from contacts').getByText('Ask me first').click()
  await tom.page.keyboard.press('Escape')
  await tom.page.getByRole('button', { name: /Transfers from contacts.*Ask me first/ }).waitFor()
  await tom.page.reload()
  await tom.page.getByRole('button', { name: /Transfers from contacts.*Ask me first/ }).waitFor()
  for (const visitor of [ling, tom]) await visitor.page.goto(`${instance.url}/chats`)
  // By what was said there last: the group's row names whoever took a share last.
  for (const { page } of [ling, tom]) await openConversation(page, 'Ling and Tom are now contacts')
  const [lingHad, tomHad] = [await balanceOf('ling'), await balanceOf('tom')]
  for (const [amount, action, line, state] of [
    ['5', 'Take the money', 'Tom took the money from Ling', 'Taken'],
    ['7', 'Give it back', 'Tom gave the money back to Ling', 'Refused, and given back'],
  ] as const) {
    const form = await begin(ling.page, 'Send money', [amount])
    await form.getByRole('button', { name: 'Next' }).click()
    await typePin(ling.page)
    await form.getByText('Sent to Tom, who has 24 hours to take it').waitFor()
    await form.getByRole('button', { name: 'Done' }).click()
    await thread(ling.page).getByText('Waiting to be taken').waitFor()
    const waits = thread(tom.page).getByText('For you: take it within 24 hours')
    // What waits has another colour than what has arrived.
    const colours = await waits.evaluate((strip) => {
      const probe = strip.appendChild(document.createElement('i'))
      probe.style.color = 'var(--warn)'
      const wanted = getComputedStyle(probe).color
      probe.remove()
      return [getComputedStyle(strip).color, wanted]
    })
    assert.equal(colours[0], colours[1])
    await waits.click()
    const offer = sheet(tom.page, 'Transfer')
    await offer.getByText(`${amount}.00`).first().waitFor()
    if (amount === '5') await picture(tom.page, 'gift-phone-transfer')
    await offer.getByRole('button', { name: action }).click()
    await offer.getByText(state).waitFor()
    await tom.page.keyboard.press('Escape')
    for (const { page } of [ling, tom]) {
      await thread(page).getByText(line).waitFor()
      await thread(page).locator('.gift').last().getByText(state).waitFor()
    }
  }
  assert.equal(await balanceOf('ling'), lingHad - 500)
  assert.equal(await balanceOf('tom'), tomHad + 500)
  await picture(ling.page, 'gift-desktop-transfers')
  await ling.page.goto(`${instance.url}/me/wallet`)
  await ling.page.getByRole('button', { name: /Tom.*Came back.*\+.*7\.00/ }).waitFor()
  await ling.page.getByRole('button', { name: /Red packet.*Best wishes.*−.*10\.00/ }).waitFor()
  await picture(ling.page, 'gift-desktop-wallet')
})

notInFirefox('the body of a request', 'whose answer got lost sees what became of it, and nothing to try again', async () => {
  const [ling, tom] = [who('ling'), who('tom')]
  const had = await balanceOf('tom')
  const sent = await call(ling, instance, 'GiftService/SendGift', {
    requestId: 'request-lost-answer',
    conv: new URL(tom.page.url()).pathname.split('/').at(-1),
    kind: 'GIFT_KIND_TRANSFER',
    userId: ids.get('tom'),
    amount: '300',
    currency: 'CNY',
    count: 1,
    pin: PIN,
  })
  assert.equal(sent.status, 200, JSON.stringify(sent.body))
  tom.expectFault(/GiftService\/TakeGift/)
  await tom.page.route('**/*GiftService/TakeGift', async (route) => {
    await route.fetch()
    await route.abort()
  })
  await thread(tom.page).getByText('For you: take it within 24 hours').click()
  const offer = sheet(tom.page, 'Transfer')
  await offer.getByRole('button', { name: 'Take the money' }).click()
  await offer.getByText('Taken', { exact: true }).waitFor()
  await offer.getByRole('alert').waitFor({ state: 'detached' })
  await tom.page.unroute('**/*GiftService/TakeGift')
  await tom.page.keyboard.press('Escape')
  assert.equal(await balanceOf('tom'), had + 300)
})

test('the history shows what has just moved, where the clock of the browser is three days behind', async () => {
  const late = await browser.newContext({ storageState: await who('tom').context.storageState(), serviceWorkers: 'block' })
  const page = await late.newPage()
  await page.clock.setSystemTime(Date.now() - 3 * 86_400_000)
  await page.goto(`${instance.url}/me/wallet`)
  await page.getByRole('button', { name: /Ling.*\+.*5\.00/ }).waitFor()
  await late.close()
})

test('a group that shrank to two: the form has one share, and only the other one is offered to open a packet of two', async () => {
  const [ling, tom] = [who('ling'), who('tom')]
  const made = await call(ling, instance, 'GroupService/CreateGroup', { title: 'Three', userIds: [ids.get('tom'), ids.get('mei')] })
  assert.equal(made.status, 200, JSON.stringify(made.body))
  const conv = (made.body['conversation'] as { id: string }).id
  assert.equal((await call(who('mei'), instance, 'GroupService/LeaveGroup', { conv })).status, 200)
  for (const { page } of [ling, tom]) await page.goto(`${instance.url}/chats/${conv}`)
  await thread(ling.page).waitFor()
  await ling.page.getByText('2 members').first().waitFor() // the last state that was kept may be older
  const form = await begin(ling.page, 'Red packet', ['2'])
  const shares = form.getByRole('textbox', { name: 'Number of shares' })
  await shares.fill('2')
  await form.getByRole('alert').getByText('One share: one person here can take it.').waitFor()
  await shares.fill('1')
  const note = form.getByRole('textbox', { name: 'What for (optional)' })
  await note.fill('🧧'.repeat(41))
  await form.getByRole('alert').getByText('At most 40 characters; these are 41.').waitFor()
  await looksWrong(note)
  const go = form.getByRole('button', { name: 'Next' })
  assert.equal(await go.isDisabled(), true)
  await note.fill('🧧'.repeat(40))
  await form.getByRole('alert').waitFor({ state: 'detached' })
  await go.click()
  await typePin(ling.page)
  await form.getByText('The red packet is in the conversation').waitFor()
  await form.getByRole('button', { name: 'Done' }).click()
  // The instance takes one of two shares too: who was there may have left meanwhile.
  const sent = await call(ling, instance, 'GiftService/SendGift', {
    requestId: 'request-shrunk-group',
    conv,
    kind: 'GIFT_KIND_EQUAL',
    amount: '200',
    currency: 'CNY',
    count: 2,
    note: 'for two',
    pin: PIN,
  })
  assert.equal(sent.status, 200, JSON.stringify(sent.body))
  const packet = ({ page }: Visitor) => thread(page).getByRole('button', { name: /Red packet.*for two/ })
  await packet(ling).click()
  await sheet(ling.page, 'Red packet').getByText('Waiting to be opened').waitFor()
  assert.equal(await sheet(ling.page, 'Red packet').getByRole('button', { name: 'Open', exact: true }).count(), 0)
  await packet(tom).click()
  await sheet(tom.page, 'Red packet').getByRole('button', { name: 'Open', exact: true }).click()
  await sheet(tom.page, 'Red packet').getByText('1 of 2 taken').waitFor()
  await tom.page.waitForFunction(() => document.activeElement?.closest('dialog.sheet') != null)
  for (const { page } of [ling, tom]) {
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
})

test('a wallet that the operator froze says so on its own page, until it is thawed', async () => {
  const { page } = who('bob')
  const account = `person:${ids.get('bob')}:CNY`
  const said = page.getByRole('region', { name: 'Balance' }).getByText('Frozen: you receive, and cannot pay or send.')
  const frozen = await run(['ledger', 'freeze', account, '--data', instance.data])
  assert.equal(frozen.code, 0, frozen.output)
  await page.goto(`${instance.url}/me/wallet`)
  await said.waitFor()
  await picture(page, 'wallet-desktop-frozen')
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture(page, 'wallet-desktop-frozen-dark')
  const thawed = await run(['ledger', 'thaw', account, '--data', instance.data])
  assert.equal(thawed.code, 0, thawed.output)
  await page.reload()
  await page.getByRole('group', { name: 'History' }).waitFor()
  assert.equal(await said.count(), 0)
})

test('the books agree: nothing was lost or made, and nobody saw an error', async () => {
  assertQuiet(...people.values())
  const checked = await run(['ledger', 'check', '--data', instance.data])
  assert.equal(checked.code, 0, checked.output)
})
