/**
 * What a person does on a page, one line each:
 *
 *     tap WHAT          see WHAT         gone WHAT        type WHAT=TEXT     key NAME
 *     swipe WHAT DX DY  scroll TOP       value TEXT       file WHAT          unreached HANDLER…
 *
 * WHAT is a text (the smallest element that shows it), `=text` (exactly that one) or a selector that begins with a dot, input or textarea; a class is found
 * whether or not the compiler gave it a scope. "see" asks that it is in view and that nothing lies over it. "tap .mask @20,20" hits that
 * place of it. Each step waits until it can be done or comes true, since programs animate.
 */
import type { CDPSession, ElementHandle, Frame } from 'playwright-core'
import { programFrame } from './program.js'
import { drawn, type Walker } from './walk.js'

/** How many looks, two frames apart, before a step is given up. */
const looks = 150

export async function walkSteps(walker: Walker, steps: readonly string[], shots: string | undefined): Promise<string[]> {
  let seen = 0
  for (const step of steps) {
    const [verb = '', rest = ''] = split(step, ' ')
    if (verb === 'unreached') continue
    const failed = await carryOut(walker, verb, rest)
    if (failed !== '') return [`${step}: ${failed}`]
    if (shots !== undefined && verb === 'see' && seen < 3) {
      seen++
      await walker.page.screenshot({ path: `${shots}-${seen}.png`, scale: 'css' })
    }
  }
  return []
}

function split(text: string, at: string): [string, string] {
  const place = text.indexOf(at)
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + at.length)]
}

async function carryOut(walker: Walker, verb: string, rest: string): Promise<string> {
  const { page } = walker
  const frame = await programFrame(page)
  switch (verb) {
    case 'see':
      return (await find(frame, rest)) === null ? await whyNot(frame, rest) : ''
    case 'gone':
      return gone(frame, rest)
    case 'value':
      return shows(frame, rest)
    case 'key':
      await page.keyboard.press(rest)
      await drawn(frame)
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
  const element = await find(frame, argument[0], position)
  if (element === null) return await whyNot(frame, argument[0])
  if (verb === 'tap') await element.tap({ force: true, ...(position ? { position } : {}) })
  else if (verb === 'type') {
    await element.tap({ force: true })
    await frame.waitForFunction(() => /INPUT|TEXTAREA/.test(document.activeElement?.tagName ?? '') || document.activeElement?.shadowRoot?.activeElement)
    await page.keyboard.type(argument[1])
  } else if (verb === 'swipe') await swipe(walker, element, argument[1])
  else if (verb === 'file') {
    const dialog = page.waitForEvent('filechooser')
    await element.tap({ force: true })
    await (await dialog).setFiles({ name: 'leaf.png', mimeType: 'image/png', buffer: Buffer.from(onePixel, 'base64') })
  } else return 'there is no such step'
  await drawn(frame)
  return ''
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
async function find(frame: Frame, what: string, position?: { readonly x: number; readonly y: number }): Promise<ElementHandle<Element> | null> {
  for (let look = 0; look < looks; look++) {
    const handle = await frame.evaluateHandle(lookFor, { selector: selectorOf(what), text: what, position: position ?? null }).catch(() => null)
    const element = handle?.asElement() as ElementHandle<Element> | null | undefined
    const before = element ? await element.boundingBox() : null
    await drawn(frame)
    // What scripts move knows of no animation.
    if (element && before) {
      const after = await element.boundingBox()
      if (after && Math.abs(after.x - before.x) < 1 && Math.abs(after.y - before.y) < 1) return element
    }
  }
  return null
}

// Runs in the frame, and so names no function inside.
const lookFor = ({
  selector,
  text,
  position,
}: {
  selector: string
  text: string
  position: { readonly x: number; readonly y: number } | null
}): Element | null => {
  const exact = text.startsWith('=')
  const wanted = (exact ? text.slice(1) : text).replace(/\s+/g, '')
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
  // What is in view already comes first: bringing another one there may move what slides.
  for (const block of [null, 'nearest', 'center'] as const) {
    for (const each of still) {
      if (block !== null) each.scrollIntoView({ block, inline: 'nearest', behavior: 'instant' })
      const { left, top, width, height } = each.getBoundingClientRect()
      if (width === 0 || height === 0) continue
      const x = position === null ? (Math.max(left, 0) + Math.min(left + width, innerWidth)) / 2 : left + position.x
      const y = position === null ? (Math.max(top, 0) + Math.min(top + height, innerHeight)) / 2 : top + position.y
      if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) continue
      const hit = document.elementFromPoint(x, y)
      if (hit !== null && (each.contains(hit) || hit.contains(each))) return each
      // What lets fingers through still is seen.
      if (getComputedStyle(each).pointerEvents === 'none') return each
    }
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
