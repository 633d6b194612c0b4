/** An instance with a hostile program on it, people who run it beside their chats, and what of the host has to go on meanwhile. */
import assert from 'node:assert/strict'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { type Author, createAuthor } from './author.js'
import { type ChromiumStart, launchBrowser, type Visitor } from './browser.js'
import { type Instance, startInstance } from './instance.js'
import { bubble, openConversation, signInAs, write } from './people.js'
import { programPage } from './program.js'

export interface Stage {
  readonly browser: Browser
  readonly instance: Instance
  readonly eve: Author
  /** The appid of e2e/programs/hostile. */
  readonly hostile: string
  /** Ling at a desktop: the hostile program docked beside her conversation with Tom. path: a page with its query. */
  beside(path?: string): Promise<Visitor>
  dispose(): Promise<void>
}

export async function createStage(start: ChromiumStart = {}): Promise<Stage> {
  const browser = await launchBrowser(start)
  const instance = await startInstance('demo')
  const eve = await createAuthor(instance, 'eve')
  const hostile = await eve.publish('e2e/programs/hostile')
  return {
    browser,
    instance,
    eve,
    hostile,
    async beside(path = '') {
      const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
      await openConversation(ling.page, 'Tom')
      await ling.page.goto(`${instance.url}/p/${hostile}/${path}`)
      await programPage(ling.page).locator('body > *').first().waitFor()
      await ling.page.getByRole('link', { name: 'Chats' }).click()
      await openConversation(ling.page, 'Tom')
      return ling
    },
    async dispose() {
      await browser.close()
      await eve.dispose()
      await instance.dispose()
    },
  }
}

/** The page of one act of the hostile program (e2e/programs/hostile/acts). */
export const act = (what: string): string => `pages/act/act?what=${what}`

export async function goTo(page: Page, name: string): Promise<void> {
  await programPage(page).locator(`.to-${name}`).click()
  await page.waitForURL(new RegExp(`/pages/${name}/${name}`))
}

export async function begin(page: Page): Promise<void> {
  await programPage(page).locator('.go').click()
}

let written = 0
/** A message goes out and comes back from the instance. */
export async function chatWorks(page: Page): Promise<void> {
  written += 1
  const text = `still here, number ${written}`
  await write(page, text)
  await bubble(page, text).waitFor()
  await bubble(page, text).and(page.locator('.pending')).waitFor({ state: 'detached' })
}

export async function teahouseOpens(page: Page, instance: Instance): Promise<void> {
  await page.goto(`${instance.url}/discover`)
  await page.getByRole('button', { name: 'Open Teahouse' }).first().click()
  await programPage(page).getByText('Jasmine milk').waitFor()
}

/** The middle one of 40 gaps between frames of the host's page, in ms. */
export function frameGap(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const gaps: number[] = []
        let last = performance.now()
        const ticks = {
          next(): void {
            const now = performance.now()
            gaps.push(now - last)
            last = now
            if (gaps.length < 40) requestAnimationFrame(ticks.next)
            else resolve(gaps.sort((a, b) => a - b)[20] ?? Number.POSITIVE_INFINITY)
          },
        }
        requestAnimationFrame(ticks.next)
      }),
  )
}

/**
 * The host draws as it did before: its frames come at most so many times as far apart as without the program, in the same run. What a
 * program does without end slows each look at them; what else the machine had to do meanwhile does not slow three in a row.
 */
export async function assertAsSmooth(page: Page, before: number, what: string): Promise<void> {
  const looks: number[] = []
  while (looks.length < 3) {
    looks.push(await frameGap(page))
    if (Math.min(...looks) <= before * 3) return
  }
  assert.fail(`${what}: the host's frames are ${looks.map((each) => each.toFixed(1)).join(', ')} ms apart, ${before.toFixed(1)} ms before`)
}

/** Programs that this person opens find the port to the host in `$given`, as if the runtime had lost it. */
export async function givePort(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    if (window === window.top) return
    // In one line, so that the places of what follows stay.
    const steal =
      '{ const { postMessage } = MessagePort.prototype; const Channel = MessageChannel; MessagePort.prototype.postMessage = ' +
      'function (...args) { globalThis.$given ??= this; globalThis.$channel ??= Channel; return Reflect.apply(postMessage, this, args) } }'
    window.Blob = class extends Blob {
      constructor(parts: BlobPart[] = [], options: BlobPropertyBag = {}) {
        super(options.type === 'text/javascript' ? [steal, ...parts] : parts, options)
      }
    }
  })
}

/** Closing by the host's question; nothing of the program is left. */
export async function closeByQuestion(page: Page, title: string): Promise<void> {
  await page.getByRole('alertdialog', { name: title }).getByRole('button', { name: 'Close' }).click()
  await page.locator('.program.shown').waitFor({ state: 'detached' })
  assert.deepEqual(page.workers(), [])
}
