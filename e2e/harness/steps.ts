/**
 * What a person does on a page, one line each:
 *
 *     tap WHAT          see WHAT         gone WHAT        type WHAT=TEXT     key NAME
 *     swipe WHAT DX DY  scroll TOP       value TEXT       file WHAT          timers MS          unreached HANDLER…
 *
 * WHAT is a text (the smallest element that shows it), `=text` (exactly that one) or a selector that begins with a dot, input or
 * textarea; a class is found whether or not the compiler gave it a scope. "see" asks that it is in view and that nothing lies over it.
 * "tap .mask @20,20" hits that place of it. "timers" lets those timers run that the page has set before: some components of WeUI hide
 * themselves 300 ms after they are ready or closed, also if they were opened meanwhile, which no finger is quick enough for. Each step
 * waits until it can be done or comes true, since programs animate.
 */
import type { CDPSession, ElementHandle, Frame } from 'playwright-core'
import { tap } from './taps.js'
import { drawn } from './rest.js'
import type { Walker } from './walk.js'

/** How many looks, a frame or two apart, before a step is given up; and again once the program's timers have run that were to come. */
const looks = 300
export const timersMs = 5_000

/**
 * A machine that is busy elsewhere draws the page's frames and keeps the program from running. So what is not there after many frames is
 * looked for again when the program has had its time, by its own clock.
 */
async function patiently<T>(walker: Walker, look: (frame: Frame) => Promise<T>, failed: (found: T) => boolean): Promise<T> {
  const found = await look(await walker.rest.whenStill())
  if (!failed(found)) return found
  await walker.rest.whenTimersRan(timersMs)
  return look(await walker.rest.whenStill())
}

const isText = (failed: string): boolean => failed !== ''
const isNothing = (found: unknown): boolean => found === null

export async function walkSteps(walker: Walker, steps: readonly string[], shots: string | undefined): Promise<string[]> {
  let seen = 0
  const lookouts = new Map<number, Lookout>()
  for (const [at, step] of steps.entries()) {
    const [verb = '', rest = ''] = split(step, ' ')
    if (verb === 'unreached') continue
    if (verb === 'tap') await watchAhead(walker, steps, at, lookouts)
    const failed = (await wasSeen(walker, lookouts.get(at))) ? '' : await carryOut(walker, verb, rest)
    if (failed !== '') return [`${step}: ${failed}`]
    if (shots !== undefined && verb === 'see' && seen < 3) {
      seen++
      await walker.page.screenshot({ path: `${shots}-${seen}.png`, scale: 'css' })
    }
  }
  await walker.rest.whenStill()
  return []
}

/**
 * What is to be seen after a tap may be gone before anyone outside has looked: a toast stays for a second or two, on a busy machine as
 * well. So the page itself looks out for it, from the tap on.
 */
async function watchAhead(walker: Walker, steps: readonly string[], tap: number, lookouts: Map<number, Lookout>): Promise<void> {
  const frame = await walker.rest.whenStill()
  const began = await frame.evaluate(() => window.walkTouches?.began ?? 0)
  for (let at = tap + 1; steps[at]?.startsWith('see '); at++) {
    lookouts.set(at, { frame, found: lookOut(frame, steps[at]?.slice('see '.length) ?? '', undefined, began) })
  }
}

interface Lookout {
  readonly frame: Frame
  readonly found: Promise<unknown>
}

/** A page that left looks out for nothing. */
async function wasSeen(walker: Walker, lookout: Lookout | undefined): Promise<boolean> {
  return lookout !== undefined && (await walker.rest.whenStill()) === lookout.frame && (await lookout.found) !== null
}

function split(text: string, at: string): [string, string] {
  const place = text.indexOf(at)
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + at.length)]
}

async function carryOut(walker: Walker, verb: string, rest: string): Promise<string> {
  const { page } = walker
  const frame = await walker.rest.whenStill()
  switch (verb) {
    case 'see':
      return (await patiently(walker, (each) => find(each, rest), isNothing)) === null ? await whyNot(await walker.rest.whenStill(), rest) : ''
    case 'gone':
      return patiently(walker, (each) => gone(each, rest), isText)
    case 'value':
      return patiently(walker, (each) => shows(each, rest), isText)
    case 'timers':
      await walker.rest.whenTimersRan(Number(rest))
      return ''
    case 'key':
      await page.keyboard.press(rest)
      return ''
    case 'scroll':
      await frame.evaluate((top) => scrollTo({ top, behavior: 'instant' }), Number(rest))
      await drawn(frame)
      return ''
  }
  const [what, place] = split(rest, ' @')
  const argument = verb === 'type' ? split(what, '=') : verb === 'swipe' ? swipeOf(what) : ([what, ''] as const)
  const [x, y] = place.split(',').map(Number)
  const position = x !== undefined && y !== undefined ? { x, y } : undefined
  switch (verb) {
    case 'tap':
      return (await touch(walker, argument[0], position)) ? '' : await whyNot(frame, argument[0])
    case 'type':
      if (!(await touch(walker, argument[0]))) return await whyNot(frame, argument[0])
      await frame.waitForFunction(() => /INPUT|TEXTAREA/.test(document.activeElement?.tagName ?? '') || document.activeElement?.shadowRoot?.activeElement)
      await page.keyboard.type(argument[1])
      return ''
    case 'file': {
      const dialog = page.waitForEvent('filechooser')
      dialog.catch(() => undefined) // of a tap that never arrives
      if (!(await touch(walker, argument[0]))) return await whyNot(frame, argument[0])
      await (await dialog).setFiles({ name: 'leaf.png', mimeType: 'image/png', buffer: Buffer.from(onePixel, 'base64') })
      return ''
    }
    case 'swipe': {
      const element = await patiently(walker, (each) => find(each, argument[0]), isNothing)
      if (element === null) return await whyNot(frame, argument[0])
      await swipe(walker, element, argument[1])
      return ''
    }
  }
  return 'there is no such step'
}

/** A tap that arrived. What came between the look and the finger (something that slides, a page that leaves) is waited for. */
async function touch(walker: Walker, what: string, position?: Place): Promise<boolean> {
  for (let tries = 0; tries < 3; tries++) {
    const element = await patiently(walker, (frame) => find(frame, what, position), isNothing)
    if (element === null) return false
    if ((await tap(walker, element, position)).arrived) return true
  }
  return false
}

const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

function swipeOf(text: string): readonly [string, string] {
  const found = text.match(/^(.*) (-?\d+) (-?\d+)$/)
  return [found?.[1] ?? text, `${found?.[2] ?? 0} ${found?.[3] ?? 0}`]
}

const sessions = new WeakMap<Walker, CDPSession>()

/** A finger down, eight moves, up. */
async function swipe(walker: Walker, element: ElementHandle, by: string): Promise<void> {
  const [dx = 0, dy = 0] = by.split(' ').map(Number)
  const box = await element.boundingBox()
  if (!box) return
  const finger = sessions.get(walker) ?? (await walker.page.context().newCDPSession(walker.page))
  sessions.set(walker, finger)
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] })
  for (let i = 1; i <= 8; i++) {
    await finger.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: x + (dx * i) / 8, y: y + (dy * i) / 8 }] })
  }
  await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}

/** The class as it is written, or with a component's scope before it. */
const selectorOf = (what: string): string =>
  /^\.|^(input|textarea)\b/.test(what) ? what.replace(/\.([\w-]+)/g, (_, name: string) => `:is(.${name},[class$="--${name}"],[class*="--${name} "])`) : ''

/** The element that stands still, in view, with nothing over it; null if there is none for long. */
const find = (frame: Frame, what: string, position?: Place): Promise<ElementHandle<Element> | null> => lookOut(frame, what, position, -1)

/** after: so many fingers were down before; looked for from the next one on. */
async function lookOut(frame: Frame, what: string, position: Place | undefined, after: number): Promise<ElementHandle<Element> | null> {
  const handle = await frame.evaluateHandle(lookFor, { selector: selectorOf(what), text: what, position: position ?? null, after, looks }).catch(() => null)
  return (handle?.asElement() as ElementHandle<Element> | null | undefined) ?? null
}

interface Place {
  readonly x: number
  readonly y: number
}

interface Sought {
  readonly selector: string
  readonly text: string
  readonly position: Place | null
  readonly after: number
  readonly looks: number
}

// Runs in the frame, a look for each of its animation frames, and so names no function inside.
const lookFor = async ({ selector, text, position, after, looks }: Sought): Promise<Element | null> => {
  const exact = text.startsWith('=')
  const wanted = (exact ? text.slice(1) : text).replace(/\s+/g, '')
  let before: Element | null = null
  let boxBefore: DOMRect | null = null
  for (let look = 0; look < looks; ) {
    if ((window.walkTouches?.began ?? 0) > after) {
      look++
      let candidates = [...document.querySelectorAll(selector === '' ? 'body *' : selector)].filter((each) =>
        each.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true }),
      )
      if (selector === '') {
        candidates = candidates.filter((each) => (each.textContent ?? '').replace(/\s+/g, '').includes(wanted))
        const same = candidates.filter((each) => (each.textContent ?? '').replace(/\s+/g, '') === wanted)
        if (exact || same.length > 0) candidates = same
        candidates = candidates.filter((each) => !candidates.some((other) => other !== each && each.contains(other)))
      }
      const still = candidates.filter(
        (each) =>
          !document
            .getAnimations()
            .some(
              (one) =>
                one.playState === 'running' &&
                one.effect instanceof KeyframeEffect &&
                one.effect.target?.contains(each) &&
                one.effect.getComputedTiming().iterations !== Number.POSITIVE_INFINITY,
            ),
      )
      let found: Element | null = null
      // What is in view already comes first: bringing another one there may move what slides. One that could not be had goes back to
      // where it was, so that a look leaves a list as it found it.
      for (const block of [null, 'nearest', 'center'] as const) {
        for (const each of still) {
          if (found !== null) break
          const around: { readonly at: Element; readonly top: number; readonly left: number }[] = []
          if (block !== null) {
            // What scrolls in a scroll-view stands in its shadow tree, between the view and its slot.
            for (let at: Element | null = each; at !== null; at = at.assignedSlot ?? at.parentElement ?? (at.getRootNode() as Partial<ShadowRoot>).host ?? null)
              around.push({ at, top: at.scrollTop, left: at.scrollLeft })
            each.scrollIntoView({ block, inline: 'nearest', behavior: 'instant' })
            // A script scrolls what no finger can, the slides of a swiper for one.
            for (const { at, top, left } of around) {
              const { overflowX, overflowY } = getComputedStyle(at)
              if (at.scrollTop !== top && overflowY === 'hidden') at.scrollTop = top
              if (at.scrollLeft !== left && overflowX === 'hidden') at.scrollLeft = left
            }
          }
          const { left, top, width, height } = each.getBoundingClientRect()
          const x = position === null ? (Math.max(left, 0) + Math.min(left + width, innerWidth)) / 2 : left + position.x
          const y = position === null ? (Math.max(top, 0) + Math.min(top + height, innerHeight)) / 2 : top + position.y
          if (width > 0 && height > 0 && x >= 0 && y >= 0 && x <= innerWidth && y <= innerHeight) {
            const hit = document.elementFromPoint(x, y)
            // What lets fingers through still is seen.
            if ((hit !== null && (each.contains(hit) || hit.contains(each))) || getComputedStyle(each).pointerEvents === 'none') found = each
          }
          if (found !== null) break
          for (const { at, top: oldTop, left: oldLeft } of around) {
            if (at.scrollTop !== oldTop || at.scrollLeft !== oldLeft) at.scrollTo({ top: oldTop, left: oldLeft, behavior: 'instant' })
          }
        }
      }
      const box = found?.getBoundingClientRect() ?? null
      // What scripts move knows of no animation.
      const stays = box !== null && boxBefore !== null && Math.abs(box.x - boxBefore.x) < 1 && Math.abs(box.y - boxBefore.y) < 1
      if (found !== null && found === before && stays) return found
      before = found
      boxBefore = box
    }
    // A frame out of sight draws nothing.
    await new Promise((resolve) => {
      requestAnimationFrame(resolve)
      setTimeout(resolve, 200)
    })
  }
  return null
}

async function whyNot(frame: Frame, what: string): Promise<string> {
  return frame.evaluate(
    ({ selector, text }) => {
      const wanted = text.replace(/^=/, '').replace(/\s+/g, '')
      const there = [...document.querySelectorAll(selector === '' ? 'body *' : selector)].filter(
        (each) => selector !== '' || (each.textContent ?? '').replace(/\s+/g, '').includes(wanted),
      )
      const last = there.at(-1)
      if (!last) return 'it is not there'
      if (!last.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) return 'it is hidden'
      const { left, top, width, height } = last.getBoundingClientRect()
      const over = document.elementFromPoint(left + width / 2, top + height / 2)
      return `it stands at ${Math.round(left)},${Math.round(top)} with ${Math.round(width)} x ${Math.round(height)} under ${over?.nodeName.toLowerCase()}.${over?.className}`
    },
    { selector: selectorOf(what), text: what },
  )
}

async function gone(frame: Frame, what: string): Promise<string> {
  for (let look = 0; look < looks; look++) {
    const there = await frame.evaluate(
      ({ selector, text }) =>
        [...document.querySelectorAll(selector === '' ? 'body *' : selector)].some((each) => {
          if (selector === '' && (each.textContent ?? '').replace(/\s+/g, '') !== text.replace(/^=/, '').replace(/\s+/g, '')) return false
          if (!each.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) return false
          const { left, top, right, bottom, width, height } = each.getBoundingClientRect()
          if (width === 0 || height === 0 || right <= 0 || bottom <= 0 || left >= innerWidth || top >= innerHeight) return false
          // Cut off by what is around it, as in a collapsed panel or on the next slide.
          for (let at = each.parentElement; at; at = at.parentElement) {
            const style = getComputedStyle(at)
            if (style.overflow === 'visible' && style.overflowX === 'visible') continue
            const box = at.getBoundingClientRect()
            if (at !== document.body && (bottom <= box.top || top >= box.bottom || right <= box.left + 1 || left >= box.right - 1)) return false
          }
          return true
        }),
      { selector: selectorOf(what), text: what },
    )
    if (!there) return ''
    await drawn(frame)
  }
  return 'it is still there'
}

/** A field has that value. */
async function shows(frame: Frame, value: string): Promise<string> {
  let values: string[] = []
  for (let look = 0; look < looks; look++) {
    values = await frame.evaluate(() =>
      [...document.querySelectorAll('*')].flatMap((each) => {
        const fields = [each, ...(each.shadowRoot?.querySelectorAll('input, textarea') ?? [])]
        return fields.flatMap((field) => (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? [field.value] : []))
      }),
    )
    if (values.includes(value)) return ''
    await drawn(frame)
  }
  return `fields show ${values.join(', ')}`
}
