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
  /** There are others, of which enough like them had their tap. */
  readonly more: boolean
}

export interface Search {
  readonly tapped: readonly string[]
  /** How many alike are tapped for now, of a few and of many. */
  readonly ofFew: number
  readonly ofMany: number
}

/** So many that look alike are the rows of a list, made of data by one line of the template. */
export const many = 20

/**
 * The next element that was not tapped. Only the innermost counts: a tap on it is a tap on all around it. Navigators lead away and hold no
 * handler of the page's. Of those that are alike but for their number among their neighbours, as the rows of a wheel, a few stand for all:
 * the others wait until everything else had its turn. Names no function inside, since it runs in the frame.
 */
export const next = ({ tapped, ofFew, ofMany, many: rows }: Search & { readonly many: number }): Found => {
  const known = new Set(tapped)
  const had = new Map<string, number>()
  for (const key of tapped) {
    const shape = key.replace(/\d+(?=[/ ])/g, '')
    had.set(shape, (had.get(shape) ?? 0) + 1)
  }
  const there = new Map<string, number>()
  const left: { readonly each: Element; readonly key: string; readonly shape: string }[] = []
  const stack: { readonly at: Element; readonly path: string }[] = [{ at: document.body, path: '' }]
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { at, path } = top
    // From the last to the first, so that the first is the next.
    for (let child = at.lastElementChild, nth = at.childElementCount - 1; child !== null; child = child.previousElementSibling, nth--) {
      stack.push({ at: child, path: `${path}/${child.tagName}${nth}` })
    }
    const inner = at.childElementCount === 0 || /^WX-(INPUT|CHECKBOX|ICON|IMAGE)$/.test(at.tagName)
    if (!inner || at === document.body || at.closest('wx-navigator') !== null) continue
    if (!at.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) continue
    const key = `${path} ${at.className}`
    const shape = key.replace(/\d+(?=[/ ])/g, '')
    there.set(shape, (there.get(shape) ?? 0) + 1)
    if (!known.has(key)) left.push({ each: at, key, shape })
  }
  let covered = false
  let more = false
  for (const { each, key, shape } of left) {
    if ((had.get(shape) ?? 0) >= ((there.get(shape) ?? 0) >= rows ? ofMany : ofFew)) {
      more = true
      continue
    }
    each.scrollIntoView({ block: 'center', behavior: 'instant' })
    const { left: x, top: y, width, height } = each.getBoundingClientRect()
    if (width === 0 || height === 0) continue
    const hit = document.elementFromPoint(x + width / 2, y + height / 2)
    if (hit !== null && (each.contains(hit) || hit.contains(each))) return { key, element: each, covered: false, more }
    covered = true
  }
  return { key: '', element: null, covered, more }
}

/** What is said of a page of which not all was tapped. */
export const timeWasOver = 'its time was over'

/** No page has so many elements; a page that always brings up new ones comes to an end. */
const tapsAtMost = 1000
/** Of elements that are alike so many are tapped before all others had their turn, and then twice as many, and so on. */
const alikeAtFirst = { ofFew: 12, ofMany: 3 } as const
/** A deadline for a page, within that of its walk (walk.ts): what was not reached by then is named. */
const tapsDeadlineMs = 240_000
/** An element that a page at rest does not let have a tap so many times is none for fingers. */
const triesAtMost = 3

/**
 * Taps what can be tapped until every handler has run; gives a line for each that never did, with what became of the taps of the last
 * round that did not arrive.
 */
export async function tapEverything(walker: Walker, handlers: readonly string[], route: string): Promise<string[]> {
  const over = performance.now() + tapsDeadlineMs
  const missing = (): string[] => handlers.filter((name) => !walker.ran.has(name))
  let lost: string[] = []
  // Each element once from a fresh page on, once more on the page as the taps left it (something may have come up above), and both again
  // in a host that was loaded anew, which has nothing of the pages before.
  for (let round = 0; round < 4 && missing().length > 0 && performance.now() < over; round++) {
    let fresh = round % 2 === 0
    if (round === 2) {
      process.stdout.write(`# ${route}: the host is loaded anew for ${missing().join(', ')} (${lost.join('; ')})\n`)
      await walker.reload(route)
    }
    let frame = fresh ? await walker.open(route) : await walker.rest.whenStill()
    const tapped = new Set<string>()
    const tries = new Map<string, number>()
    let { ofFew, ofMany } = alikeAtFirst as { ofFew: number; ofMany: number }
    lost = []
    for (let taps = 0; taps < tapsAtMost && missing().length > 0; taps++) {
      if (performance.now() >= over) {
        lost.push(`${timeWasOver} after ${taps} taps`)
        break
      }
      const { key, covered, more, element, gone } = await find(walker, frame, { tapped: [...tapped], ofFew, ofMany })
      // What an earlier tap brought up may lie over the others.
      const bare = fresh || !covered
      if (element === null && !gone && bare && more) {
        ofFew *= 2
        ofMany *= 2
        continue
      }
      if (element === null && !gone && bare) {
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
  readonly more: boolean
  readonly element: ElementHandle<Element> | null
  /** The page left meanwhile. */
  readonly gone: boolean
}

async function find(walker: Walker, frame: Frame, search: Search): Promise<Sight> {
  for (let again = false; ; again = true) {
    const found = await frame.evaluateHandle(next, { ...search, many }).catch(() => null)
    const plain = (await found?.evaluate(({ key, covered, more }) => ({ key, covered, more })).catch(() => null)) ?? { key: '', covered: false, more: false }
    const element = ((await found?.getProperty('element').catch(() => null))?.asElement() ?? null) as ElementHandle<Element> | null
    if (element !== null) return { ...plain, element, gone: false }
    // Nothing has a size while the host keeps the program out of the picture (rest.ts).
    if ((await walker.rest.whenStill()) !== frame) return { ...plain, element, gone: true }
    if (plain.covered || plain.more || again) return { ...plain, element, gone: false }
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
