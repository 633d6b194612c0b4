/** A person who has a keyboard alone: where the focus is, whether it can be seen, and how to get to something. */
import assert from 'node:assert/strict'
import type { ElementHandle, Locator, Page } from 'playwright-core'
import { isThere } from './places.js'

/** No screen has so many stops. */
const stopsAtMost = 150

/** What has the focus, in whatever frame. */
async function focused(page: Page): Promise<ElementHandle<Element> | null> {
  let at = (await page.evaluateHandle(() => document.activeElement)).asElement() as ElementHandle<Element> | null
  for (;;) {
    const frame = await at?.contentFrame()
    if (!frame) return at
    at = (await frame.evaluateHandle(() => document.activeElement)).asElement() as ElementHandle<Element> | null
  }
}

interface Stop {
  readonly name: string
  /** It, or what it is drawn in, has a ring or a border of another colour. */
  readonly seen: boolean
  readonly nowhere: boolean
}

/** A shadow of another colour than the ring's is there without the focus too. Names no function inside, since it runs in the frame. */
const look = (each: Element): Stop => {
  const name = `${each.tagName.toLowerCase()} ${each.getAttribute('aria-label') ?? each.textContent?.trim().slice(0, 40) ?? ''}`
  let seen = false
  let around: Element | null = each
  for (let up = 0; up < 4 && around !== null && !seen; up++, around = around.parentElement) {
    for (const each of around.getAnimations()) each.finish() // a ring that still comes has no colour of its own yet
    const style = getComputedStyle(around)
    const rings: string[] = []
    for (const variable of ['--brand', '--bad']) {
      const value = getComputedStyle(document.documentElement).getPropertyValue(variable).trim()
      if (value === '') continue
      const probe = document.createElement('i')
      probe.style.color = value
      document.body.append(probe)
      rings.push(getComputedStyle(probe).color)
      probe.remove()
    }
    seen =
      (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0) ||
      rings.some((colour) => style.boxShadow.includes(colour)) ||
      (Number.parseFloat(style.borderTopWidth) > 0 && style.borderTopColor === rings[0])
  }
  return { name, seen, nowhere: each === document.body || each === document.documentElement }
}

/** Presses a key until something has the focus; whatever has it on the way can be seen to have it. */
export async function reach(page: Page, wanted: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await wanted.waitFor()
  const stops: string[] = []
  while (stops.length < stopsAtMost) {
    const at = await focused(page)
    if (await wanted.evaluate((each, at) => each === at, at).catch(() => false)) {
      assert.equal((await at?.evaluate(look))?.seen, true, 'the focus can be seen')
      return
    }
    await page.keyboard.press(key)
    const stop = await (await focused(page))?.evaluate(look)
    stops.push(`${stop?.name}${stop?.seen || stop?.nowhere ? '' : ' (not seen)'}`)
  }
  assert.fail(`${key} does not come to it; it comes to\n${stops.slice(0, 40).join('\n')}`)
}

/** Tabs once around a screen. Tells of controls that the focus does not come to, and of those that do not show that they have it, a line each. */
export async function reachAll(page: Page): Promise<string[]> {
  await isThere(page)
  await page.waitForFunction(() => document.querySelector('#app :is(a[href], button)') !== null)
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  })
  const faults = new Set<string>()
  let stops = 0
  for (let outside = 0; outside < 2 && stops < stopsAtMost; stops++) {
    await page.keyboard.press('Tab')
    const at = await focused(page)
    const stop = await at?.evaluate(look)
    if (!at || !stop || stop.nowhere) {
      outside++
      continue
    }
    // A dialog of a program's keeps the focus until it is answered, or Escape closes it.
    if (await at.evaluate((each) => each.hasAttribute('data-reached') && each.closest('[aria-modal=true]') !== null)) break
    await at.evaluate((each) => each.setAttribute('data-reached', ''))
    if (!stop.seen) faults.add(`not seen to have the focus: ${stop.name}`)
  }
  if (stops >= stopsAtMost) faults.add('the focus never leaves the page')
  const missed = await page.evaluate(() =>
    // A sheet that is open is all that there is.
    [...(document.querySelector('dialog:modal, [aria-modal=true]') ?? document).querySelectorAll<HTMLElement>(':is(a[href], button, input, textarea, select)')]
      .filter((each) => {
        if (each.hasAttribute('data-reached') || each.matches(':disabled') || each.closest('[inert]') !== null) return false
        if (!each.checkVisibility({ checkVisibilityCSS: true }) || each.getBoundingClientRect().width === 0) return false
        // One of a group has its place in the order, and arrows lead to the others.
        if (each instanceof HTMLInputElement && each.type === 'radio' && document.querySelector(`[name="${each.name}"][data-reached]`) !== null) return false
        return each.tabIndex >= 0 || each.closest('[data-row], [role=listbox], [role=radiogroup]') === null
      })
      .map(
        (each) => `not reached: ${each.tagName.toLowerCase()} ${each.className} ${each.getAttribute('aria-label') ?? each.textContent?.trim().slice(0, 40)}`,
      ),
  )
  for (const each of missed) faults.add(each)
  return [...faults]
}
