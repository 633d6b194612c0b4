/** Whether everything of the host is in sight: what a person with a small screen, or with large text, would miss. */
import type { Page } from 'playwright-core'
import { picture } from './browser.js'
import { isThere } from './places.js'

/** What of the host's own elements stands out of the screen, is cut off, or makes a screen roll sideways, a line each. Names no function: it runs in the page. */
export function outOfSight(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = []
    const root = document.documentElement
    if (root.scrollWidth > root.clientWidth + 1) faults.push(`the page is ${root.scrollWidth} wide on ${root.clientWidth}`)
    for (const each of document.querySelectorAll<HTMLElement>(':is(#app, body > main) :is(a, button, input, textarea, select, h1, h2, p, dt, dd, label)')) {
      const name = `${each.tagName} ${each.className} ${each.textContent?.slice(0, 40)}`
      const box = each.getBoundingClientRect()
      if (
        box.width === 0 ||
        each.closest('[inert], .sr-only, .sheet-head.hidden') !== null ||
        !each.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })
      )
        continue
      if (box.right > innerWidth + 1 || box.left < -1) faults.push(`out of the screen: ${name}`)
      for (let around = each.parentElement; around !== null && around !== root; around = around.parentElement) {
        if (getComputedStyle(around).overflowX === 'visible') continue
        const frame = around.getBoundingClientRect()
        // What rolls sideways by itself, such as a row of pictures, is meant to.
        if (frame.width === 0 || around.hasAttribute('data-sideways')) break
        if (box.right <= frame.right + 1 && box.left >= frame.left - 1) continue
        faults.push(`cut off by ${around.className}: ${name}`)
        break
      }
      const { overflowX, overflowY, textOverflow } = getComputedStyle(each)
      if (textOverflow === 'ellipsis' || each.matches('input, textarea')) continue // said in full where it is opened; rolls under the caret
      if (overflowX !== 'visible' && each.scrollWidth > each.clientWidth + 1) faults.push(`cut off: ${name}`)
      if (overflowY !== 'visible' && each.scrollHeight > each.clientHeight + 2) faults.push(`cut off below: ${name}`)
    }
    return [...new Set(faults)]
  })
}

export const widths = [320, 390, 820, 1440] as const
export const heights: Readonly<Record<(typeof widths)[number], number>> = { 320: 568, 390: 844, 820: 1180, 1440: 900 }

/** Looks at what is shown, with text as it is and of twice the size. LOOK=1 also takes pictures. */
export async function atBothSizes(page: Page, screen: string): Promise<string[]> {
  const found: string[] = []
  for (const size of ['100%', '200%']) {
    await page.evaluate((size) => {
      document.documentElement.style.setProperty('font-size', size, 'important')
    }, size)
    await isThere(page)
    await page.evaluate(async () => {
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      // What comes in is on its way. What turns for ever never ends, and what was taken out again has nothing to end.
      const ends = document.getAnimations().filter((each) => each.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
      await Promise.allSettled(ends.map((each) => each.finished))
    })
    found.push(...(await outOfSight(page)).map((fault) => `${screen}, text ${size}: ${fault}`))
    if (process.env.LOOK) await picture(page, `look-${screen.replace('…', 'one').replaceAll(/\W+/g, '-')}-${size.slice(0, 1)}`)
  }
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'))
  return found
}

/** The same at every width. */
export async function atEveryWidth(page: Page, screen: string): Promise<string[]> {
  const found: string[] = []
  for (const width of widths) {
    await page.setViewportSize({ width, height: heights[width] })
    found.push(...(await atBothSizes(page, `${screen} at ${width}`)))
  }
  return found
}
