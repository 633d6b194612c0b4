/** README: "replies, mentions, reactions, edits, messages taken back, search": what makes a conversation comfortable. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { launchBrowser, picture } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet, bubble, call, conversationRow, openConversation, signInAs, thread, write } from './harness/people.js'
import { until } from './harness/until.js'

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

/** What a long press or a right click does to a message. */
async function onMessage(page: Page, text: string, action: string): Promise<void> {
  await bubble(page, text).first().dispatchEvent('contextmenu', { clientX: 200, clientY: 300 })
  await page.getByRole('dialog', { name: 'Actions on this message' }).getByRole('menuitem', { name: action }).click()
}

const notice = (page: Page, text: string): Locator => thread(page).locator('.notice').filter({ hasText: text })

test('messages are answered, reacted to, edited, taken back and removed, on both screens', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone', dark: true })
  await openConversation(ling.page, 'Tom')
  await openConversation(tom.page, 'Ling')
  await tom.page.locator('.bar-under').getByText('here now').waitFor()

  await write(ling.page, 'Longjing at for?')
  await bubble(tom.page, 'Longjing at for?').waitFor()
  await onMessage(tom.page, 'Longjing at for?', 'Reply')
  await tom.page.getByText('Reply to Ling').waitFor()
  await write(tom.page, 'Gladly')
  const answer = bubble(ling.page, 'Gladly')
  await answer.locator('.quote').getByText('Longjing at for?').waitFor()

  await bubble(ling.page, 'Gladly').dispatchEvent('contextmenu', { clientX: 500, clientY: 300 })
  await picture(ling.page, 'message-menu')
  await ling.page.getByRole('button', { name: 'React with ❤️' }).click()
  const sign = thread(tom.page).getByRole('button', { name: /❤️: Ling/ })
  await sign.click()
  await thread(ling.page)
    .getByRole('button', { name: /❤️: Ling.*Tom/ })
    .waitFor()

  await onMessage(ling.page, 'Longjing at for?', 'Edit')
  await ling.page.getByRole('textbox', { name: 'Message' }).fill('Longjing at four?')
  await ling.page.getByRole('button', { name: 'Send', exact: true }).click()
  await bubble(tom.page, 'Longjing at four?').first().getByText('edited').waitFor()
  await answer.locator('.quote').getByText('Longjing at four?').waitFor()
  await picture(tom.page, 'message-phone-dark')

  // Taken back: the words are nowhere any more, also for who asks the server.
  await onMessage(ling.page, 'edited', 'Take back')
  await notice(tom.page, 'took a message back').waitFor()
  await bubble(tom.page, 'Gladly').locator('.quote').getByText('not to be seen any more').waitFor()
  const conv = new URL(tom.page.url()).pathname.match(/cnv_[^/]+/)?.[0]
  const kept = await call(tom, instance, 'ChatService/History', { conv })
  assert.doesNotMatch(JSON.stringify(kept.body), /Longjing/)
  assert.match(JSON.stringify(kept.body), /Gladly/)

  // Removed for Ling alone.
  await onMessage(ling.page, 'Gladly', 'Remove for me')
  await bubble(ling.page, 'Gladly').waitFor({ state: 'detached' })
  await ling.page.reload()
  await notice(ling.page, 'You took a message back').waitFor()
  assert.equal(await bubble(ling.page, 'Gladly').count(), 0)
  assert.equal(await bubble(tom.page, 'Gladly').count(), 1)
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('a Chinese word of two characters is found, and the conversation opens where it stands', async () => {
  const tom = await signInAs(browser, instance, 'tom', { shape: 'desktop' })
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  await openConversation(tom.page, 'Ling')
  const conv = new URL(tom.page.url()).pathname.match(/cnv_[^/]+/)?.[0]
  await write(tom.page, '周末一起去喝普洱茶吧')
  await bubble(tom.page, '普洱茶').waitFor()
  for (let i = 0; i < 120; i++) await call(ling, instance, 'ChatService/Send', { conv, clientId: `after-it-${i}`, text: `line ${i} after it` })
  await ling.page.reload()
  await conversationRow(ling.page, 'Tom').waitFor()
  await ling.page.keyboard.press('Control+k')
  await ling.page.getByRole('combobox').fill('普洱')
  const hit = ling.page.getByRole('option').filter({ hasText: '周末一起去喝普洱茶吧' })
  await hit.waitFor()
  await picture(ling.page, 'search-desktop')
  await hit.click()
  const found = thread(ling.page).locator('[data-seq].found')
  await found.getByText('普洱茶').waitFor()
  const box = await found.boundingBox()
  assert.ok(box && box.y > 0 && box.y < 800, 'it is in view')
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('conversations are pinned, muted, and removed with a way back; who is mentioned sees it; reading can be kept to oneself', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'desktop' })
  const row = conversationRow(ling.page, 'Mei')
  const viewOf = async (action: string): Promise<void> => {
    await row.dispatchEvent('contextmenu', { clientX: 200, clientY: 200 })
    await ling.page.getByRole('menuitem', { name: action }).click()
  }
  await viewOf('Pin to the top')
  await row.locator('.pinned-row').waitFor()
  await viewOf('Mute')
  await row.getByLabel('Muted').waitFor()
  await viewOf('Remove the conversation')
  await row.waitFor({ state: 'detached' })
  await ling.page.getByRole('button', { name: 'Undo' }).click()
  await row.waitFor()
  await ling.page.reload()
  await row.locator('.pinned-row').waitFor()

  // A mention is found by its first letters, and marked in the other's list.
  const people = (await call(ling, instance, 'SocialService/ListContacts', {})).body['contacts'] as { id: string; handle: string }[]
  await call(ling, instance, 'GroupService/CreateGroup', { title: 'Round', userIds: people.map((each) => each.id) })
  await openConversation(ling.page, 'Round')
  const field = ling.page.getByRole('textbox', { name: 'Message' })
  await field.pressSequentially('Look, @to')
  await ling.page.getByRole('option', { name: 'Tom Berg' }).waitFor()
  await picture(ling.page, 'mention-desktop')
  await field.press('Enter')
  await field.pressSequentially('what I found')
  await field.press('Enter')
  await conversationRow(tom.page, 'Round').getByText('[Mentioned you]').waitFor()

  // Tom keeps to himself how far he reads.
  await tom.page.goto(`${instance.url}/me/privacy`)
  const receipts = tom.page.getByRole('switch', { name: /Show how far I have read/ })
  await receipts.uncheck()
  await picture(tom.page, 'privacy-desktop')
  await until(tom.page, async () => {
    const answer = await fetch('/api/superette.v1.ChatService/GetPrivacy', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
    return !JSON.stringify(await answer.json()).includes('receipts')
  })
  await openConversation(ling.page, 'Tom')
  await write(ling.page, 'Have you seen this?')
  await tom.page.goto(`${instance.url}/chats`)
  await openConversation(tom.page, 'Ling')
  await bubble(tom.page, 'Have you seen this?').waitFor()
  await write(tom.page, 'I have')
  await bubble(ling.page, 'I have').waitFor()
  assert.equal(await bubble(ling.page, 'Have you seen this?').getByLabel('Read').count(), 0)
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('who is blocked cannot write until it ends, and is not told', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  await openConversation(tom.page, 'Ling')
  await ling.page.getByRole('link', { name: 'Contacts' }).click()
  await ling.page.getByRole('list', { name: 'Contacts' }).getByText('Tom Berg').click()
  await ling.page.getByRole('button', { name: 'Block', exact: true }).click()
  await ling.page.getByRole('button', { name: 'Unblock' }).waitFor()
  await picture(ling.page, 'blocked-desktop')
  await write(tom.page, 'Are you there?')
  await thread(tom.page).getByText('This person does not take your messages.').waitFor()
  await ling.page.getByRole('button', { name: 'Unblock' }).click()
  await ling.page.getByRole('button', { name: 'Block', exact: true }).waitFor()
  await thread(tom.page).getByRole('button', { name: 'Try again' }).click()
  await thread(tom.page).locator('.pending').waitFor({ state: 'detached' })
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})
