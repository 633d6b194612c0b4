/**
 * README: "a mini program cannot hurt the host". Programs that never come back: the host draws and the chat works meanwhile, the
 * host's question names the program and the place, closing frees everything, and another program opens.
 */
// alone: it measures how far apart the host's frames are, while three programs at once compute without an end
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { visit } from './harness/browser.js'
import { act, assertAsSmooth, begin, chatWorks, closeByQuestion, createStage, frameGap, goTo, type Stage, teahouseOpens } from './harness/hostile.js'
import { startInstance } from './harness/instance.js'
import { assertQuiet, signInAs } from './harness/people.js'
import { programPage } from './harness/program.js'

const title = 'Hostile does not answer'

let stage: Stage

before(async () => {
  stage = await createStage({ whole: true })
})
after(() => stage?.dispose())

test('a program that loops for ever: frames, chat and another program go on, and closing it frees its Worker', async () => {
  const ling = await stage.beside()
  const { page } = ling
  // Left in its cart, to be found there again.
  await teahouseOpens(page, stage.instance)
  await page.locator('.program.shown').getByRole('tab', { name: 'Cart' }).click()
  await page.locator('.program.shown').getByRole('tab', { name: 'Cart', selected: true }).waitFor()
  await page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
  const before = await frameGap(page)
  await page.getByRole('button', { name: 'Open Hostile' }).first().click()
  await programPage(page).getByText('ready').waitFor()
  await goTo(page, 'loop')
  await begin(page)
  await assertAsSmooth(page, before, 'a loop')
  const question = page.getByRole('alertdialog', { name: title })
  await question.waitFor()
  await question.getByText('pages/loop/loop go').waitFor()
  await question.getByRole('button', { name: 'Close' }).click()
  await page.locator('.program.shown').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Open Teahouse' }).first().click()
  await page.locator('.program.shown').getByRole('tab', { name: 'Cart', selected: true }).waitFor()
  assert.equal(page.workers().length, 1)
  assertQuiet(ling)
  await ling.context.close()
})

/** [page, the place that is named, whether it begins by itself] */
const loops: readonly (readonly [path: string, place: string | RegExp, begins?: boolean])[] = [
  ['pages/spin/spin', 'pages/spin/spin go'],
  [act('observer'), 'pages/act/act go'],
  [act('timer'), /^a timer of /],
  [act('regexp'), 'pages/act/act go'],
  [act('proxy'), 'pages/act/act go'],
  ['pages/wxs/wxs', 'pages/wxs/wxs go'],
  [act('microtasks'), 'pages/act/act go'],
  [act('getter'), 'pages/act/act go'],
  [act('component'), /^(pages\/act\/act go|components\/endless\/endless attached)$/],
  [`${act('forever')}&at=load`, 'pages/act/act onLoad', true],
  [`${act('forever')}&at=show`, 'pages/act/act onShow', true],
  [`${act('forever')}&at=ready`, 'pages/act/act onReady', true],
  ['sub/top/top', 'sub/top/top.js', true],
]
// Several people at once: each question takes its five seconds.
const crowd = 3
for (let from = 0; from < loops.length; from += crowd) {
  const some = loops.slice(from, from + crowd)
  test(`loops are named and closed: ${some.map(([path]) => path.replace('pages/act/act?what=', '')).join(', ')}`, async () => {
    await Promise.all(
      some.map(async ([path, place, begins]) => {
        const ling = await signInAs(stage.browser, stage.instance, 'ling', { shape: 'desktop' })
        const { page } = ling
        await page.goto(`${stage.instance.url}/p/${stage.hostile}/${path}`)
        if (begins !== true) await begin(page)
        const question = page.getByRole('alertdialog', { name: title })
        await question.getByText(place).waitFor()
        await chatWorksElsewhere(page)
        await closeByQuestion(page, title)
        assertQuiet(ling)
        await ling.context.close()
      }),
    )
  })
}

test('a program that computes on after it was left is stopped, and begins anew for who comes back', async () => {
  const ling = await signInAs(stage.browser, stage.instance, 'ling', { shape: 'desktop' })
  const { page } = ling
  await page.goto(`${stage.instance.url}/p/${stage.hostile}/${act('forever')}&at=hide`)
  await programPage(page).getByText('still here 0').waitFor()
  const [worker] = page.workers()
  assert.ok(worker)
  const stopped = worker.waitForEvent('close', { timeout: 60_000 })
  await page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
  await page.locator('.program.shown').waitFor({ state: 'detached' })
  await stopped
  assert.deepEqual(page.workers(), [])
  await page.goto(`${stage.instance.url}/discover`)
  await page.getByRole('button', { name: 'Open Hostile' }).first().click()
  await programPage(page).getByText('ready').waitFor()
  assertQuiet(ling)
  await ling.context.close()
})

test('a page that loops when it is left holds up nobody who closes the program, or goes back and is asked', async () => {
  const ling = await signInAs(stage.browser, stage.instance, 'ling', { shape: 'desktop' })
  const { page } = ling
  await page.goto(`${stage.instance.url}/p/${stage.hostile}/${act('forever')}&at=unload`)
  await programPage(page).getByText('still here 0').waitFor()
  await page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
  await page.locator('.program.shown').waitFor({ state: 'detached' })
  await page.goto(`${stage.instance.url}/p/${stage.hostile}/`)
  await programPage(page).locator('.to-unload').click()
  await programPage(page).getByText('still here 0').waitFor()
  await page.locator('.program.shown').getByRole('button', { name: 'Back' }).click()
  await page.getByRole('alertdialog', { name: title }).getByText('pages/act/act onUnload').waitFor()
  await closeByQuestion(page, title)
  await teahouseOpens(page, stage.instance)
  assertQuiet(ling)
  await ling.context.close()
})

/** The docked program leaves the chat beside it usable. */
async function chatWorksElsewhere(page: Parameters<typeof chatWorks>[0]): Promise<void> {
  await page.getByRole('link', { name: 'Chats' }).click()
  await page.getByRole('list', { name: 'Chats' }).getByRole('listitem').filter({ hasText: 'Tom' }).click()
  await chatWorks(page)
}

// Both mostly wait, for five seconds and for twelve.
describe('before the first page', { concurrency: true }, () => {
  test('a program that is stuck before its first page is offered to be closed too; in development its line is named', async () => {
    const stuck = await stage.eve.publish('e2e/programs/stuck')
    const ling = await signInAs(stage.browser, stage.instance, 'ling', { shape: 'phone' })
    const dev = await startInstance('dev', ['e2e/programs/stuck'])
    try {
      const author = await visit(stage.browser, { shape: 'phone' })
      await Promise.all([ling.page.goto(`${stage.instance.url}/p/${stuck}/`), author.page.goto((await dev.printed(/http:\S+\/dev\/open\?key=\w+/))[0])])
      const question = ling.page.getByRole('alertdialog', { name: 'Stuck does not answer' })
      await question.getByText('App onLaunch').waitFor()
      await question.getByRole('button', { name: 'Close' }).click()
      await ling.page.locator('.program.shown').waitFor({ state: 'detached' })
      await author.page.getByRole('alertdialog', { name: 'Stuck does not answer' }).getByText('App onLaunch (app.js:2').waitFor()
      assertQuiet(ling)
      await ling.context.close()
      await author.context.close()
    } finally {
      await dev.dispose()
    }
  })

  test('a program whose files do not come is said to take long, with what it waits for, and can be closed', async () => {
    const ling = await signInAs(stage.browser, stage.instance, 'ling', { shape: 'phone' })
    const { page } = ling
    const held = new Promise<() => Promise<void>>((resolve) => {
      void page.route(/\/pkg\/.*main\.js$/, (route) => resolve(() => route.continue()))
    })
    await page.goto(`${stage.instance.url}/p/${stage.hostile}/`)
    const question = page.getByRole('alertdialog', { name: 'Hostile takes long to open' })
    await question.getByText('Loading its files').waitFor()
    await (await held)()
    await question.waitFor({ state: 'detached' })
    await programPage(page).getByText('ready').waitFor()
    assertQuiet(ling)
    await ling.context.close()
  })
})
