/** Whether everything of the host is in sight: what a person with a small screen, or with large text, would miss. */
import type { Page } from 'playwright-core'

/** What of the host's own elements stands out of the screen, is cut off, or makes a screen roll sideways, a line each. Names no function: it runs in the page. */
export function outOfSight(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = []
    const root = document.documentElement
    if (root.scrollWidth > root.clientWidth + 1) faults.push(`the page is ${root.scrollWidth} wide on ${root.clientWidth}`)
    for (const each of document.querySelectorAll<HTMLElement>('#app :is(a, button, input, textarea, select, h1, h2, p, dt, dd, label)')) {
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
