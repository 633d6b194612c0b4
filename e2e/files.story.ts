/** README: "files": sent, seen, saved, gone on with after a cut and a reload, given up, and taken back. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Download, Locator, Page, Route } from 'playwright-core'
import { faultsInBoth } from './harness/access.js'
import { engine, launchBrowser, lostConnection, notInFirefox, picture, visit } from './harness/browser.js'
import { type Instance, startInstance } from './harness/instance.js'
import { assertQuiet, bubble, conversationRow, openConversation, signInAs, thread, write } from './harness/people.js'

const PART = 4 << 20
/** Of the instance of this story, in bytes. */
const LIMIT = 12_000_000

let browser: Browser
let instance: Instance

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('demo', ['--file-limit', '12MB'])
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
})

interface Sent {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

function file(name: string, size: number): Sent {
  const buffer = Buffer.alloc(size)
  for (let i = 0; i < size; i += 997) buffer[i] = i % 251
  return { name, mimeType: 'application/octet-stream', buffer }
}

const files = (page: Page): Locator => thread(page).locator('button.file')
const named = (page: Page, name: string): Locator => files(page).filter({ hasText: name })
const waiting = (page: Page): Locator => thread(page).locator('.pending-file')

async function choose(page: Page, ...list: readonly Sent[]): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click()
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('menuitem', { name: 'File', exact: true }).click()])
  await chooser.setFiles([...list])
}

async function contentOf(download: Download): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'superette-download-'))
  try {
    await download.saveAs(join(folder, 'file'))
    return await readFile(join(folder, 'file'))
  } finally {
    await rm(folder, { recursive: true })
  }
}

const sum = (content: Buffer): string => createHash('sha256').update(content).digest('hex')

/** How many uploads the instance keeps that are not sent. */
async function unfinished(): Promise<number> {
  const list = await readdir(join(instance.data, 'uploads'), { recursive: true, withFileTypes: true }).catch(() => [])
  return list.filter((each) => each.isFile()).length
}

const offsetOf = (route: Route): number => Number(route.request().headers()['upload-offset'])

test('a file is seen by both with its name and size, and is saved as it was', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  await openConversation(ling.page, 'Tom')
  await openConversation(tom.page, 'Ling')
  const plan = file('Quarterly plan.pdf', 1_234_567)
  await choose(ling.page, plan)
  await named(tom.page, 'Quarterly plan.pdf').filter({ hasText: 'PDF · 1.2 MB' }).waitFor()
  await tom.page.getByRole('button', { name: /^File from Ling.*: Quarterly plan\.pdf PDF · 1\.2 MB at .*\. Save$/ }).waitFor()
  await waiting(ling.page).waitFor({ state: 'detached' })

  // A name that wants to look like another one, and one that goes on and on.
  await choose(
    ling.page,
    file('invoice\u202efdp.exe', 2000),
    file('目录/../../etc/2026 年第三季度全体成员工作计划与预算安排（最终确认版，请于周五前反馈意见）.xlsx', 52_000),
    file('photos.zip', 8_400_000),
  )
  await named(tom.page, 'invoicefdp.exe').filter({ hasText: 'EXE · 2 kB' }).waitFor()
  await named(tom.page, '2026 年第三季度').filter({ hasText: 'XLSX · 52 kB' }).waitFor()
  await named(tom.page, 'photos.zip').waitFor()
  await picture(ling.page, 'files')
  await picture(tom.page, 'files-phone')
  if (engine === 'chromium') {
    assert.deepEqual(await faultsInBoth(ling.page, 'files in a conversation'), [])
    // With the keyboard, as with a finger.
    await named(tom.page, 'Quarterly').focus()
    const [saved] = await Promise.all([tom.page.waitForEvent('download'), tom.page.keyboard.press('Enter')])
    assert.equal(saved.suggestedFilename(), 'Quarterly plan.pdf')
    assert.equal(sum(await contentOf(saved)), sum(plan.buffer))
    const [other] = await Promise.all([tom.page.waitForEvent('download'), named(tom.page, 'invoicefdp.exe').tap()])
    assert.equal(other.suggestedFilename(), 'invoicefdp.exe')
  }

  await named(tom.page, 'Quarterly').click({ button: 'right' })
  await tom.page.getByRole('menuitem', { name: 'Reply' }).click()
  await write(tom.page, 'thank you')
  await bubble(ling.page, 'thank you').getByText('[File] Quarterly plan.pdf').waitFor()
  await choose(ling.page, file('last.txt', 30))
  await named(tom.page, 'last.txt').waitFor()
  await ling.page.goto(`${instance.url}/chats`)
  await conversationRow(ling.page, 'Tom').filter({ hasText: 'You: [File] last.txt' }).waitFor()
  await ling.page.keyboard.press('Control+k')
  await ling.page.getByRole('combobox').fill('quarterly')
  await ling.page.getByRole('option').filter({ hasText: '[File] Quarterly plan.pdf' }).first().waitFor()
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

notInFirefox('the body of a request', 'a file goes on where it was, after a cut and after a reload, and is there once', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  ling.expectFault(lostConnection)
  await openConversation(ling.page, 'Tom')
  await openConversation(tom.page, 'Ling')
  const film = file('film.mp4', 2 * PART + 1000)
  const offsets: number[] = []
  let cut = 2 // the second part is cut, and then that of the reloaded page is held
  let held: Route | undefined
  let hold: () => void = () => undefined
  const holds = new Promise<void>((resolve) => {
    hold = resolve
  })
  await ling.page.route('**/api/chat/upload/**', async (route) => {
    if (route.request().method() !== 'PATCH') return route.continue()
    const at = offsetOf(route)
    offsets.push(at)
    if (at === PART && cut > 0) {
      cut--
      if (cut === 1) return route.abort()
      held = route
      return hold()
    }
    return route.continue()
  })
  await choose(ling.page, film)
  await holds
  const bar = waiting(ling.page).getByRole('progressbar')
  assert.equal(await bar.getAttribute('aria-valuenow'), '49')
  await waiting(ling.page).filter({ hasText: '4.2 MB of 8.4 MB' }).waitFor()
  await picture(ling.page, 'files-sending')
  await ling.page.reload()
  await held?.abort().catch(() => undefined) // the page that asked is gone
  await named(tom.page, 'film.mp4').waitFor()
  await waiting(ling.page).waitFor({ state: 'detached' })
  // Each byte went up once: what was there was not sent again.
  assert.deepEqual(offsets, [0, PART, PART, PART, 2 * PART])
  const [saved] = await Promise.all([tom.page.waitForEvent('download'), named(tom.page, 'film.mp4').tap()])
  assert.equal(sum(await contentOf(saved)), sum(film.buffer))
  assert.equal(await named(tom.page, 'film.mp4').count(), 1)
  assert.equal(await unfinished(), 0)
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('a file that is sent without a connection waits, and arrives once', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  ling.expectFault(lostConnection)
  await openConversation(ling.page, 'Tom')
  await openConversation(tom.page, 'Ling')
  await write(ling.page, 'into the tunnel')
  await bubble(tom.page, 'into the tunnel').waitFor()
  await ling.context.setOffline(true)
  await choose(ling.page, file('tunnel.txt', 3000))
  await waiting(ling.page).filter({ hasText: 'waits for a connection' }).waitFor()
  await ling.page.getByRole('group', { name: 'File on its way: tunnel.txt, waits for a connection' }).waitFor()
  await picture(ling.page, 'files-waiting')
  await ling.context.setOffline(false)
  await named(tom.page, 'tunnel.txt').waitFor()
  await waiting(ling.page).waitFor({ state: 'detached' })
  await write(tom.page, 'out of the tunnel')
  await bubble(ling.page, 'out of the tunnel').waitFor()
  assert.equal(await named(tom.page, 'tunnel.txt').count(), 1)
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

notInFirefox('the body of a request', 'a file that is given up leaves nothing behind, one that is refused says why', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  ling.expectFault(/status of 503/)
  await openConversation(ling.page, 'Tom')
  let goesOn: () => void = () => undefined
  const second = new Promise<void>((resolve) => {
    goesOn = resolve
  })
  // The second part stays on its way; that it was begun says that the server has all of the first.
  await ling.page.route('**/api/chat/upload/**', (route) => (route.request().method() === 'PATCH' && offsetOf(route) > 0 ? goesOn() : route.continue()))
  await choose(ling.page, file('mistake.zip', PART + 10))
  await second
  await waiting(ling.page).filter({ hasText: '4.2 MB of 4.2 MB' }).waitFor()
  assert.equal(await unfinished(), 1)
  const gone = ling.page.waitForResponse((r) => r.request().method() === 'DELETE')
  await ling.page.getByRole('button', { name: 'Do not send mistake.zip' }).click()
  assert.equal((await gone).status(), 204)
  await waiting(ling.page).waitFor({ state: 'detached' })
  assert.equal(await unfinished(), 0)
  await ling.page.unroute('**/api/chat/upload/**')

  // A disk without room.
  await ling.page.route('**/api/chat/upload/**', (route) =>
    route.request().method() === 'PATCH'
      ? route.fulfill({ status: 503, headers: { 'superette-code': 'store.full' }, json: { code: 'store.full', message: 'The server has no room left.' } })
      : route.continue(),
  )
  await choose(ling.page, file('much.zip', 5000))
  await ling.page.getByText('Not sent. The server has no room left. Nothing of it was kept.').waitFor()
  await picture(ling.page, 'files-refused')
  await ling.page.unroute('**/api/chat/upload/**')
  await ling.page.getByRole('button', { name: 'Try again' }).click()
  await named(ling.page, 'much.zip').waitFor()
  assert.deepEqual([await named(ling.page, 'much.zip').count(), await named(ling.page, 'mistake.zip').count()], [1, 0])
  assertQuiet(ling)
  await ling.context.close()
})

test('what is dropped is shown before it is sent; what is too large is told of', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  await openConversation(ling.page, 'Tom')
  await thread(ling.page).evaluate((el) => {
    const data = new DataTransfer()
    data.items.add(new File(['one'], 'dropped.csv', { type: 'text/csv' }))
    data.items.add(new File(['two'], 'dropped.md', { type: '' }))
    const init = { bubbles: true, cancelable: true, dataTransfer: data }
    el.dispatchEvent(new DragEvent('dragover', init))
    el.dispatchEvent(new DragEvent('drop', init))
  })
  await ling.page.getByRole('heading', { name: 'Send these 2 files?' }).waitFor()
  await picture(ling.page, 'files-offer')
  await ling.page.locator('dialog.sheet').getByRole('button', { name: 'Send', exact: true }).click()
  await named(ling.page, 'dropped.csv').waitFor()
  await named(ling.page, 'dropped.md').waitFor()
  const before = await files(ling.page).count()
  await choose(ling.page, file('huge.iso', LIMIT + 1))
  await ling.page.getByText('huge.iso is too large: a file may have 12 MB at most.').waitFor()
  assert.equal(await files(ling.page).count(), before)
  assert.equal(await waiting(ling.page).count(), 0)
  assertQuiet(ling)
  await ling.context.close()
})

test('taken back it is given to nobody', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  const tom = await visit(browser, { shape: 'phone', locale: 'zh-CN', dark: engine === 'chromium' })
  tom.expectFault(/status of 404/)
  await tom.page.goto(`${instance.url}/demo/tom`)
  await openConversation(ling.page, 'Tom')
  await conversationRow(tom.page, 'Ling').click()
  await thread(tom.page).waitFor()
  await choose(ling.page, file('salary.ods', 4000))
  const seen = named(tom.page, 'salary.ods')
  await seen.waitFor()
  await tom.page.getByRole('button', { name: /^Ling.* 发的文件：\s?salary\.ods ODS · .*，保存$/ }).waitFor()
  await picture(tom.page, 'files-zh-dark')
  const asked = tom.page.waitForRequest((r) => r.method() === 'HEAD' && r.url().includes('/api/chat/file/'))
  await seen.tap()
  const address = (await asked).url()
  assert.equal((await tom.context.request.get(address)).status(), 200)
  await waiting(ling.page).waitFor({ state: 'detached' })
  await named(ling.page, 'salary.ods').click({ button: 'right' })
  await ling.page.getByRole('menuitem', { name: 'Take back' }).click()
  await seen.waitFor({ state: 'detached' })
  assert.equal((await tom.context.request.get(address)).status(), 404)
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})
