/** README: "backup of a running instance, restore". What was published before opens in the restored instance as it did, and goes on from there. */
import assert from 'node:assert/strict'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { createAuthor } from './harness/author.js'
import { launchBrowser, lostConnection } from './harness/browser.js'
import { type Instance, root, run, startInstance } from './harness/instance.js'
import { assertQuiet, call, here, openConversation, signInAs, thread, userOf } from './harness/people.js'
import { programPage } from './harness/program.js'

let browser: Browser
let instance: Instance
let folder: string
before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('demo')
  folder = await mkdtemp(join(tmpdir(), 'superette-restore-'))
})
after(async () => {
  await browser?.close()
  await instance?.dispose()
  await rm(folder, { recursive: true, force: true })
})

/** A program with an icon and a sub-package, which says so when it has a new version. */
async function write(): Promise<string> {
  const program = join(folder, 'program')
  await cp(join(root, 'e2e', 'programs', 'workbench'), program, { recursive: true })
  await cp(join(root, 'examples', 'teahouse', 'images', 'logo.png'), join(program, 'images', 'logo.png'))
  await writeFile(join(program, 'superette.json'), JSON.stringify({ name: 'Kept', color: '#0f766e', logo: 'images/logo.png' }))
  const config = JSON.parse(await readFile(join(program, 'app.json'), 'utf8')) as Record<string, unknown>
  await writeFile(join(program, 'app.json'), JSON.stringify({ ...config, subPackages: [{ root: 'shop', pages: ['list'] }] }))
  await mkdir(join(program, 'shop'))
  await writeFile(join(program, 'shop', 'list.js'), 'Page({})')
  await writeFile(join(program, 'shop', 'list.wxml'), '<view>from the sub-package</view>')
  const app = join(program, 'app.js')
  await writeFile(
    app,
    `${await readFile(app, 'utf8')}\nwx.getUpdateManager().onUpdateReady(() => wx.showToast({ title: 'a new version', icon: 'none', duration: 60000 }))\n`,
  )
  return program
}

/** Who is told of a new version takes it. */
async function openAgain(page: Page): Promise<void> {
  const program = page.locator('.program.shown')
  await program.getByText('a new version').waitFor()
  await program.getByRole('button', { name: 'Menu' }).click()
  await page.getByRole('dialog', { name: 'Menu' }).getByRole('button', { name: 'Open again' }).click()
}

/** Every picture of a kind that is on the page has been drawn. */
const drawn = (page: Page, selector: string) =>
  page.waitForFunction((wanted) => {
    const images = [...document.querySelectorAll<HTMLImageElement>(wanted)]
    return images.length > 0 && images.every((image) => image.complete && image.naturalWidth > 0)
  }, selector)

test('a program that is open goes on over a restore and gets its update; shelf and card open it, sub-package and icon too', async () => {
  const program = await write()
  const author = await createAuthor(instance, 'author')
  const app = await author.publish(program)
  const index = join(program, 'pages', 'index', 'index.wxml')
  const first = await readFile(index, 'utf8')
  const publish = async (line: string): Promise<void> => {
    await writeFile(index, `<view>${line}</view>${first}`)
    const { output } = await author.run(['publish', program])
    assert.match(output, /sent 2 files of \d+ files[\s\S]*Kept version 2 is out/)
  }
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  tom.expectFault(lostConnection)
  const { page } = tom
  await page.goto(`${instance.url}/discover`)
  await page.getByRole('button', { name: 'Open Kept' }).first().click()
  await programPage(page).locator('.count').click()
  await programPage(page).getByText('counted 1', { exact: true }).waitFor()
  const chats = (await call(ling, instance, 'ChatService/ListConversations', {})).body['conversations'] as { id: string; members: { handle: string }[] }[]
  const shared = await call(ling, instance, 'ProgramService/Share', {
    appId: app,
    conv: chats.find((each) => each.members.length === 2 && each.members.some((member) => member.handle === 'tom'))?.id,
    clientId: 'share-before-the-fire',
    title: 'What there is',
    path: 'shop/list',
    imagePath: 'images/logo.png',
  })
  assert.equal(shared.status, 200, JSON.stringify(shared.body))
  await ling.context.close()

  const file = join(folder, 'backup.tar.gz')
  const packed = await run(['backup', '--data', instance.data, '--out', file])
  assert.equal(packed.code, 0, packed.output)
  // What is published from here on is lost with the folder, though Tom has it open.
  await publish('before the fire')
  await openAgain(page)
  await programPage(page).getByText('before the fire').waitFor()
  await programPage(page).locator('.count').click()
  await programPage(page).getByText('counted 1', { exact: true }).waitFor()

  await instance.stop()
  await rm(instance.data, { recursive: true })
  const unpacked = await run(['restore', file, '--data', instance.data])
  assert.equal(unpacked.code, 0, unpacked.output)
  await instance.restart()

  // Who had it open goes on, and is told of the update, though it has the number of the version that was lost.
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await programPage(page).locator('.count').click()
  await programPage(page).getByText('counted 2', { exact: true }).waitFor()
  const fresh = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  await here(fresh.page, await userOf(page))
  await publish('after the fire')
  await openAgain(page)
  await programPage(page).getByText('after the fire').waitFor()

  // Ling's browser has nothing of it yet.
  await openConversation(fresh.page, 'Tom')
  const card = thread(fresh.page).getByRole('button', { name: /What there is/ })
  await card.waitFor()
  await drawn(fresh.page, '.card-cover img')
  await card.click()
  await programPage(fresh.page).getByText('from the sub-package').waitFor()
  await fresh.page.goto(`${instance.url}/discover`)
  await fresh.page.getByRole('button', { name: 'Open Kept' }).first().waitFor()
  await drawn(fresh.page, '.program-row img')
  await fresh.page.getByRole('button', { name: 'Open Kept' }).first().click()
  await programPage(fresh.page).getByText('after the fire').waitFor()
  assertQuiet(tom, fresh)
  await fresh.context.close()
  await tom.context.close()
  await author.dispose()
})
