/**
 * README: "a mini program cannot hurt the host", in Firefox: one that never comes back, and one that draws without end. The host draws
 * and the chat works meanwhile; its question names the program and the place, closing ends it, and another program opens.
 */
// alone: it measures how far apart the host's frames are, while a program computes without an end
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAsSmooth, begin, chatWorks, createStage, frameGap, goTo, type Stage, teahouseOpens } from './harness/hostile.js'
import { assertQuiet } from './harness/people.js'
import { programPage } from './harness/program.js'

let stage: Stage

before(async () => {
  stage = await createStage()
})
after(() => stage?.dispose())

async function closeByQuestion(page: Page, title: string, place?: string): Promise<void> {
  const question = page.getByRole('alertdialog', { name: title })
  await question.waitFor()
  if (place !== undefined) await question.getByText(place).waitFor()
  await question.getByRole('button', { name: 'Close' }).click()
  await page.locator('.program.shown').waitFor({ state: 'detached' })
  await teahouseOpens(page, stage.instance)
}

test('a program that loops for ever is named and closed; frames and chat go on beside it', async () => {
  const ling = await stage.beside()
  const { page } = ling
  const before = await frameGap(page)
  await goTo(page, 'loop')
  await begin(page)
  await assertAsSmooth(page, before, 'a loop')
  await chatWorks(page)
  await closeByQuestion(page, 'Hostile does not answer', 'pages/loop/loop go')
  assertQuiet(ling)
  await ling.context.close()
})

test('a flood of setData leaves frames and chat as they were, and is offered to be closed', async () => {
  const ling = await stage.beside()
  const { page } = ling
  const before = await frameGap(page)
  await goTo(page, 'flood')
  await begin(page)
  await programPage(page)
    .locator('.count', { hasText: /[1-9]\d/ })
    .waitFor()
  await assertAsSmooth(page, before, 'a flood')
  await chatWorks(page)
  await closeByQuestion(page, 'Hostile is very busy')
  assertQuiet(ling)
  await ling.context.close()
})
