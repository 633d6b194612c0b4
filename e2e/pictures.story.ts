/** README: "pictures": sent, seen, looked at, taken back, and sent once after a tunnel. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { faultsInBoth } from './harness/access.js'
import { engine, launchBrowser, lostConnection, notInFirefox, picture, visit } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet, bubble, conversationRow, openConversation, signInAs, thread, write } from './harness/people.js'
import { png } from './harness/png.js'

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

const WIDE = { name: 'wide.png', mimeType: 'image/png', buffer: png(1200, 800, [194, 65, 12], [255, 237, 213]) }
const HIGH = { name: 'high.png', mimeType: 'image/png', buffer: png(600, 900, [21, 128, 61], [220, 252, 231]) }

const pictures = (page: Page): Locator => thread(page).locator('.picture')
/** However many are on their way. */
const allSent = (page: Page): Promise<void> => thread(page).locator('.pending').first().waitFor({ state: 'detached' })
const large = (page: Page): Locator => page.locator('dialog.viewer .viewer-picture.there img')

async function choose(page: Page, ...files: readonly (typeof WIDE)[]): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click()
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('menuitem', { name: 'Picture' }).click()])
  await chooser.setFiles([...files])
}

/** Hands a file over as a paste or a drop does. */
async function hand(target: Locator, event: 'paste' | 'drop', file: typeof WIDE): Promise<void> {
  await target.evaluate(
    (el, { kind, bytes, type }) => {
      const data = new DataTransfer()
      data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], 'a.png', { type }))
      const init = { bubbles: true, cancelable: true }
      if (kind === 'drop') el.dispatchEvent(new DragEvent('dragover', { ...init, dataTransfer: data }))
      el.dispatchEvent(
        kind === 'paste' ? new ClipboardEvent('paste', { ...init, clipboardData: data }) : new DragEvent('drop', { ...init, dataTransfer: data }),
      )
    },
    { kind: event, bytes: file.buffer.toString('base64'), type: file.mimeType },
  )
}

/** Two fingers move apart on the picture, to twice their distance, and one of them is lifted first. */
async function pinch(page: Page): Promise<void> {
  const touch = await page.context().newCDPSession(page)
  const at = (apart: number, count = 2) => [{ x: 195 - apart, y: 422, id: 0 }, ...(count === 2 ? [{ x: 195 + apart, y: 422, id: 1 }] : [])]
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(40) })
  for (const apart of [50, 60, 70, 80]) await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(apart) })
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: at(80, 1) })
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await page.locator('[data-scale="2.00"]').waitFor()
  await touch.detach()
}

test('a picture is seen by both, has its place before it is there, and is looked at large', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  await openConversation(ling.page, 'Tom')
  await openConversation(tom.page, 'Ling')
  let come: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    come = resolve
  })
  await tom.page.route('**/api/chat/picture/**', async (route) => {
    await held
    await route.continue()
  })
  await choose(ling.page, WIDE)
  await ling.page.locator('.picture.there').waitFor()
  const seen = pictures(tom.page)
  await seen.waitFor()
  const box = await seen.boundingBox()
  assert.ok(box && Math.abs(box.width / box.height - 1.5) < 0.03, JSON.stringify(box))
  await picture(tom.page, 'picture-comes')
  come()
  await tom.page.locator('.picture.there').waitFor()
  assert.deepEqual(await seen.boundingBox(), box)
  await tom.page.getByRole('button', { name: /^Picture from Ling/ }).waitFor()

  await choose(ling.page, HIGH)
  await seen.nth(1).waitFor()
  await picture(ling.page, 'pictures')
  // The host's documents are the same in both engines; a dark screen is Chromium's.
  if (engine === 'chromium') assert.deepEqual(await faultsInBoth(ling.page, 'pictures in a conversation'), [])
  await seen.first().tap()
  await large(tom.page).waitFor()
  assert.equal(await large(tom.page).evaluate((img: HTMLImageElement) => img.naturalWidth), 1200)
  await picture(tom.page, 'picture-large')
  if (engine === 'chromium') assert.deepEqual(await faultsInBoth(tom.page, 'a picture that is looked at'), [])
  // Twice makes it larger, and twice again as it was.
  await large(tom.page).dblclick()
  await tom.page.locator('[data-scale="2.50"]').waitFor()
  await large(tom.page).dblclick()
  await tom.page.locator('[data-scale="1.00"]').waitFor()
  if (engine === 'chromium') await pinch(tom.page)
  await tom.page.goBack()
  await tom.page.locator('dialog.viewer').waitFor({ state: 'detached' })
  await thread(tom.page).waitFor()

  // A phone takes one, too.
  if (engine === 'chromium') {
    await tom.page.getByRole('button', { name: 'More', exact: true }).tap()
    const [camera] = await Promise.all([tom.page.waitForEvent('filechooser'), tom.page.getByRole('menuitem', { name: 'Take a photo' }).tap()])
    assert.equal(await camera.element().getAttribute('capture'), 'environment')
    assert.equal(camera.isMultiple(), false)
  }

  // By keyboard and mouse.
  const opener = pictures(ling.page).first()
  await opener.focus()
  // Of two windows Firefox presses buttons by keys in the one that it takes for active alone.
  await (engine === 'chromium' ? ling.page.keyboard.press('Enter') : opener.click())
  await large(ling.page).waitFor()
  await ling.page.getByText('1 of 2').waitFor()
  await ling.page.keyboard.press('ArrowRight')
  await ling.page.getByText('2 of 2').waitFor()
  await large(ling.page).waitFor()
  assert.equal(await large(ling.page).evaluate((img: HTMLImageElement) => img.naturalHeight), 900)
  await ling.page.mouse.move(640, 400)
  await ling.page.mouse.wheel(0, -400)
  await ling.page.locator('[data-scale="2.72"]').waitFor()
  if (engine === 'chromium') {
    const [saved] = await Promise.all([ling.page.waitForEvent('download'), ling.page.getByRole('button', { name: 'Save' }).click()])
    assert.match(saved.suggestedFilename(), /^superette-\d{8}-\d+\.png$/)
  }
  await ling.page.keyboard.press('Escape')
  await ling.page.locator('dialog.viewer').waitFor({ state: 'detached' })
  assert.ok(
    await pictures(ling.page)
      .first()
      .evaluate((el) => el === document.activeElement),
    'the focus is back where it was',
  )

  await ling.page.goto(`${instance.url}/chats`)
  await conversationRow(ling.page, 'Tom').filter({ hasText: 'You: [Picture]' }).waitFor()
  await ling.page.keyboard.press('Control+k')
  await ling.page.getByRole('combobox').fill('picture')
  await ling.page
    .getByRole('option')
    .filter({ hasText: /Ling.*\[Picture\]/s })
    .first()
    .waitFor()
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('a picture that is sent without a connection waits, and arrives once', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  ling.expectFault(lostConnection)
  await openConversation(ling.page, 'Tom')
  await openConversation(tom.page, 'Ling')
  await write(ling.page, 'into the tunnel')
  await bubble(tom.page, 'into the tunnel').waitFor()
  const before = await pictures(tom.page).count()
  await ling.context.setOffline(true)
  await choose(ling.page, HIGH)
  const waiting = thread(ling.page).locator('.pending-picture')
  await waiting.and(ling.page.getByRole('img', { name: 'Picture, waits for a connection' })).waitFor()
  await ling.context.setOffline(false)
  await pictures(tom.page).nth(before).waitFor()
  await waiting.waitFor({ state: 'detached' })
  await write(tom.page, 'out of the tunnel')
  await bubble(ling.page, 'out of the tunnel').waitFor()
  assert.equal(await pictures(tom.page).count(), before + 1)
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('a picture that waits is there after a reload, and is sent once the server is back', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop', installed: true })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  ling.expectFault(lostConnection)
  tom.expectFault(lostConnection)
  await openConversation(ling.page, 'Tom')
  await openConversation(tom.page, 'Ling')
  await write(ling.page, 'the server naps')
  await bubble(tom.page, 'the server naps').waitFor()
  await ling.page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
  const before = await pictures(tom.page).count()
  await instance.kill()
  await choose(ling.page, WIDE)
  const waiting = thread(ling.page).locator('.pending-picture img')
  await waiting.waitFor()
  await ling.page.reload()
  await waiting.waitFor()
  assert.equal(await waiting.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth)), 1200)
  await instance.restart()
  await pictures(tom.page).nth(before).waitFor()
  await allSent(ling.page)
  await write(tom.page, 'good morning')
  await bubble(ling.page, 'good morning').waitFor()
  assert.equal(await pictures(tom.page).count(), before + 1)
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

notInFirefox('the body of a request', 'a picture whose answer is lost is sent again, and is there once', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  ling.expectFault(lostConnection)
  await openConversation(ling.page, 'Tom')
  await openConversation(tom.page, 'Ling')
  await write(ling.page, 'and another')
  await bubble(tom.page, 'and another').waitFor()
  const before = await pictures(tom.page).count()
  await ling.page.route('**/api/chat/picture?**', async (route) => {
    await route.fetch()
    await route.abort()
    await ling.page.unroute('**/api/chat/picture?**')
  })
  await choose(ling.page, WIDE)
  await pictures(tom.page).nth(before).waitFor()
  await allSent(ling.page)
  await write(tom.page, 'got it')
  await bubble(ling.page, 'got it').waitFor()
  assert.equal(await pictures(tom.page).count(), before + 1)
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('what is pasted or dropped is shown before it is sent; what is no picture is told of', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  await openConversation(ling.page, 'Tom')
  await pictures(ling.page).first().waitFor()
  const before = await pictures(ling.page).count()
  const send = ling.page.locator('dialog.sheet').getByRole('button', { name: 'Send', exact: true })
  const line = ling.page.getByRole('textbox', { name: 'Message' })
  // In Firefox no script can make a paste with a file in it.
  const paste = engine === 'chromium' ? 'paste' : 'drop'
  await hand(line, paste, WIDE)
  await ling.page.getByRole('heading', { name: 'Send this picture?' }).waitFor()
  await ling.page.keyboard.press('Escape')
  await send.waitFor({ state: 'detached' })
  await hand(line, paste, WIDE)
  await send.click()
  await pictures(ling.page).nth(before).waitFor()
  await hand(thread(ling.page), 'drop', HIGH)
  await send.click()
  await pictures(ling.page)
    .nth(before + 1)
    .waitFor()
  await allSent(ling.page)
  await choose(ling.page, { name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<html><script>alert(1)</script>') })
  await ling.page.getByText('This is not a picture that can be sent').waitFor()
  assert.equal(await pictures(ling.page).count(), before + 2)
  assertQuiet(ling)
  await ling.context.close()
})

test('taken back it is gone at both, large as it lies; who leaves the page has nothing of it', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await visit(browser, { shape: 'phone', locale: 'zh-CN', dark: engine === 'chromium' })
  await tom.page.goto(`${instance.url}/demo/tom`)
  await openConversation(ling.page, 'Tom')
  await conversationRow(tom.page, 'Ling').click()
  await thread(tom.page).waitFor()
  await write(ling.page, 'look')
  await bubble(tom.page, 'look').waitFor()
  const before = await pictures(tom.page).count()
  await choose(ling.page, HIGH)
  const seen = pictures(tom.page).nth(before)
  await seen.waitFor()
  await tom.page
    .getByRole('button', { name: /^Ling.* 发的图片/ })
    .last()
    .waitFor()
  await seen.and(tom.page.locator('.there')).waitFor()
  await picture(tom.page, 'pictures-zh-dark')
  await seen.tap()
  await large(tom.page).waitFor()
  const address = await large(tom.page).evaluate((img: HTMLImageElement) => img.src)
  assert.equal((await tom.context.request.get(address)).status(), 200)
  await allSent(ling.page)
  await pictures(ling.page).last().click({ button: 'right' })
  await ling.page.getByRole('menuitem', { name: 'Take back' }).click()
  await tom.page.locator('dialog.viewer').waitFor({ state: 'detached' })
  assert.equal(await pictures(tom.page).count(), before)
  assert.equal((await tom.context.request.get(address)).status(), 404)
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})
