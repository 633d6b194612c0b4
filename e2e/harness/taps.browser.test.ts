/** In which order what is on a page is tapped. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from './browser.js'
import { many, next, type Search } from './taps.js'

let browser: Browser
let page: Page
before(async () => {
  browser = await launchBrowser()
  page = await browser.newPage()
})
after(() => browser?.close())

/** The texts of what is tapped one after the other, and what is left at the end. */
async function order(html: string, limits: Omit<Search, 'tapped'>): Promise<readonly [texts: string, covered: boolean, more: boolean]> {
  await page.setContent(`<style>body { margin: 0 } b { display: block; height: 20px }</style>${html}`)
  const tapped: string[] = []
  const texts: string[] = []
  for (;;) {
    const found = await page.evaluateHandle(next, { ...limits, tapped, many })
    const { key, text, covered, more } = await found.evaluate((each) => ({ ...each, element: null, text: each.element?.textContent ?? null }))
    if (text === null) return [texts.join(' '), covered, more]
    tapped.push(key)
    texts.push(text)
  }
}

const rows = (count: number): string => Array.from({ length: count }, (_, at) => `<b class="row">${at}</b>`).join('')

test('of the rows of a wheel a few stand for all, and what comes after them has its turn', async () => {
  assert.deepEqual(await order(`<b>open</b><div>${rows(60)}</div><b class="done">done</b>`, { ofFew: 12, ofMany: 3 }), ['open 0 1 2 done', false, true])
  assert.deepEqual(await order(`<div>${rows(60)}</div>`, { ofFew: 24, ofMany: 6 }), ['0 1 2 3 4 5', false, true])
})

test('of a few that look alike each may be another', async () => {
  assert.deepEqual(await order(`<div>${rows(9)}</div>`, { ofFew: 12, ofMany: 3 }), ['0 1 2 3 4 5 6 7 8', false, false])
})

test('what lies under something else is no place for a finger', async () => {
  const mask = '<i style="position: fixed; inset: 0; pointer-events: auto"></i>'
  assert.deepEqual(await order(`${rows(2)}${mask}`, { ofFew: 12, ofMany: 3 }), ['', true, false])
})
