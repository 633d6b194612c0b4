/** page-container: a part of the page that comes over it, from a side or in the middle, and goes again. */
import { rpx } from '../view/styles.js'
import { make, type Properties, services, shadow, WxElement } from './element.js'

const css = `:host{display:none}:host([data-open]){display:block}
#mask{position:fixed;inset:0;touch-action:none;background:rgba(0,0,0,.5)}
#box{position:fixed;left:0;right:0;bottom:0;max-height:100%;overflow-y:auto;overscroll-behavior:contain;background:var(--wx-sheet)}
#box.top{top:0;bottom:auto}
#box.right{top:0}
#box.center{top:50%;left:50%;right:auto;bottom:auto;translate:-50% -50%}
#box.round{border-radius:20px 20px 0 0}
#box.top.round{border-radius:0 0 20px 20px}
#box.right.round{border-radius:20px 0 0 20px}
#box.center.round{border-radius:20px}`
const away: Readonly<Record<string, Keyframe>> = {
  top: { transform: 'translateY(-100%)' },
  right: { transform: 'translateX(100%)' },
  center: { opacity: 0 },
}

interface ContainerProperties extends Properties {
  show: boolean
  duration: number
  zIndex: number
  overlay: boolean
  position: string
  round: boolean
  overlayStyle: string
  customStyle: string
}

/** Those that are open, the last one on top. */
const opened: WxPageContainer[] = []

/** A step back: the topmost closes, the page stays. False: none is open, or the program has closed them in the same moment. */
export function closeContainer(): boolean {
  const top = opened.findLast((one) => one.stays)
  top?.close()
  return top !== undefined
}

export class WxPageContainer extends WxElement<ContainerProperties> {
  private readonly mask = make('div')
  private readonly box = make('div', '', make('slot'))
  private open = false
  private moves: readonly Animation[] = []

  constructor() {
    super({ show: false, duration: 300, zIndex: 100, overlay: true, position: 'bottom', round: false, overlayStyle: '', customStyle: '' })
    this.mask.id = 'mask'
    this.box.id = 'box'
    shadow(this, css, this.mask, this.box)
    this.mask.addEventListener('click', () => this.emit('clickoverlay'))
  }
  protected override build(): void {
    this.changed('')
  }
  protected override attached(): void {
    this.hold(this.open)
  }
  protected override detached(): void {
    for (const move of this.moves) move.cancel()
    this.hold(false)
  }
  get stays(): boolean {
    return this.p.show
  }
  /** Not by the program: its data go on saying that it is shown until it hears `leave`. */
  close(): void {
    this.p.show = false
    this.move()
  }
  private hold(on: boolean): void {
    const at = opened.indexOf(this)
    if (at >= 0) opened.splice(at, 1)
    else if (!on) return
    if (on) opened.push(this)
    services().holdsBack(opened.length > 0)
  }
  protected override changed(_name: string): void {
    const { show, zIndex, overlay, position, round, overlayStyle, customStyle } = this.p
    const place = position in away ? position : 'bottom'
    this.box.className = `${place}${round ? ' round' : ''}`
    this.box.style.cssText = rpx(customStyle)
    this.mask.style.cssText = rpx(overlayStyle)
    this.box.style.zIndex = this.mask.style.zIndex = String(zIndex)
    this.mask.hidden = !overlay
    this.mask.style.display = overlay ? '' : 'none'
    // The place may come after it, with the same setData.
    if (show !== this.open) queueMicrotask(() => this.move())
  }
  private move(): void {
    const { show, position } = this.p
    if (show === this.open || !this.isConnected) return
    this.open = show
    this.hold(show)
    const hidden = away[position] ?? { transform: 'translateY(100%)' }
    for (const each of this.moves) each.cancel()
    this.emit(show ? 'beforeenter' : 'beforeleave')
    this.toggleAttribute('data-open', true)
    const duration = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : Math.max(0, this.p.duration)
    const timing: KeyframeAnimationOptions = { duration, easing: 'ease', direction: show ? 'normal' : 'reverse', fill: 'backwards' }
    const whole = { transform: 'none', opacity: 1 }
    this.moves = [this.box.animate([hidden, whole], timing), this.mask.animate([{ opacity: 0 }, { opacity: 1 }], timing)]
    this.emit(show ? 'enter' : 'leave')
    this.moves[0]?.addEventListener('finish', () => {
      this.toggleAttribute('data-open', show)
      this.emit(show ? 'afterenter' : 'afterleave')
    })
  }
}
