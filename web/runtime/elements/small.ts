/** icon, progress, match-media, root-portal, page-meta: little of each. */
import { rpx } from '../view/styles.js'
import type { Known } from '../view/nodes.js'
import { make, pixels, type Properties, WxElement } from './element.js'
import { mediaText } from './rules.js'

/** Drawn for this project on a 24 grid: [colour, path data]. A sign is cut out of a disc or a shield, and stands in a ring, by the even-odd rule. */
const disc = 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Z'
const ring = `${disc}M12 3.6a8.4 8.4 0 1 1 0 16.8 8.4 8.4 0 0 1 0-16.8Z`
const shield = 'M12 2 4 5v6c0 5 3.4 9.2 8 11 4.6-1.8 8-6 8-11V5Z'
const tick = 'M10.6 16.6 6.2 12.2l1.3-1.3 3.1 3.1 6-6 1.3 1.3Z'
const cross = 'M8.6 7.4 12 10.8l3.4-3.4 1.2 1.2-3.4 3.4 3.4 3.4-1.2 1.2-3.4-3.4-3.4 3.4-1.2-1.2 3.4-3.4-3.4-3.4Z'
const mark = 'M11 6.5h2V14h-2ZM12 15.2a1.2 1.2 0 1 1 0 2.4 1.2 1.2 0 0 1 0-2.4Z'
const letter = 'M11 10.5h2V17h-2ZM12 6.8a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6Z'
const hands = 'M11 6h2v5.6l3.6 2.1-1 1.7L11 12.8Z'
const brand = 'var(--wx-brand)'
const warn = 'var(--wx-warn)'
const iconShapes: Readonly<Record<string, readonly [string, string]>> = {
  success: [brand, disc + tick],
  success_no_circle: [brand, 'M9.6 18.2 3.4 12l1.6-1.6 4.6 4.6 9.4-9.4 1.6 1.6Z'],
  info: ['#10aeff', disc + letter],
  warn: [warn, disc + mark],
  waiting: ['#10aeff', disc + hands],
  cancel: [warn, ring + cross],
  clear: ['#b2b2b2', disc + cross],
  download: [brand, `${ring}M11.2 6.5h1.6v6.2l2.2-2.2 1.1 1.1L12 15.7l-4.1-4.1L9 10.5l2.2 2.2ZM8 16.4h8V18H8Z`],
  search: ['#b2b2b2', 'M10.5 3a7.5 7.5 0 1 0 4.6 13.4l4.7 4.7 1.3-1.3-4.7-4.7A7.5 7.5 0 0 0 10.5 3ZM10.5 4.8a5.7 5.7 0 1 1 0 11.4 5.7 5.7 0 0 1 0-11.4Z'],
  // Of WeChat's first years; its documentation has them no more, its clients still draw them.
  success_circle: [brand, ring + tick],
  info_circle: [brand, ring + letter],
  waiting_circle: ['#10aeff', ring + hands],
  circle: ['#c9c9c9', ring],
  safe_success: [brand, shield + tick],
  safe_warn: ['#ffbe00', shield + mark],
}
export const iconTypes = Object.keys(iconShapes)

export class WxIcon extends WxElement {
  constructor() {
    super({ type: '', size: 23 as unknown, color: '' })
  }
  protected override build(): void {
    this.changed('type')
  }
  protected override changed(_name: string): void {
    const shape = iconShapes[String(this.p['type'])]
    this.replaceChildren()
    if (shape === undefined) return
    const space = 'http://www.w3.org/2000/svg'
    const svg = document.createElementNS(space, 'svg')
    const path = document.createElementNS(space, 'path')
    const size = `${pixels(coerceSize(this.p['size']))}px`
    for (const [name, value] of [
      ['viewBox', '0 0 24 24'],
      ['width', size],
      ['height', size],
      ['aria-hidden', 'true'],
    ] as const)
      svg.setAttribute(name, value)
    path.setAttribute('d', shape[1])
    path.setAttribute('fill-rule', 'evenodd')
    path.style.fill = String(this.p['color']) || shape[0]
    svg.append(path)
    this.append(svg)
  }
}
const coerceSize = (size: unknown): unknown => (typeof size === 'string' && /^[\d.]+$/.test(size) ? Number(size) : size)

interface ProgressProperties extends Properties {
  percent: number
  showInfo: boolean
  borderRadius: number | string
  fontSize: number | string
  strokeWidth: number | string
  color: string
  activeColor: string
  backgroundColor: string
  active: boolean
  activeMode: string
  duration: number
}

export class WxProgress extends WxElement<ProgressProperties> {
  private readonly outer = make('div', 'wx-progress-bar')
  private readonly inner = make('div', 'wx-progress-inner-bar')
  private readonly info = make('div', 'wx-progress-info')
  private shown = 0
  private timer = 0

  constructor() {
    super({
      percent: 0,
      showInfo: false,
      borderRadius: 0,
      fontSize: 16,
      strokeWidth: 6,
      color: '',
      activeColor: '',
      backgroundColor: '',
      active: false,
      activeMode: 'backwards',
      duration: 30,
    })
  }
  protected override build(): void {
    this.outer.append(this.inner)
    this.prepend(this.outer, this.info)
    if (!this.hasAttribute('role')) this.setAttribute('role', 'progressbar')
    this.changed('percent')
  }
  protected override detached(): void {
    clearTimeout(this.timer)
  }
  protected override changed(name: string): void {
    const { p } = this
    this.outer.style.height = `${pixels(p.strokeWidth)}px`
    this.outer.style.borderRadius = this.inner.style.borderRadius = `${pixels(p.borderRadius)}px`
    this.outer.style.backgroundColor = p.backgroundColor
    this.inner.style.backgroundColor = p.activeColor || p.color || 'var(--wx-brand)'
    this.info.hidden = !p.showInfo
    this.info.style.fontSize = `${pixels(p.fontSize)}px`
    if (name !== 'percent' && name !== 'active') return
    clearTimeout(this.timer)
    const goal = Math.min(100, Math.max(0, p.percent))
    this.setAttribute('aria-valuenow', String(goal))
    if (!p.active) return this.fill(goal)
    this.fill(p.activeMode === 'forwards' ? Math.min(this.shown, goal) : 0)
    this.grow(goal)
  }
  /** `duration` is the time for one percent, in ms. */
  private grow(goal: number): void {
    if (this.shown >= goal) return this.emit('activeend', { curPercent: goal })
    this.timer = window.setTimeout(() => {
      this.fill(Math.min(goal, this.shown + 1))
      this.grow(goal)
    }, this.p.duration)
  }
  private fill(percent: number): void {
    this.shown = percent
    this.inner.style.width = `${percent}%`
    this.info.textContent = `${Math.round(percent)}%`
  }
}

/** Shown only while the frame's size fits. */
export class WxMatchMedia extends WxElement {
  private query: MediaQueryList | null = null
  private readonly look = (): void => {
    this.toggleAttribute('hidden', this.query?.matches === false)
  }
  constructor() {
    super({ minWidth: -1, maxWidth: -1, width: -1, minHeight: -1, maxHeight: -1, height: -1, orientation: '' })
  }
  protected override attached(): void {
    this.changed('')
  }
  protected override detached(): void {
    this.query?.removeEventListener('change', this.look)
  }
  protected override changed(_name: string): void {
    this.query?.removeEventListener('change', this.look)
    this.query = matchMedia(mediaText(this.p))
    this.query.addEventListener('change', this.look)
    this.look()
  }
}

/** Its children are shown at the end of the page, out of the reach of transforms and clipping around it. */
export class WxRootPortal extends WxElement {
  readonly away: Known<HTMLElement> = make('div')
  constructor() {
    super({ enable: true })
    this.away.$owner = this
    this.away.style.display = 'contents'
  }
  get content(): Node {
    return this.p['enable'] === true ? this.away : this
  }
  protected override attached(): void {
    this.changed('enable')
  }
  protected override detached(): void {
    this.away.remove()
  }
  protected override changed(_name: string): void {
    if (this.p['enable'] === true) {
      this.away.append(...this.childNodes)
      document.body.append(this.away)
    } else {
      this.append(...this.away.childNodes)
      this.away.remove()
    }
  }
}

/** The page's own style, given from its template. */
export class WxPageMeta extends WxElement {
  constructor() {
    super({ pageStyle: '', rootFontSize: '', pageFontSize: '', rootBackgroundColor: '', backgroundColor: '', scrollTop: '' as unknown })
  }
  protected override attached(): void {
    for (const name of Object.keys(this.p)) if (this.p[name] !== '') this.changed(name)
  }
  protected override changed(name: string): void {
    const value = String(this.p[name])
    const root = document.documentElement
    if (name === 'pageStyle') document.body.style.cssText = rpx(value)
    else if (name === 'rootFontSize') root.style.fontSize = value === 'system' ? '16px' : rpx(value)
    else if (name === 'pageFontSize') document.body.style.fontSize = value === 'system' ? '16px' : rpx(value)
    else if (name === 'scrollTop') window.scrollTo(0, pixels(this.p['scrollTop']))
    else document.documentElement.style.backgroundColor = value
  }
}
