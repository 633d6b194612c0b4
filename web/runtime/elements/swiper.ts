/**
 * swiper: items are placed one by one around a position that is a fraction while something moves, so that a circular swiper
 * needs no copies of its ends. The nodes around them and the dots have WeChat's class names, which programs style.
 */
import { make, type Properties, pixels, WxElement } from './element.js'
import { ease, relativePlace, settle } from './rules.js'

interface SwiperProperties extends Properties {
  indicatorDots: boolean
  indicatorColor: string
  indicatorActiveColor: string
  autoplay: boolean
  current: number
  currentItemId: string
  interval: number
  duration: number
  circular: boolean
  vertical: boolean
  previousMargin: string
  nextMargin: string
  displayMultipleItems: number
  easingFunction: string
  snapToEdge: boolean
  disableTouch: boolean
}

export class WxSwiperItem extends WxElement {
  private transform = ''
  private size = ''
  private far = false
  constructor() {
    super({ itemId: '' })
  }
  place(transform: string, size: string, far: boolean): void {
    this.transform = transform
    this.size = size
    this.far = far
    this.restyled()
  }
  /** The program's style replaces ours: ours is put back. */
  restyled(): void {
    const [width, height] = this.size.split(' ')
    this.style.transform = this.transform
    if (width !== undefined && height !== undefined) Object.assign(this.style, { width, height })
    this.style.visibility = this.far ? 'hidden' : ''
  }
}

export class WxSwiper extends WxElement<SwiperProperties> {
  /** Where the items go. */
  readonly content = make('div', 'wx-swiper-slide-frame')
  private readonly slides = make('div', 'wx-swiper-slides', this.content)
  private readonly dots = make('div')
  private position = 0
  private index = 0
  private timer = 0
  private frame = 0
  private drag: { id: number; at: number; from: number; last: number; lastTime: number; speed: number; on: boolean } | null = null

  constructor() {
    super({
      indicatorDots: false,
      indicatorColor: '',
      indicatorActiveColor: '',
      autoplay: false,
      current: 0,
      currentItemId: '',
      interval: 5000,
      duration: 500,
      circular: false,
      vertical: false,
      previousMargin: '0px',
      nextMargin: '0px',
      displayMultipleItems: 1,
      easingFunction: 'default',
      snapToEdge: false,
      disableTouch: false,
    })
    new MutationObserver(() => this.built && this.changed('items')).observe(this.content, { childList: true })
  }
  private items(): WxSwiperItem[] {
    return Array.from(this.content.children).filter((child): child is WxSwiperItem => child instanceof WxSwiperItem)
  }
  private last(): number {
    return Math.max(0, this.items().length - (this.p.circular ? 1 : Math.max(1, this.p.displayMultipleItems)))
  }
  protected override build(): void {
    this.append(make('div', 'wx-swiper-wrapper', this.slides, this.dots))
    if (!this.hasAttribute('role')) this.setAttribute('role', 'group')
    this.setAttribute('aria-roledescription', 'carousel')
    this.addEventListener('pointerdown', (event) => this.press(event))
    this.addEventListener('pointermove', (event) => this.follow(event))
    this.addEventListener('pointerup', (event) => this.letGo(event))
    this.addEventListener('pointercancel', (event) => this.letGo(event))
    this.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key]
      if (step === undefined || event.target !== this) return
      event.preventDefault()
      this.go(this.index + step, 'touch')
    })
    this.index = this.position = this.p.current
    this.changed('items')
  }
  protected override attached(): void {
    this.schedule()
  }
  /** Where a person was before the page was drawn anew (dev/renew.ts): it stands there at once, and nobody is told. */
  protected override extra(name: string, value: unknown): void {
    if (name !== '$kept') return
    this.index = this.p.current = Number(value)
    this.changed('items')
  }
  protected override detached(): void {
    clearTimeout(this.timer)
    cancelAnimationFrame(this.frame)
  }
  protected override changed(name: string): void {
    const { p } = this
    switch (name) {
      // Its items may be others by the same setData, and come after it: those are meant.
      case 'current':
        return queueMicrotask(() => p.current !== this.index && this.go(p.current, ''))
      case 'currentItemId':
        return queueMicrotask(() => {
          const at = this.items().findIndex((item) => item.property('itemId') === p.currentItemId)
          if (at >= 0 && at !== this.index) this.go(at, '')
        })
      case 'autoplay':
      case 'interval':
        return this.schedule()
      default:
        this.tabIndex = this.items().length > 1 ? 0 : -1
        // Its items may come after it: what it was told stands until then.
        if (this.items().length > 0) this.index = Math.min(this.index, this.last())
        if (this.frame === 0 && this.drag === null) this.position = this.index
        this.layout()
        this.schedule()
    }
  }
  private layout(): void {
    const { p } = this
    const items = this.items()
    const many = Math.max(1, p.displayMultipleItems)
    const before = `${pixels(p.previousMargin)}px`
    const after = `${pixels(p.nextMargin)}px`
    this.slides.style.inset = p.vertical ? `${before} 0 ${after} 0` : `0 ${after} 0 ${before}`
    const size = p.vertical ? `100% ${100 / many}%` : `${100 / many}% 100%`
    const edge = this.edgeShift()
    items.forEach((item, i) => {
      const at = relativePlace(i, this.position, items.length, p.circular)
      const shift = edge === 0 ? `${at * 100}%` : `calc(${at * 100}% + ${edge}px)`
      item.place(p.vertical ? `translate3d(0,${shift},0)` : `translate3d(${shift},0,0)`, size, at < -2 || at > many + 1)
      item.toggleAttribute('inert', at <= -1 || at >= many)
    })
    this.dots.hidden = !p.indicatorDots
    this.dots.className = `wx-swiper-dots wx-swiper-dots-${p.vertical ? 'vertical' : 'horizontal'}`
    if (this.dots.childElementCount !== items.length) this.dots.replaceChildren(...items.map(() => make('div')))
    for (const [i, dot] of [...(this.dots.children as HTMLCollectionOf<HTMLElement>)].entries()) {
      const on = i >= this.index && i < this.index + many
      dot.className = on ? 'wx-swiper-dot wx-swiper-dot-active' : 'wx-swiper-dot'
      dot.style.backgroundColor = on ? p.indicatorActiveColor : p.indicatorColor
    }
  }
  /** snap-to-edge: the first item stands at the beginning of the frame and the last at its end, with no margin before or after. */
  private edgeShift(): number {
    const { p } = this
    if (!p.snapToEdge || p.circular) return 0
    const last = this.last()
    if (last === 0) return 0
    const before = Math.max(0, 1 - this.position)
    const after = Math.max(0, 1 - (last - this.position))
    return after * pixels(p.nextMargin) - before * pixels(p.previousMargin)
  }
  restyled(): void {
    if (this.built) this.layout()
  }
  /** Moves to an item; on a ring past the end is the beginning. */
  private go(wanted: number, source: 'autoplay' | 'touch' | ''): void {
    const count = this.items().length
    if (count === 0) {
      this.index = this.position = Math.max(0, wanted)
      return
    }
    const ring = this.p.circular && count > 1
    const next = ring ? ((wanted % count) + count) % count : Math.min(this.last(), Math.max(0, wanted))
    const goal = ring ? this.position + relativePlace(next, ((this.position % count) + count) % count, count, true) : next
    const changed = next !== this.index
    this.index = next
    this.p.current = next
    if (changed) {
      const currentItemId = String(this.items()[next]?.property('itemId') ?? '')
      this.emit('change', { current: next, currentItemId, source })
      this.model('current', next)
    }
    this.glideTo(goal, source)
    this.schedule()
  }
  private glideTo(goal: number, source: string): void {
    cancelAnimationFrame(this.frame)
    const from = this.position
    const start = performance.now()
    const still = this.p.duration <= 0 || !this.isConnected || matchMedia('(prefers-reduced-motion: reduce)').matches
    const step = (now: number): void => {
      const part = still ? 1 : Math.min(1, Math.max(0, (now - start) / this.p.duration))
      const eased = ease(this.p.easingFunction, part)
      this.position = from + (goal - from) * eased
      this.moved()
      if (part < 1) {
        this.frame = requestAnimationFrame(step)
        return
      }
      this.frame = 0
      this.position = this.index
      this.layout()
      this.emit('animationfinish', { current: this.index, currentItemId: String(this.items()[this.index]?.property('itemId') ?? ''), source })
    }
    if (still) step(start)
    else this.frame = requestAnimationFrame(step)
  }
  private moved(): void {
    this.layout()
    const size = this.p.vertical ? this.slides.clientHeight : this.slides.clientWidth
    const shift = (this.position - this.index) * size
    this.emit('transition', this.p.vertical ? { dx: 0, dy: shift } : { dx: shift, dy: 0 })
  }
  private schedule(): void {
    clearTimeout(this.timer)
    if (!this.built || !this.isConnected || !this.p.autoplay || this.items().length < 2) return
    this.timer = window.setTimeout(() => this.go(this.index >= this.last() && !this.p.circular ? 0 : this.index + 1, 'autoplay'), this.p.interval)
  }

  // Dragging. The pointer is captured only once it has moved, so that a tap still reaches what is under it.
  private along(event: PointerEvent): number {
    return this.p.vertical ? event.clientY : event.clientX
  }
  private press(event: PointerEvent): void {
    if (this.p.disableTouch || event.button !== 0 || this.items().length < 2) return
    clearTimeout(this.timer)
    cancelAnimationFrame(this.frame)
    this.frame = 0
    const at = this.along(event)
    this.drag = { id: event.pointerId, at, from: this.position, last: at, lastTime: event.timeStamp, speed: 0, on: false }
  }
  private follow(event: PointerEvent): void {
    const { drag } = this
    if (drag === null || event.pointerId !== drag.id) return
    const size = (this.p.vertical ? this.slides.clientHeight : this.slides.clientWidth) / Math.max(1, this.p.displayMultipleItems)
    const at = this.along(event)
    if (!drag.on && Math.abs(at - drag.at) < 8) return
    if (!drag.on) {
      drag.on = true
      this.setPointerCapture(event.pointerId)
    }
    const time = Math.max(1, event.timeStamp - drag.lastTime)
    drag.speed = 0.6 * ((drag.last - at) / size / (time / 1000)) + 0.4 * drag.speed
    drag.last = at
    drag.lastTime = event.timeStamp
    let position = drag.from + (drag.at - at) / (size || 1)
    // Past an end the page gives way by a third.
    if (!this.p.circular) position = position < 0 ? position / 3 : position > this.last() ? this.last() + (position - this.last()) / 3 : position
    this.position = position
    this.moved()
  }
  private letGo(event: PointerEvent): void {
    const { drag } = this
    if (drag === null || event.pointerId !== drag.id) return
    this.drag = null
    if (!drag.on) {
      if (this.position !== this.index) this.glideTo(this.index, 'touch')
      return this.schedule()
    }
    this.releasePointerCapture(drag.id)
    const speed = event.timeStamp - drag.lastTime > 100 ? 0 : drag.speed
    this.go(settle(Math.round(drag.from), this.position, speed), 'touch')
  }
}
