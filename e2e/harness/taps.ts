/**
 * Taps of a finger, of which it is known whether they arrived.
 *
 * A tap is lost when the page leaves, or something of the host comes up, between the look for its place and the finger. So each frame
 * counts what reaches it, and what did not arrive is not taken for done.
 */
import type { ElementHandle, Frame, Page } from 'playwright-core'
import type { Walker } from './walk.js'

export interface Touches {
  began: number
  clicks: number
  /** How long the last one was held. */
  heldMs: number
  /** What is to be tapped, and whether it lay under the finger. */
  wanted: Element | null
  hit: boolean
}
declare global {
  interface Window {
    /** Of the frame, while a program is walked. */
    walkTouches?: Touches
  }
}

/** Before the page is loaded: each of its frames counts. Not passive, so that the browser says a tap is done when the frame has had it. */
export async function countTouches(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const touches: Touches = { began: 0, clicks: 0, heldMs: 0, wanted: null, hit: false }
    window.walkTouches = touches
    let down = 0
    const options = { capture: true, passive: false }
    addEventListener(
      'touchstart',
      (event) => {
        touches.began++
        touches.heldMs = 0
        const finger = event.touches[0]
        const box = touches.wanted?.getBoundingClientRect()
        touches.hit =
          finger !== undefined &&
          box !== undefined &&
          Math.abs(finger.clientX - box.left - box.width / 2) <= box.width / 2 + 1 &&
          Math.abs(finger.clientY - box.top - box.height / 2) <= box.height / 2 + 1
        down = event.timeStamp
      },
      options,
    )
    addEventListener(
      'touchend',
      (event) => {
        touches.heldMs = event.timeStamp - down
      },
      options,
    )
    addEventListener(
      'click',
      () => {
        touches.clicks++
      },
      options,
    )
  })
}

/** A finger held for so long is a long press, for the browser and for the program. */
const longMs = 300

export interface Tapped {
  /** The page's frame had it, as a tap. */
  readonly arrived: boolean
  /** What is in view once the program has answered to it. */
  readonly frame: Frame
}

export async function tap(walker: Walker, element: ElementHandle<Element>, position?: { readonly x: number; readonly y: number }): Promise<Tapped> {
  const before = await element.evaluate((wanted) => {
    const touches = window.walkTouches
    if (touches !== undefined) touches.wanted = wanted
    return { began: touches?.began ?? 0, clicks: touches?.clicks ?? 0 }
  })
  await element.tap({ force: true, ...(position ? { position } : {}) })
  // A frame that is closed does not say.
  const arrived = await element.evaluate(had, { ...before, longMs }).catch(() => false)
  return { arrived, frame: await walker.rest.whenStill() }
}

/**
 * Whether the element had the tap, once it is over: it may have moved away under the finger. The click follows the finger within a frame
 * or two, but for an element that the finger's own handlers took away, and for a finger that only stopped what was still rolling.
 */
const had = async (element: Element, before: { readonly began: number; readonly clicks: number; readonly longMs: number }): Promise<boolean> => {
  const touches = window.walkTouches
  if (touches === undefined || touches.began <= before.began) return false
  for (let frames = 0; frames < 20 && touches.clicks <= before.clicks && element.isConnected; frames++) {
    // A frame out of sight draws nothing.
    await new Promise<unknown>((resolve) => {
      addEventListener('click', resolve, { once: true })
      requestAnimationFrame(resolve)
      setTimeout(resolve, 200)
    })
  }
  if (touches.clicks <= before.clicks && element.isConnected) return false
  return touches.hit && touches.heldMs < before.longMs
}

interface Found {
  /** Its place in the page and its look; the same on a page that is opened anew. */
  readonly key: string
  readonly element: Element | null
  readonly covered: boolean
}

/**
 * The next element that was not tapped. Only the innermost counts: a tap on it is a tap on all around it. Navigators lead away and hold no
 * handler of the page's. Names no function inside, since it runs in the frame.
 */
const next = (tapped: readonly string[]): Found => {
  const known = new Set(tapped)
  let covered = false
  for (const each of document.body.querySelectorAll('*')) {
    const inner = each.childElementCount === 0 || /^WX-(INPUT|CHECKBOX|ICON|IMAGE)$/.test(each.tagName)
    if (!inner || each.closest('wx-navigator') !== null || !each.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) continue
    let key = ` ${each.className}`
    for (let at = each; at !== document.body && at.parentElement !== null; at = at.parentElement) {
      key = `/${at.tagName}${[...at.parentElement.children].indexOf(at)}${key}`
    }
    if (known.has(key)) continue
    each.scrollIntoView({ block: 'center', behavior: 'instant' })
    const { left, top, width, height } = each.getBoundingClientRect()
    if (width === 0 || height === 0) continue
    const hit = document.elementFromPoint(left + width / 2, top + height / 2)
    if (hit !== null && (each.contains(hit) || hit.contains(each))) return { key, element: each, covered: false }
    covered = true
  }
  return { key: '', element: null, covered }
}

/** No page has so many elements; a page that always brings up new ones comes to an end. */
const tapsAtMost = 1000
/** An element that a page at rest does not let have a tap so many times is none for fingers. */
const triesAtMost = 3

/**
 * Taps what can be tapped until every handler has run; gives a line for each that never did, with what became of the taps of the last
 * round that did not arrive.
 */
export async function tapEverything(walker: Walker, handlers: readonly string[], route: string): Promise<string[]> {
  const missing = (): string[] => handlers.filter((name) => !walker.ran.has(name))
  let lost: string[] = []
  // Each element once from a fresh page on, once more on the page as the taps left it (something may have come up above), and both again
  // in a host that was loaded anew, which has nothing of the pages before.
  for (let round = 0; round < 4 && missing().length > 0; round++) {
    let fresh = round % 2 === 0
    if (round === 2) {
      process.stdout.write(`# ${route}: the host is loaded anew for ${missing().join(', ')} (${lost.join('; ')})\n`)
      await walker.reload(route)
    }
    let frame = fresh ? await walker.open(route) : await walker.rest.whenStill()
    const tapped = new Set<string>()
    const tries = new Map<string, number>()
    lost = []
    for (let taps = 0; taps < tapsAtMost && missing().length > 0; taps++) {
      const { key, covered, element, gone } = await find(walker, frame, [...tapped])
      // What an earlier tap brought up may lie over the others.
      if (element === null && !gone && (fresh || !covered)) {
        lost.push(`after ${taps} taps ${covered ? 'what is left is covered' : 'nothing is left'}`)
        break
      }
      let stays = false
      if (element !== null) {
        const after = await tap(walker, element).catch(() => null)
        const tried = (tries.get(key) ?? 0) + 1
        tries.set(key, tried)
        if (after?.arrived || tried === triesAtMost) tapped.add(key)
        if (!after?.arrived && tried === triesAtMost) lost.push(`${key.split('/').at(-1)} had no tap; there is ${await lies(walker.page, element)}`)
        if (!after?.arrived) await uncover(walker, route)
        stays = after?.arrived === true && after.frame === frame
      }
      fresh = !stays
      if (!stays) frame = await walker.open(route)
    }
  }
  return missing().map((name) => (lost.length > 0 ? `${name} (${lost.join('; ')})` : name))
}

/** What of the host lies where the element is, from the top down. */
async function lies(page: Page, element: ElementHandle<Element>): Promise<string> {
  const box = await element.boundingBox().catch(() => null)
  if (box === null) return 'nothing'
  const names = await page.evaluate(
    ({ x, y }) => document.elementsFromPoint(x, y).map((each) => `${each.tagName.toLowerCase()}.${[...each.classList].join('.')}`),
    { x: box.x + box.width / 2, y: box.y + box.height / 2 },
  )
  return `${Math.round(box.x)},${Math.round(box.y)} ${names.slice(0, 3).join(' over ')}`
}

interface Sight {
  readonly key: string
  readonly covered: boolean
  readonly element: ElementHandle<Element> | null
  /** The page left meanwhile. */
  readonly gone: boolean
}

async function find(walker: Walker, frame: Frame, tapped: readonly string[]): Promise<Sight> {
  for (let again = false; ; again = true) {
    const found = await frame.evaluateHandle(next, tapped).catch(() => null)
    const plain = (await found?.evaluate(({ key, covered }) => ({ key, covered })).catch(() => null)) ?? { key: '', covered: false }
    const element = ((await found?.getProperty('element').catch(() => null))?.asElement() ?? null) as ElementHandle<Element> | null
    if (element !== null) return { ...plain, element, gone: false }
    // Nothing has a size while the host keeps the program out of the picture (rest.ts).
    if ((await walker.rest.whenStill()) !== frame) return { ...plain, element, gone: true }
    if (plain.covered || again) return { ...plain, element, gone: false }
  }
}

/** Takes away what the host shows over the program. */
async function uncover({ page, reload }: Walker, route: string): Promise<void> {
  const over = page.locator('.program-scrim, .program-toast-layer.masked, .program-preview')
  if ((await over.count()) === 0) return
  await page.keyboard.press('Escape')
  await over
    .first()
    .waitFor({ state: 'hidden', timeout: 5000 })
    .catch(() => reload(route))
}
