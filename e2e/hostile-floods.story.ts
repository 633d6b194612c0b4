/**
 * README: "a mini program cannot hurt the host". Programs that take too much: nodes, data, messages, pages, dialogs, memory and the
 * picture itself. The host draws and the chat works meanwhile; what has a limit is refused, what has none is offered to be closed.
 */
// alone: it measures how far apart the host's frames are, and its programs take all the processor and memory that they get
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { act, assertAsSmooth, begin, chatWorks, createStage, frameGap, goTo, type Stage, teahouseOpens } from './harness/hostile.js'
import { assertQuiet, bubble, openConversation, signInAs, write } from './harness/people.js'
import { programPage } from './harness/program.js'

let stage: Stage

before(async () => {
  // So little memory for scripts that a program's end by taking it all comes soon.
  stage = await createStage({ whole: true, switches: ['--js-flags=--max-old-space-size=1000'] })
})
after(() => stage?.dispose())

test('a flood of setData leaves the host usable, and the host offers to close it', async () => {
  const [ling, tom] = await Promise.all([stage.beside(), signInAs(stage.browser, stage.instance, 'tom', { shape: 'phone' })])
  await openConversation(tom.page, 'Ling')
  const before = await frameGap(ling.page)
  await goTo(ling.page, 'flood')
  await begin(ling.page)
  await programPage(ling.page)
    .locator('.count', { hasText: /[1-9]\d/ })
    .waitFor()
  await assertAsSmooth(ling.page, before, 'a flood')
  await write(ling.page, 'written in the flood')
  await bubble(tom.page, 'written in the flood').waitFor()
  await write(tom.page, 'read in the flood')
  await bubble(ling.page, 'read in the flood').waitFor()
  const question = ling.page.getByRole('alertdialog', { name: 'Hostile is very busy' })
  await question.waitFor()
  await question.getByRole('button', { name: 'Close' }).click()
  await ling.page.locator('.program.shown').waitFor({ state: 'detached' })
  await teahouseOpens(ling.page, stage.instance)
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('a flood of writes into its storage leaves the host as smooth as it was, and the host offers to close it', async () => {
  const ling = await stage.beside(act('stores'))
  const before = await frameGap(ling.page)
  await begin(ling.page)
  const question = ling.page.getByRole('alertdialog', { name: 'Hostile is very busy' })
  await question.getByText('It stores without end').waitFor()
  await assertAsSmooth(ling.page, before, 'a flood of writes')
  await chatWorks(ling.page)
  await question.getByRole('button', { name: 'Close' }).click()
  await ling.page.locator('.program.shown').waitFor({ state: 'detached' })
  assertQuiet(ling)
  await ling.context.close()
})

/** One after the other on one page: the program lives on. */
test('data that is huge, nested without end or a ring, texts and buffers without end: refused or drawn, and the page goes on', async () => {
  const ling = await stage.beside()
  const { page } = ling
  const before = await frameGap(page)
  for (const [what, said] of [
    ['huge', 'drawn'],
    ['deep', 'refused: RangeError'],
    ['cyclic', 'taken'],
    ['strings', 'refused: RangeError'],
    ['buffers', 'refused: RangeError'],
    ['storage', 'refused 19, within the limit: true'],
    ['requests', '300 answered'],
    ['navigate', /^99\d refused, 10 pages$/],
  ] as const) {
    await page.goto(`${stage.instance.url}/p/${stage.hostile}/${act(what)}`)
    await begin(page)
    await programPage(page).getByText(said).waitFor()
    await programPage(page).locator('.count').click()
    await programPage(page).getByText('still here 1').waitFor()
  }
  await assertAsSmooth(page, before, 'what was taken')
  await page.getByRole('link', { name: 'Chats' }).click()
  await openConversation(page, 'Tom')
  await chatWorks(page)
  assertQuiet(ling)
  await ling.context.close()
})

test('a page of a million nodes is offered to be closed or stopped at its limit', async () => {
  const ling = await stage.beside(act('nodes'))
  const { page } = ling
  const before = await frameGap(page)
  await begin(page)
  await assertAsSmooth(page, before, 'a million nodes')
  await chatWorks(page)
  const question = page.getByRole('alertdialog', { name: 'Hostile does not answer' })
  const stopped = page.getByRole('alert').filter({ hasText: 'Hostile was stopped' })
  await question.or(stopped).first().waitFor()
  await page.locator('.program.shown').getByRole('button', { name: 'Close', exact: true }).click()
  await page.locator('.program.shown').waitFor({ state: 'detached' })
  await teahouseOpens(page, stage.instance)
  assertQuiet(ling)
  await ling.context.close()
})

test('a storm of calls ends the program; a storm of pages, dialogs and toasts leaves the way out', async () => {
  const ling = await stage.beside(act('calls'))
  const { page } = ling
  await begin(page)
  const stopped = page.getByRole('alert').filter({ hasText: 'Hostile was stopped' })
  await stopped.getByText('It sent so many messages').waitFor()
  assert.deepEqual(page.workers(), [])
  await chatWorks(page)
  await stopped.getByRole('button', { name: 'Close' }).click()
  for (const what of ['modals', 'modalsForEver', 'toasts', 'relaunch']) {
    await page.goto(`${stage.instance.url}/p/${stage.hostile}/${act(what)}`)
    await programPage(page).locator('.go').click()
    const sign = { modals: 'modal 0', modalsForEver: 'again', toasts: /^toast/, relaunch: '' }[what] ?? ''
    if (sign !== '') await page.locator('.program.shown').getByText(sign).first().waitFor()
    await page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
    await page.locator('.program.shown').waitFor({ state: 'detached' })
  }
  await teahouseOpens(page, stage.instance)
  assertQuiet(ling)
  await ling.context.close()
})

test('styles reach neither over the page nor outside', async () => {
  const asked: string[] = []
  const outside = createServer((request, answer) => {
    asked.push(request.url ?? '')
    answer.end()
  })
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`
  const ling = await signInAs(stage.browser, stage.instance, 'ling', { shape: 'desktop' })
  // Pictures of other addresses come by the instance's gateway, which keeps the person's browser out of it.
  ling.expectFault(/Content Security Policy|\/api\/gateway\/|decode downloaded font/)
  const { page } = ling
  await page.goto(`${stage.instance.url}/p/${stage.hostile}/pages/style/style?outside=${encodeURIComponent(address)}`)
  await programPage(page).getByText('cover').waitFor()
  await page.getByRole('link', { name: 'Chats' }).click()
  await openConversation(page, 'Tom')
  await chatWorks(page)
  await page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
  await page.locator('.program.shown').waitFor({ state: 'detached' })
  assert.deepEqual(asked, [])
  outside.close()
  assertQuiet(ling)
  await ling.context.close()
})

test('a program that lets no frame of the host through is taken out of the picture and offered to be closed', async () => {
  const ling = await signInAs(stage.browser, stage.instance, 'ling', { shape: 'desktop' })
  const { page } = ling
  // A picture that stands still while the program is in it, whatever the machine: the host's frames come once it is out of it.
  await page.addInitScript(() => {
    if (window !== window.top) return
    const honest = window.requestAnimationFrame.bind(window)
    window.requestAnimationFrame = (run) => {
      const ticks = {
        next(time: number): void {
          if (document.querySelector('.program.shown .program-splash.gone') && !document.querySelector('.program-stage.veiled')) honest(ticks.next)
          else run(time)
        },
      }
      return honest(ticks.next)
    }
  })
  await page.goto(`${stage.instance.url}/p/${stage.hostile}/`)
  const question = page.getByRole('alertdialog', { name: 'Hostile holds everything up' })
  await question.getByText('pages/index/index').waitFor()
  await page.locator('.program-stage').waitFor({ state: 'hidden' })
  await question.getByRole('button', { name: 'Wait' }).click()
  await programPage(page).getByText('ready').waitFor()
  await page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
  await page.locator('.program.shown').waitFor({ state: 'detached' })
  assertQuiet(ling)
  await ling.context.close()
})

test('a program that takes all memory ends itself; the host says so and lives on', async () => {
  const ling = await stage.beside(act('arrays'))
  const { page } = ling
  // The driver counts a page as crashed when any of its frames is; the host's own document is asked past it.
  const host = await ling.context.newCDPSession(page)
  const ended = new Promise((resolve) => page.on('crash', resolve))
  await begin(page)
  await ended
  const said = await host.send('Runtime.evaluate', {
    awaitPromise: true,
    expression: `new Promise((resolve) => {
      const look = () => {
        const title = document.querySelector('.program.shown [role=alertdialog] h2')?.textContent
        if (title) return resolve(title)
      }
      new MutationObserver(look).observe(document, { subtree: true, childList: true })
      look()
    })`,
  })
  assert.equal(said.result.value, 'Hostile does not answer')
  await ling.context.close()
  // Another window of hers was another process, and goes on.
  const again = await stage.beside()
  await chatWorks(again.page)
  await teahouseOpens(again.page, stage.instance)
  assertQuiet(again)
  await again.context.close()
})
