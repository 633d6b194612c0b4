/** What axe finds on a screen. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Frame, Page } from 'playwright-core'

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A line for each fault. Programs' frames are their authors'; within says which elements of one are the host's, such as wx-map. */
export async function faults(page: Page | Frame, screen: string, within?: string): Promise<string[]> {
  await page.waitForFunction(() =>
    document.getAnimations().every((each) => each.playState !== 'running' || each.effect?.getComputedTiming().iterations === Infinity),
  )
  await page.evaluate(await axe)
  const found = await page.evaluate(async (within) => {
    const { axe } = globalThis as unknown as { axe: { run(on: Document | string, how: object): Promise<AxeResults> } }
    return (await axe.run(within ?? document, { iframes: false, resultTypes: ['violations'] })).violations
  }, within)
  return found.flatMap((rule) =>
    rule.nodes.map((node) => `${screen}: ${rule.id}: ${node.html.slice(0, 160)} (${node.failureSummary?.split('\n').at(1)?.trim() ?? ''})`),
  )
}
