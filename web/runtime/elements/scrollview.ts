/**
 * scroll-view: a frame in a shadow tree around the program's children, as WeChat has it, so that `display:flex` on it does
 * not reach them unless enable-flex is set.
 */
import { createGlide, pulled } from '../view/pagescroll.js'
import { make, type Properties, pixels, shadow, WxElement } from './element.js'
import { aligned } from './rules.js'

interface ScrollProperties extends Properties {
  scrollX: boolean
  scrollY: boolean
  upperThreshold: number | string
  lowerThreshold: number | string
  scrollTop: number | string
  scrollLeft: number | string
  scrollIntoView: string
  scrollWithAnimation: boolean
  enableFlex: boolean
  showScrollbar: boolean
  refresherEnabled: boolean
  refresherThreshold: number
  refresherDefaultStyle: string
  refresherBackground: string
  refresherTriggered: boolean
  pagingEnabled: boolean
  scrollIntoViewOffset: number
  scrollIntoViewAlignment: string
  scrollAnchoring: boolean
  enhanced: boolean
  bounces: boolean
}

const css = `
:host{overflow:hidden}
#main{position:relative;width:100%;height:100%;max-height:inherit;overflow:hidden;-webkit-overflow-scrolling:touch}
:host([scroll-x]) #main{overflow-x:auto}
:host([scroll-y]) #main{overflow-y:auto}
:host([still]) #main{overflow:hidden}
:host([bare]) #main{scrollbar-width:none}
:host([bare]) #main::-webkit-scrollbar{display:none}
:host([paging]) #main{scroll-snap-type:both mandatory}
:host([paging]) #content ::slotted(*){scroll-snap-align:start}
#content{height:100%}
:host([flex]) :is(#main,#content){flex-direction:inherit;flex-wrap:inherit;justify-content:inherit;align-items:inherit;align-content:inherit;gap:inherit}
#pull{position:relative;display:flex;align-items:center;justify-content:center;gap:8px;height:0;overflow:hidden}
#pull.slow{transition:height .2s ease-out}
slot[name]{display:block;position:absolute;bottom:0;left:0;right:0}
i{width:7px;height:7px;border-radius:50%;background:currentColor;opacity:.4}
:host([pulling]) i{animation:dots 1.2s infinite}
i:nth-child(2){animation-delay:.2s!important}i:nth-child(3){animation-delay:.4s!important}
@keyframes dots{0%,80%,to{opacity:.3}40%{opacity:1}}
`

const glideMs = 300

/** How ScrollViewContext.scrollIntoView goes there, in place of what the template says. */
interface Into {
  readonly alignment?: string
  readonly offset?: number
  readonly animated?: boolean
}

export class WxScrollView extends WxElement<ScrollProperties> {
  readonly scroller = make('div')
  /** What comes into view above the content as it is pulled: dots, and the program's own in the slot "refresher". */
  private readonly pull = make('div', '', make('i'), make('i'), make('i'))
  private readonly down = createGlide(
    () => this.scroller.scrollTop,
    (y) => (this.scroller.scrollTop = y),
  )
  private readonly across = createGlide(
    () => this.scroller.scrollLeft,
    (x) => (this.scroller.scrollLeft = x),
  )
  private lastTop = 0
  private lastLeft = 0
  /** Which ends it is at, by their names. */
  private readonly ends = new Set(['top', 'left'])
  private due = false
  private startY = -1
  private distance = 0
  private dragged = false
  private touched = false
  private trace: (readonly [ms: number, x: number, y: number])[] = []
  private velocity = { x: 0, y: 0 }
  private moving = false
  private wills = false
  /** Where it was told to go while it was hidden, the newest last. Out of layout nothing scrolls: it goes there as it appears. */
  private readonly late = new Set<string>()
  private readonly appearing = new ResizeObserver(() => {
    if (!this.scroller.checkVisibility()) return
    this.appearing.disconnect()
    for (const name of this.late) {
      if (name === 'scrollIntoView') this.into(this.p.scrollIntoView, 0)
      else this.changed(name, 0)
    }
    this.late.clear()
  })

  constructor() {
    super({
      scrollX: false,
      scrollY: false,
      upperThreshold: 50,
      lowerThreshold: 50,
      scrollTop: 0,
      scrollLeft: 0,
      scrollIntoView: '',
      scrollWithAnimation: false,
      enableFlex: false,
      showScrollbar: true,
      refresherEnabled: false,
      refresherThreshold: 45,
      refresherDefaultStyle: 'black',
      refresherBackground: '',
      refresherTriggered: false,
      pagingEnabled: false,
      scrollIntoViewOffset: 0,
      scrollIntoViewAlignment: 'start',
      scrollAnchoring: false,
      enhanced: false,
      bounces: true,
    })
    const content = make('div', '', make('slot'))
    const own = make('slot')
    own.name = 'refresher'
    this.pull.append(own)
    this.scroller.id = 'main'
    content.id = 'content'
    this.pull.id = 'pull'
    this.scroller.append(this.pull, content)
    shadow(this, css, this.scroller)
  }
  protected override build(): void {
    this.scroller.addEventListener(
      'scroll',
      () => {
        if (!this.moving) this.tellMove('scrollstart')
        this.moving = true
        if (this.due) return
        this.due = true
        requestAnimationFrame(() => this.scrolled())
      },
      { passive: true },
    )
    this.scroller.addEventListener('scrollend', () => {
      if (this.moving) this.tellMove('scrollend')
      this.moving = false
    })
    for (const type of ['touchstart', 'wheel'])
      this.scroller.addEventListener(
        type,
        () => {
          this.down.stop()
          this.across.stop()
        },
        { passive: true },
      )
    for (const type of ['touchstart', 'touchend', 'touchcancel'])
      this.scroller.addEventListener(type, (event) => (this.touched = (event as TouchEvent).touches.length > 0), { passive: true })
    this.scroller.addEventListener('touchstart', (event) => this.pullStart(event), { passive: true })
    this.scroller.addEventListener('touchmove', (event) => this.pullMove(event), { passive: false })
    this.scroller.addEventListener('touchend', () => this.pullEnd())
    this.scroller.addEventListener('touchcancel', () => this.pullEnd())
    for (const name of [
      'scrollX',
      'scrollY',
      'enableFlex',
      'showScrollbar',
      'pagingEnabled',
      'scrollAnchoring',
      'bounces',
      'refresherBackground',
      'refresherDefaultStyle',
    ])
      this.changed(name)
    for (const type of ['touchstart', 'touchmove', 'touchend', 'touchcancel'])
      this.scroller.addEventListener(type, (event) => this.follow(event as TouchEvent), { passive: true })
    // A person's own dragging, told by an enhanced one; what it does afterwards by itself is none.
    const drag = (type: string) => (): void => {
      if (!this.p.enhanced) return
      if (type === 'dragging' && !this.dragged) {
        this.dragged = true
        this.tellDrag('dragstart')
      }
      if (type === 'dragend' && !this.dragged) return
      if (type === 'dragend') this.dragged = false
      this.tellDrag(type)
    }
    this.scroller.addEventListener('touchmove', drag('dragging'), { passive: true })
    for (const type of ['touchend', 'touchcancel']) this.scroller.addEventListener(type, drag('dragend'), { passive: true })
  }
  /** With enable-flex the content is laid out as the program says of the scroll-view itself. */
  restyled(): void {
    const content = this.scroller.lastElementChild as HTMLElement
    content.style.display = this.p.enableFlex && this.isConnected ? getComputedStyle(this).display : ''
  }
  /** What needs a layout waits until the children of the same batch are in. */
  protected override attached(): void {
    queueMicrotask(() => {
      if (!this.isConnected) return
      this.restyled()
      if (this.lastTop > 0 || this.lastLeft > 0) this.scroller.scrollTo(this.lastLeft, this.lastTop)
      else for (const name of ['scrollTop', 'scrollLeft', 'scrollIntoView', 'refresherTriggered']) this.changed(name, 0)
    })
  }
  protected override changed(name: string, durationMs = this.p.scrollWithAnimation ? glideMs : 0): void {
    const { p } = this
    switch (name) {
      case 'enableFlex':
        this.toggleAttribute('flex', p.enableFlex)
        this.restyled()
        return
      case 'showScrollbar':
        this.toggleAttribute('bare', !p.showScrollbar)
        return
      case 'pagingEnabled':
        this.toggleAttribute('paging', p.pagingEnabled)
        return
      case 'scrollAnchoring':
        this.scroller.style.setProperty('overflow-anchor', p.scrollAnchoring ? 'auto' : 'none')
        return
      case 'enhanced':
      case 'bounces':
        this.scroller.style.overscrollBehavior = p.enhanced && !p.bounces ? 'none' : ''
        return
      case 'scrollTop':
        if (this.waits(name)) return
        if (p.scrollY) this.toTop(pixels(p.scrollTop), durationMs)
        return
      case 'scrollLeft':
        if (this.waits(name)) return
        if (p.scrollX) this.toLeft(pixels(p.scrollLeft), durationMs)
        return
      case 'scrollIntoView':
        if (p.scrollIntoView !== '') requestAnimationFrame(() => this.waits(name) || this.into(p.scrollIntoView, durationMs))
        return
      case 'refresherBackground':
        this.pull.style.background = p.refresherBackground
        return
      case 'refresherDefaultStyle':
        for (const dot of this.pull.querySelectorAll('i')) dot.hidden = p.refresherDefaultStyle === 'none'
        this.pull.style.color = p.refresherDefaultStyle === 'white' ? '#fff' : ''
        return
      case 'refresherTriggered':
        if (this.hasAttribute('pulling') === p.refresherTriggered) return
        if (!p.refresherTriggered) this.emit('refresherrestore', {})
        this.refreshing(p.refresherTriggered)
        if (p.refresherTriggered) this.emit('refresherrefresh', { dy: p.refresherThreshold })
        return
      default:
        return
    }
  }
  /** A ScrollViewContext's own switch. */
  protected override extra(name: string, value: unknown): void {
    if (name === 'scrollEnabled') this.toggleAttribute('still', value === false)
  }
  private waits(name: string): boolean {
    if (this.scroller.checkVisibility()) return false
    this.late.delete(name)
    this.late.add(name)
    this.appearing.observe(this.scroller)
    return true
  }
  private toTop(top: number, durationMs: number): void {
    if (Math.abs(top - this.scroller.scrollTop) >= 1) this.down.to(top, durationMs)
    else this.down.stop()
  }
  private toLeft(left: number, durationMs: number): void {
    if (Math.abs(left - this.scroller.scrollLeft) >= 1) this.across.to(left, durationMs)
    else this.across.stop()
  }
  private into(id: string, durationMs: number, { alignment = this.p.scrollIntoViewAlignment, offset = this.p.scrollIntoViewOffset }: Into = {}): void {
    const target = Array.from(this.querySelectorAll('[id]')).find((element) => element.id === id)
    if (target === undefined) return
    const box = target.getBoundingClientRect()
    const own = this.scroller.getBoundingClientRect()
    const { scrollX, scrollY } = this.p
    if (scrollY) this.toTop(this.scroller.scrollTop + aligned(alignment, box.top - own.top, box.height, own.height) + offset, durationMs)
    if (scrollX) this.toLeft(this.scroller.scrollLeft + aligned(alignment, box.left - own.left, box.width, own.width) + offset, durationMs)
  }
  private tellDrag(type: string): void {
    const { scrollTop, scrollLeft, scrollHeight, scrollWidth } = this.scroller
    this.emit(type, { scrollTop, scrollLeft, scrollHeight, scrollWidth, isDrag: type !== 'dragend', velocity: this.velocity })
  }
  /** How fast the content goes, in pixels per ms, positive as scrollTop and scrollLeft grow: by where the finger was since. */
  private follow({ type, timeStamp, touches: [finger] }: TouchEvent): void {
    if (type === 'touchstart') this.trace = []
    if (finger !== undefined) this.trace.push([timeStamp, finger.clientX, finger.clientY])
    // A finger that rests before it leaves throws nothing.
    this.trace = this.trace.filter(([ms]) => timeStamp - ms < 100)
    const [from, to] = [this.trace[0], this.trace.at(-1)]
    this.velocity = { x: 0, y: 0 }
    if (from === undefined || to === undefined || from === to) return
    const ms = Math.max(1, to[0] - from[0])
    this.velocity = { x: (from[1] - to[1]) / ms, y: (from[2] - to[2]) / ms }
  }
  private tellMove(type: string): void {
    const { scrollTop, scrollLeft, scrollHeight, scrollWidth } = this.scroller
    this.emit(type, { scrollTop, scrollLeft, scrollHeight, scrollWidth, isDrag: this.touched })
  }
  private scrolled(): void {
    this.due = false
    const { scrollTop, scrollLeft, scrollHeight, scrollWidth, clientHeight, clientWidth } = this.scroller
    const deltaX = this.lastLeft - scrollLeft
    const deltaY = this.lastTop - scrollTop
    this.lastTop = scrollTop
    this.lastLeft = scrollLeft
    this.emit('scroll', { scrollTop, scrollLeft, scrollHeight, scrollWidth, deltaX, deltaY })
    const { upperThreshold, lowerThreshold } = this.p
    if (deltaX !== 0) {
      this.reached('scrolltoupper', 'left', scrollLeft <= pixels(upperThreshold))
      this.reached('scrolltolower', 'right', scrollWidth - scrollLeft - clientWidth <= pixels(lowerThreshold))
    }
    if (deltaY !== 0) {
      this.reached('scrolltoupper', 'top', scrollTop <= pixels(upperThreshold))
      this.reached('scrolltolower', 'bottom', scrollHeight - scrollTop - clientHeight <= pixels(lowerThreshold))
    }
    this.model('scrollTop', scrollTop)
  }
  /** An end is told as it is come to, not while it is stayed at. */
  private reached(type: string, direction: string, there: boolean): void {
    if (there && !this.ends.has(direction)) this.emit(type, { direction })
    if (there) this.ends.add(direction)
    else this.ends.delete(direction)
  }

  // Pull to refresh.
  private refreshing(on: boolean): void {
    this.toggleAttribute('pulling', on)
    this.pull.className = 'slow'
    this.pull.style.height = on ? `${this.p.refresherThreshold}px` : '0'
  }
  private pullStart(event: TouchEvent): void {
    const ready = this.p.refresherEnabled && !this.p.refresherTriggered && this.scroller.scrollTop <= 0
    this.startY = ready ? (event.touches[0]?.clientY ?? -1) : -1
    this.wills = false
    this.distance = 0
  }
  private pullMove(event: TouchEvent): void {
    if (this.startY < 0) return
    this.distance = pulled((event.touches[0]?.clientY ?? 0) - this.startY, this.p.refresherThreshold * 1.5)
    if (this.distance <= 0) return
    if (event.cancelable) event.preventDefault()
    this.pull.className = ''
    this.pull.style.height = `${this.distance}px`
    this.emit('refresherpulling', { dy: this.distance })
    const will = this.distance >= this.p.refresherThreshold
    if (will && !this.wills) this.emit('refresherwillrefresh', { dy: this.distance })
    this.wills = will
  }
  private pullEnd(): void {
    if (this.startY < 0 || this.distance <= 0) return
    this.startY = -1
    const far = this.distance >= this.p.refresherThreshold
    this.refreshing(far)
    if (far) {
      this.p.refresherTriggered = true
      this.model('refresherTriggered', true)
      this.emit('refresherrefresh', { dy: this.distance })
    } else this.emit('refresherabort', { dy: this.distance })
  }
  /** ScrollViewContext. */
  invoke(method: string, args: unknown): unknown {
    const given = (typeof args === 'object' && args !== null ? args : {}) as {
      top?: unknown
      left?: unknown
      duration?: unknown
      animated?: unknown
      selector?: unknown
    }
    const durationMs = given.animated === false ? 0 : Number(given.duration ?? (given.animated === true ? glideMs : 0))
    if (method === 'scrollTo') {
      if (given.top !== undefined) this.toTop(pixels(given.top), durationMs)
      if (given.left !== undefined) this.toLeft(pixels(given.left), durationMs)
      return undefined
    }
    if (method === 'scrollIntoView') {
      const [selector, options] = (Array.isArray(args) ? args : [typeof args === 'string' ? args : given.selector]) as [unknown, Into?]
      return this.into(String(selector).replace(/^#/, ''), options?.animated === false ? 0 : glideMs, options)
    }
    if (method === 'triggerRefresh' || method === 'closeRefresh') {
      const on = method === 'triggerRefresh'
      if (this.p.refresherTriggered === on) return undefined
      this.setProperty('refresherTriggered', on)
      return this.model('refresherTriggered', on)
    }
    throw new Error(`scroll-view has no method ${method}`)
  }
}
