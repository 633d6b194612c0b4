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
}

const openPx = 50
const pullPx = 64

/** How far the page follows the finger: the further, the harder. Pure. */
export const pulled = (distance: number): number => (distance <= 0 ? 0 : 120 * (1 - Math.exp(-distance / 160)))

/** Three dots above the page. The page is pushed by padding, not by a transform: fixed children stay where they are. */
export function createPullDown(options: { readonly byHand: boolean; refreshed(): void }): PullDown {
  const root = document.documentElement
  const dots = document.createElement('div')
  dots.className = 'wx-pulldown'
  dots.setAttribute('role', 'progressbar')
  dots.hidden = true
  dots.append(document.createElement('i'), document.createElement('i'), document.createElement('i'))
  root.append(dots)
  let on = false
  let startY = -1
  let distance = 0
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
  if (!options.byHand) return { show }
  const begin = (y: number): void => {
    startY = window.scrollY <= 0 && !on ? y : -1
    distance = 0
  }
  const follow = (y: number): boolean => {
    if (startY < 0) return false
    distance = pulled(y - startY)
    if (distance > 0) place(distance, false)
    return distance > 0
  }
  const end = (): void => {
    if (startY < 0) return
    startY = -1
    const far = distance >= pullPx
    if (far) options.refreshed()
    if (distance > 0 || far) show(far)
  }
  document.addEventListener('touchstart', (event) => begin(event.touches[0]?.clientY ?? 0), { passive: true })
  document.addEventListener(
    'touchmove',
    (event) => {
      if (event.defaultPrevented) startY = -1
      else if (follow(event.touches[0]?.clientY ?? 0) && event.cancelable) event.preventDefault()
    },
    { passive: false },
  )
  document.addEventListener('touchend', end)
  document.addEventListener('touchcancel', end)
  // A mouse pulls too, since a desktop has no other way.
  document.addEventListener('mousedown', (event) => {
    if (event.button === 0) begin(event.clientY)
  })
  document.addEventListener('mousemove', (event) => {
    if (event.buttons === 1) follow(event.clientY)
  })
  document.addEventListener('mouseup', end)
  return { show }
}
