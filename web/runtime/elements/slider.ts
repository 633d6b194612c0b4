import { make, type Properties, WxElement } from './element.js'
import { stepAt } from './rules.js'

interface SliderProperties extends Properties {
  min: number
  max: number
  step: number
  value: number
  disabled: boolean
  showValue: boolean
  name: string
  color: string
  backgroundColor: string
  selectedColor: string
  activeColor: string
  blockSize: number
  blockColor: string
}

export class WxSlider extends WxElement<SliderProperties> {
  private readonly area = make('div', 'wx-slider-tap-area')
  private readonly track = make('div', 'wx-slider-track')
  private readonly bar = make('div', 'wx-slider-bar')
  private readonly thumb = make('div', 'wx-slider-thumb')
  private readonly shown = make('span', 'wx-slider-value')
  private first = 0
  /** The pointer that moves it. A finger is captured by what it touches, also by what is not to follow it. */
  private pointer: number | null = null

  constructor() {
    super({
      min: 0,
      max: 100,
      step: 1,
      value: 0,
      disabled: false,
      showValue: false,
      name: '',
      color: '',
      backgroundColor: '',
      selectedColor: '',
      activeColor: '',
      blockSize: 28,
      blockColor: '',
    })
  }
  protected override build(): void {
    this.first = this.p.value
    this.track.append(this.bar, this.thumb)
    this.area.append(this.track)
    this.prepend(make('div', 'wx-slider-wrapper', this.area, this.shown))
    if (!this.hasAttribute('role')) this.setAttribute('role', 'slider')
    this.area.addEventListener('pointerdown', (event) => {
      if (this.p.disabled || event.button !== 0) return
      this.pointer = event.pointerId
      this.area.setPointerCapture(event.pointerId)
      this.follow(event.clientX)
    })
    this.area.addEventListener('pointermove', (event) => {
      if (this.pointer === event.pointerId) this.follow(event.clientX)
    })
    const end = (event: PointerEvent): void => {
      if (this.pointer !== event.pointerId) return
      this.pointer = null
      this.emit('change', { value: this.p.value })
    }
    this.area.addEventListener('pointerup', end)
    this.area.addEventListener('pointercancel', end)
    this.addEventListener('keydown', (event) => this.key(event))
    this.changed('value')
  }
  private follow(x: number): void {
    const box = this.track.getBoundingClientRect()
    if (this.set(stepAt((x - box.left) / (box.width || 1), this.p))) this.emit('changing', { value: this.p.value })
  }
  private set(value: number): boolean {
    if (value === this.p.value) return false
    this.p.value = value
    this.changed('value')
    this.model('value', value)
    return true
  }
  private key(event: KeyboardEvent): void {
    const { min, max, step, value, disabled } = this.p
    const next: Readonly<Record<string, number>> = {
      ArrowRight: value + step,
      ArrowUp: value + step,
      ArrowLeft: value - step,
      ArrowDown: value - step,
      Home: min,
      End: max,
    }
    const wanted = next[event.key]
    if (wanted === undefined || disabled) return
    event.preventDefault()
    if (this.set(Math.min(max, Math.max(min, wanted)))) this.emit('change', { value: this.p.value })
  }
  protected override changed(_name: string): void {
    const { p } = this
    const value = Math.min(p.max, Math.max(p.min, p.value))
    const part = `${p.max > p.min ? ((value - p.min) / (p.max - p.min)) * 100 : 0}%`
    this.bar.style.width = part
    this.thumb.style.left = part
    this.bar.style.backgroundColor = p.activeColor || p.selectedColor
    this.track.style.backgroundColor = p.backgroundColor || p.color
    const size = Math.min(28, Math.max(12, p.blockSize))
    Object.assign(this.thumb.style, { width: `${size}px`, height: `${size}px`, margin: `${-size / 2}px 0 0 ${-size / 2}px`, backgroundColor: p.blockColor })
    this.shown.textContent = String(value)
    this.shown.hidden = !p.showValue
    this.tabIndex = p.disabled ? -1 : 0
    for (const [name, n] of [
      ['aria-valuemin', p.min],
      ['aria-valuemax', p.max],
      ['aria-valuenow', value],
    ] as const)
      this.setAttribute(name, String(n))
  }
  formValue(): number {
    return this.p.value
  }
  formReset(): void {
    this.setProperty('value', this.first)
  }
}
