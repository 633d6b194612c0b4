/** Waiting for what a page has to ask elsewhere: Playwright's waitForFunction takes a promise for a yes. */
import type { Page } from 'playwright-core'

/** A deadline for a state, not a measure of speed. */
const deadlineMs = 60_000
const betweenMs = 100

const left = /context was destroyed|navigat|Cannot find context/i

/** Asks in a page, which may load anew meanwhile, until the answer is truthy, and returns it. Throws the last answer after a minute. */
export async function until<T>(page: Page, ask: () => Promise<T>): Promise<T>
export async function until<T, A>(page: Page, ask: (arg: A) => Promise<T>, arg: A): Promise<T>
export async function until<T, A>(page: Page, ask: (arg: A) => Promise<T>, arg?: A): Promise<T> {
  const end = Date.now() + deadlineMs
  for (;;) {
    let said: unknown
    try {
      const answer = await page.evaluate(ask as (arg: unknown) => Promise<T>, arg)
      if (answer) return answer
      said = answer
      await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), betweenMs)
    } catch (err) {
      if (!(err instanceof Error && left.test(err.message))) throw err
      said = err.message
    }
    if (Date.now() > end) throw new Error(`never came true: ${String(ask)}, last ${JSON.stringify(said)}`)
  }
}
