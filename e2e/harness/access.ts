/** What axe finds on a screen. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Frame, Page } from 'playwright-core'

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Axe {
  run(on: Document | string, how: object): Promise<AxeResults>
}

/** A line for each fault. Programs' frames are their authors'; within says which elements of one are the host's, such as wx-map; only, a rule alone. */
export async function faults(page: Page | Frame, screen: string, { within, only }: { within?: string; only?: string } = {}): Promise<string[]> {
  await page.waitForFunction(() =>
    document.getAnimations().every((each) => each.playState !== 'running' || each.effect?.getComputedTiming().iterations === Infinity),
  )
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(await axe)
  const found = await page.evaluate(
    async ({ within, only }) => {
      const { axe } = globalThis as unknown as { axe: Axe }
      const how = { iframes: false, resultTypes: ['violations'], ...(only === undefined ? {} : { runOnly: [only] }) }
      return (await axe.run(within ?? document, how)).violations
    },
    { within, only },
  )
  return found.flatMap((rule) =>
    rule.nodes.map((node) => `${screen}: ${rule.id}: ${node.html.slice(0, 160)} (${node.failureSummary?.split('\n').at(1)?.trim() ?? ''})`),
  )
}

/** The same for the light screen that is shown and for the same screen in the dark, which differs in its colors and in nothing else. */
export async function faultsInBoth(page: Page, screen: string): Promise<string[]> {
  const inScheme = async (scheme: 'light' | 'dark') => {
    await page.emulateMedia({ colorScheme: scheme })
    await page.waitForFunction((scheme) => getComputedStyle(document.documentElement).colorScheme === scheme, scheme)
  }
  const found = await faults(page, `${screen} light`)
  await inScheme('dark')
  found.push(...(await faults(page, `${screen} dark`, { only: 'color-contrast' })))
  await inScheme('light')
  return found
}
