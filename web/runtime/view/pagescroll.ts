/** The page's own scrolling: onPageScroll, onReachBottom, wx.pageScrollTo and pull-down refresh. */

/** Tells once per approach that the bottom is nearer than `distance`; again after leaving it or when the page has grown. Pure. */
export function createReachBottom(distance: number): (top: number, height: number, whole: number) => boolean {
  let inside = true // a page that is short from the start has reached nothing
  let lastWhole = -1
  let lastTop = 0
  return (top, height, whole) => {
    if (whole !== lastWhole) {
      lastWhole = whole
      inside = false
    }
    const near = whole - (top + height) <= distance
    const down = top > lastTop
    lastTop = top
    if (!near) inside = false
    const reached = near && !inside && down
    if (reached) inside = true
    return reached
  }
}

export interface PageScroll {
  scrollTo(top: number, durationMs: number): void
}

export function createPageScroll(options: { readonly reachBottomDistance: number; scrolled(top: number): void; reachedBottom(): void }): PageScroll {
  const root = document.documentElement
  const reach = createReachBottom(options.reachBottomDistance)
  let due = false
  const tell = (): void => {
    due = false
    const top = window.scrollY
    options.scrolled(top)
    if (reach(top, window.innerHeight, Math.max(root.scrollHeight, document.body.scrollHeight))) options.reachedBottom()
  }
  window.addEventListener(
    'scroll',
    () => {
      if (due) return
      due = true
      requestAnimationFrame(tell)
    },
    { passive: true },
  )
  const glide = createGlide(
    () => window.scrollY,
    (y) => window.scrollTo(0, y),
  )
  for (const type of ['touchstart', 'wheel']) window.addEventListener(type, glide.stop, { passive: true })
  return { scrollTo: glide.to }
}

export interface Glide {
  /** Moves there over a time, ease-out; at once when the time is 0 or motion is not wanted. What was under way ends where it is. */
  to(target: number, durationMs: number): void
  stop(): void
}

/** The one movement of a scroll position: a second one takes the place of the first, and a person's hand ends it. */
export function createGlide(get: () => number, set: (value: number) => void): Glide {
  let frame = 0
  const stop = (): void => cancelAnimationFrame(frame)
  return {
    stop,
    to(target, durationMs) {
      stop()
      const from = get()
      if (durationMs <= 0 || matchMedia('(prefers-reduced-motion: reduce)').matches) return set(target)
      const start = performance.now()
      const step = (now: number): void => {
        const part = Math.min(1, Math.max(0, (now - start) / durationMs))
        set(from + (target - from) * (1 - (1 - part) ** 3))
        if (part < 1) frame = requestAnimationFrame(step)
      }
      frame = requestAnimationFrame(step)
    },
  }
}

export interface PullDown {
  show(on: boolean): void
  /** Whether a finger that comes from now on may pull. */
  allow(byHand: boolean): void
}

const openPx = 50
const pullPx = 64

/** How far the page follows the finger: the further, the harder, up to `most` pixels, which are 120 at least. Pure. */
export function pulled(distance: number, most = 0): number {
  const end = Math.max(120, most)
  return distance <= 0 ? 0 : end * (1 - Math.exp((-distance * 3) / (end * 4)))
}

/**
 * Whether a finger that begins here, on the way from the deepest element outwards, cannot be for the page: it scrolls something on its way
 * back to its top, or it is on what takes fingers for itself, or beside the page (a picker's sheet).
 */
function taken(path: readonly EventTarget[]): boolean {
  for (const each of path) {
    if (each === document.body || each === document.documentElement) return false
    if (!(each instanceof Element)) continue
    // A scroll-view keeps the page from being pulled wherever it stands, as in WeChat.
    if (each.nodeName === 'WX-SCROLL-VIEW' && each.hasAttribute('scroll-y')) return true
    const { touchAction, overflowY, overscrollBehaviorY } = getComputedStyle(each)
    if (/^(none|pan-x|pinch-zoom)/.test(touchAction)) return true
    const scrolls = overflowY === 'auto' || overflowY === 'scroll' || each.nodeName === 'TEXTAREA'
    if (scrolls && (each.scrollTop > 0 || overscrollBehaviorY !== 'auto')) return true
  }
  return true
}

/** Below this a movement has no direction yet. */
const strayPx = 3

/** Three dots above the page. The page is pushed by padding, not by a transform: fixed children stay where they are. */
export function createPullDown(options: { readonly byHand: boolean; caught(target: Node): boolean; refreshed(): void }): PullDown {
  const root = document.documentElement
  const dots = document.createElement('div')
  dots.className = 'wx-pulldown'
  dots.setAttribute('role', 'progressbar')
  dots.hidden = true
  dots.append(document.createElement('i'), document.createElement('i'), document.createElement('i'))
  root.append(dots)
  let on = false
  let start: { readonly x: number; readonly y: number } | null = null
  let pulling = false
  let distance = 0
  let allowed = true
  const place = (height: number, slow: boolean): void => {
    root.style.transition = slow ? 'padding-top .25s ease-out' : ''
    root.style.paddingTop = height === 0 ? '' : `${height}px`
    dots.style.height = `${height}px`
    dots.hidden = height === 0
    dots.classList.toggle('on', on)
  }
  const show = (next: boolean): void => {
    on = next
    place(on ? openPx : 0, true)
  }
  const allow = (byHand: boolean): void => {
    allowed = byHand
  }
  if (!options.byHand) return { show, allow }
  const begin = (event: Event, x: number, y: number): void => {
    start = allowed && window.scrollY <= 0 && !on && !taken(event.composedPath()) ? { x, y } : null
    pulling = false
    distance = 0
  }
  const follow = (event: Event, x: number, y: number): boolean => {
    if (start === null) return false
    const [right, down] = [Math.abs(x - start.x), y - start.y]
    if (!pulling) {
      if (right < strayPx && Math.abs(down) < strayPx) return false
      // A page is pulled straight down, and not through what catches the finger.
      if (down <= right || options.caught(event.target as Node)) {
        start = null
        return false
      }
      pulling = true
    }
    distance = pulled(down)
    if (distance > 0) place(distance, false)
    return distance > 0
  }
  const end = (): void => {
    if (start === null) return
    start = null
    const far = distance >= pullPx
    if (far) options.refreshed()
    if (distance > 0 || far) show(far)
  }
  document.addEventListener(
    'touchstart',
    (event) => {
      const [finger] = event.touches
      // A second finger zooms or turns.
      if (finger !== undefined && event.touches.length === 1) begin(event, finger.clientX, finger.clientY)
      else end()
    },
    { passive: true },
  )
  document.addEventListener(
    'touchmove',
    (event) => {
      const [finger] = event.touches
      if (event.defaultPrevented) start = null
      else if (finger !== undefined && follow(event, finger.clientX, finger.clientY) && event.cancelable) event.preventDefault()
    },
    { passive: false },
  )
  document.addEventListener('touchend', end)
  document.addEventListener('touchcancel', end)
  // A mouse pulls too, since a desktop has no other way; in a field it marks text.
  document.addEventListener('mousedown', (event) => {
    const field = event.composedPath().some((each) => each instanceof HTMLElement && (/^(INPUT|TEXTAREA)$/.test(each.nodeName) || each.isContentEditable))
    if (event.button === 0 && !field) begin(event, event.clientX, event.clientY)
  })
  document.addEventListener('mousemove', (event) => {
    if (event.buttons === 1) follow(event, event.clientX, event.clientY)
  })
  document.addEventListener('mouseup', end)
  return { show, allow }
}
