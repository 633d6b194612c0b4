/** README: "voice": recorded, seen with its length and loudness, heard, and taken back; the microphone is a fake one that beeps. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { faultsInBoth } from './harness/access.js'
import { engine, launchChromium, lostConnection, picture, type Visitor, visit } from './harness/browser.js'
import { launchFirefox } from './harness/firefox.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet, bubble, call, conversationRow, openConversation, signInAs, thread, write } from './harness/people.js'

let browser: Browser
let instance: Instance

before(async () => {
  browser =
    engine === 'firefox'
      ? await launchFirefox({ 'media.navigator.streams.fake': true, 'media.navigator.permission.disabled': true, 'media.autoplay.default': 0 })
      : await launchChromium({
          switches: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required'],
        })
  instance = await startInstance('demo')
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

const voices = (page: Page): Locator => thread(page).locator('button.voice')
const bar = (page: Page): Locator => page.getByRole('group', { name: 'Recording' })
const microphone = (page: Page): Locator => page.getByRole('button', { name: 'Record a voice message' })

/** By its key. Of two windows Firefox presses buttons by keys in the one that it takes for active alone. */
function press(button: Locator): Promise<void> {
  return engine === 'chromium' ? button.press('Enter') : button.click()
}

/** Waits until so much was recorded that the clock says it. */
async function recorded(page: Page, text: string): Promise<void> {
  await bar(page).getByRole('timer').filter({ hasText: text }).waitFor()
}

/** How many voices the open conversation has, once the page shows them all: it shows what it keeps first. */
async function allVoices(visitor: Visitor): Promise<number> {
  const conv = new URL(visitor.page.url()).pathname.split('/').at(-1)
  const { status, body } = await call(visitor, instance, 'ChatService/History', { conv, limit: 50 })
  assert.equal(status, 200)
  const n = (body['messages'] as readonly object[]).filter((m) => 'voice' in m).length
  if (n > 0)
    await voices(visitor.page)
      .nth(n - 1)
      .waitFor()
  return n
}

test('a voice is recorded by keys, seen by both with its length, heard by the other, and the next one after it', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  await openConversation(ling.page, 'Tom')
  await openConversation(tom.page, 'Ling')
  for (const length of ['0:03', '0:02']) {
    await press(microphone(ling.page))
    await recorded(ling.page, length)
    if (length === '0:03') {
      await picture(ling.page, 'voice-recording')
      if (engine === 'chromium') assert.deepEqual(await faultsInBoth(ling.page, 'a recording'), [])
    }
    await press(ling.page.getByRole('button', { name: 'Send the recording' }))
    await bar(ling.page).waitFor({ state: 'detached' })
  }
  const heard = voices(tom.page)
  await heard.nth(1).waitFor()
  await thread(ling.page).locator('.pending').first().waitFor({ state: 'detached' })
  if (engine === 'chromium') {
    // Its fake microphone beeps: what is drawn has silence and sound in it. With Firefox's it is flat.
    const bars = await heard
      .first()
      .locator('rect')
      .evaluateAll((list) => list.map((each) => Number(each.getAttribute('height'))))
    assert.ok(Math.max(...bars) === 24 && Math.min(...bars) < 12, JSON.stringify(bars))
  }
  await tom.page
    .getByRole('button', { name: /^Play the voice of Ling.*, 0:0\d at .*, not played yet$/ })
    .nth(1)
    .waitFor()
  assert.equal(await heard.and(tom.page.locator('.new')).count(), 2)
  assert.equal(await voices(ling.page).and(ling.page.locator('.new')).count(), 0)
  await picture(ling.page, 'voice')
  await picture(tom.page, 'voice-phone')
  if (engine === 'chromium') assert.deepEqual(await faultsInBoth(ling.page, 'voices in a conversation'), [])
  if (engine === 'chromium') {
    await heard.first().tap()
    await tom.page.getByRole('button', { name: /^Pause, 0:0/ }).waitFor()
    await heard.nth(1).and(tom.page.locator('.new')).waitFor({ state: 'detached' }) // it has begun by itself
    await tom.page.locator('.voice .played').first().waitFor({ state: 'attached' })
    await tom.page.getByRole('button', { name: /^Pause,/ }).waitFor({ state: 'detached' })
    assert.equal(await heard.and(tom.page.locator('.new')).count(), 0)
    await tom.page.reload()
    await heard.nth(1).waitFor()
    assert.equal(await heard.and(tom.page.locator('.new')).count(), 0)
  }

  await ling.page.goto(`${instance.url}/chats`)
  await conversationRow(ling.page, 'Tom').filter({ hasText: 'You: [Voice]' }).waitFor()
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('who holds the microphone sends by letting go, and cancels by sliding away; Escape cancels too', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  await openConversation(ling.page, 'Tom')
  const { page } = ling
  const before = await allVoices(ling)
  const box = await microphone(page).boundingBox()
  assert.ok(box)
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.getByText('Release to send, slide away to cancel').waitFor()
  await recorded(page, '0:02')
  await page.mouse.up()
  await voices(page).nth(before).waitFor()
  await page.mouse.move(x, y)
  await page.mouse.down()
  await recorded(page, '0:02')
  await page.mouse.move(x - 150, y - 120, { steps: 4 })
  await page.getByText('Release to cancel', { exact: true }).waitFor()
  await picture(page, 'voice-away')
  await page.mouse.up()
  await bar(page).waitFor({ state: 'detached' })
  await microphone(page).click()
  await recorded(page, '0:02')
  await page.keyboard.press('Escape')
  await bar(page).waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.activeElement?.classList.contains('composer-mic'))
  await microphone(page).click()
  await recorded(page, '0:01')
  await page.getByRole('button', { name: 'Cancel the recording' }).click()
  await bar(page).waitFor({ state: 'detached' })
  // What was cancelled is not sent later either.
  await write(page, 'enough')
  await bubble(page, 'enough').waitFor()
  await thread(page).locator('.pending').first().waitFor({ state: 'detached' })
  assert.equal(await voices(page).count(), before + 1)
  assertQuiet(ling)
  await ling.context.close()
})

test('a voice that is sent without a connection waits, and arrives once; taken back it is given to nobody', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await visit(browser, { shape: 'phone', locale: 'zh-CN', dark: engine === 'chromium' })
  ling.expectFault(lostConnection)
  await tom.page.goto(`${instance.url}/demo/tom`)
  await openConversation(ling.page, 'Tom')
  await conversationRow(tom.page, 'Ling').click()
  await thread(tom.page).waitFor()
  const before = await allVoices(tom)
  await ling.context.setOffline(true)
  await microphone(ling.page).click()
  await recorded(ling.page, '0:02')
  await ling.page.getByRole('button', { name: 'Send the recording' }).click()
  await thread(ling.page).locator('.pending-voice').waitFor()
  await ling.context.setOffline(false)
  const last = voices(tom.page).nth(before)
  await last.waitFor()
  await thread(ling.page).locator('.pending-voice').waitFor({ state: 'detached' })
  await tom.page
    .getByRole('button', { name: /^播放 Ling.* 的语音， 0:0\d .*, 未播放$/ })
    .last()
    .waitFor()
  await picture(tom.page, 'voice-zh-dark')
  const asked = tom.page.waitForRequest((r) => r.url().includes('/api/chat/voice/'))
  await last.tap()
  const address = (await asked).url()
  assert.equal((await tom.context.request.get(address)).status(), 200)
  await voices(ling.page).last().click({ button: 'right' })
  await ling.page.getByRole('menuitem', { name: 'Take back' }).click()
  await last.waitFor({ state: 'detached' })
  assert.equal(await voices(tom.page).count(), before)
  assert.equal((await tom.context.request.get(address)).status(), 404)
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('who refuses the microphone is told what to do', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'phone' })
  await openConversation(ling.page, 'Tom')
  await ling.page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('Permission denied', 'NotAllowedError'))
  })
  await microphone(ling.page).tap()
  await ling.page.getByText('The microphone is blocked for this page. Allow it in the browser’s settings for this site').waitFor()
  await picture(ling.page, 'voice-refused')
  assert.equal(await bar(ling.page).count(), 0)
  await write(ling.page, 'then in words')
  await bubble(ling.page, 'then in words').waitFor()
  assertQuiet(ling)
  await ling.context.close()
})
