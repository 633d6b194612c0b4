/** movable-area and movable-view: dragging inside an area. */
import { pixels, type Properties, WxElement } from './element.js'
import { bounded } from './rules.js'

export class WxMovableArea extends WxElement {
  constructor() {
    super({ scaleArea: false })
  }
}

interface MovableProperties extends Properties {
  direction: string
  inertia: boolean
  outOfBounds: boolean
  x: number | string
  y: number | string
  disabled: boolean
  scale: boolean
  scaleMin: number
  scaleMax: number
  scaleValue: number
  animation: boolean
  damping: number
  friction: number
}

export class WxMovableView extends WxElement<MovableProperties> {
  private x = 0
  private y = 0
  private drag: { id: number; fromX: number; fromY: number; x: number; y: number; moved: boolean } | null = null
  private readonly pointers = new Map<number, { x: number; y: number }>()
  private pinch = 0

  constructor() {
    super({
      direction: 'none',
      inertia: false,
      outOfBounds: false,
      x: 0,
      y: 0,
      disabled: false,
      scale: false,
      scaleMin: 0.5,
      scaleMax: 10,
      scaleValue: 1,
      animation: true,
      damping: 20,
      friction: 2,
    })
  }
  protected override build(): void {
    this.addEventListener('pointerdown', (event) => this.press(event))
    this.addEventListener('pointermove', (event) => this.follow(event))
    const end = (event: PointerEvent): void => {
      this.pointers.delete(event.pointerId)
      if (this.pointers.size < 2) this.pinch = 0
      if (this.drag?.id !== event.pointerId) return
      this.drag = null
      this.to(this.x, this.y, true, this.p.outOfBounds ? 'out-of-bounds' : '')
    }
    this.addEventListener('pointerup', end)
    this.addEventListener('pointercancel', end)
  }
  protected override attached(): void {
    requestAnimationFrame(() => this.to(pixels(this.p.x), pixels(this.p.y), false, ''))
  }
  protected override changed(name: string): void {
    if (name === 'x' || name === 'y') this.to(name === 'x' ? pixels(this.p.x) : this.x, name === 'y' ? pixels(this.p.y) : this.y, this.p.animation, '')
    else if (name === 'scaleValue') this.place(false)
  }
  restyled(): void {
    if (this.built) this.place(false)
  }
  private room(): [number, number] {
    const area = this.closest('wx-movable-area') ?? this.parentElement
    return [(area?.clientWidth ?? 0) - this.offsetWidth, (area?.clientHeight ?? 0) - this.offsetHeight]
  }
  private to(x: number, y: number, animated: boolean, source: string, free = false): void {
    const [roomX, roomY] = this.room()
    const [nextX, nextY] = free ? [x, y] : [bounded(x, roomX), bounded(y, roomY)]
    const changed = nextX !== this.x || nextY !== this.y
    this.x = nextX
    this.y = nextY
    this.place(animated)
    if (changed) this.emit('change', { x: nextX, y: nextY, source })
  }
  private place(animated: boolean): void {
    this.style.transition = animated && this.drag === null ? 'transform .25s ease-out' : ''
    this.style.transform = `translate(${this.x}px,${this.y}px) scale(${this.p.scaleValue})`
  }
  private press(event: PointerEvent): void {
    if (this.p.disabled || event.button !== 0) return
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY })
    if (this.pointers.size === 1) this.drag = { id: event.pointerId, fromX: event.clientX, fromY: event.clientY, x: this.x, y: this.y, moved: false }
  }
  private follow(event: PointerEvent): void {
    const pointer = this.pointers.get(event.pointerId)
    if (pointer === undefined) return
    pointer.x = event.clientX
    pointer.y = event.clientY
    if (this.pointers.size === 2 && this.p.scale) return this.zoom()
    const { drag, p } = this
    if (drag?.id !== event.pointerId || p.direction === 'none') return
    const dx = p.direction === 'vertical' ? 0 : event.clientX - drag.fromX
    const dy = p.direction === 'horizontal' ? 0 : event.clientY - drag.fromY
    if (!drag.moved && Math.hypot(dx, dy) < 3) return
    if (!drag.moved) {
      drag.moved = true
      this.setPointerCapture(event.pointerId)
      this.emit(Math.abs(dx) > Math.abs(dy) ? 'htouchmove' : 'vtouchmove', {})
    }
    this.to(drag.x + dx, drag.y + dy, false, 'touch', p.outOfBounds)
  }
  private zoom(): void {
    const [a, b] = [...this.pointers.values()]
    if (a === undefined || b === undefined) return
    const distance = Math.hypot(a.x - b.x, a.y - b.y)
    if (this.pinch > 0) {
      this.p.scaleValue = Math.min(this.p.scaleMax, Math.max(this.p.scaleMin, this.p.scaleValue * (distance / this.pinch)))
      this.place(false)
      this.emit('scale', { x: this.x, y: this.y, scale: this.p.scaleValue })
    }
    this.pinch = distance
  }
}
