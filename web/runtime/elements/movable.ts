/** movable-area and movable-view: dragging inside an area. */
import { pixels, type Properties, WxElement } from './element.js'
import { bounded } from './rules.js'

/** Fingers that are down, by the numbers of their pointers. */
type Fingers = Map<number, { x: number; y: number }>

/** With scale-area two fingers anywhere in it zoom what is in it. */
export class WxMovableArea extends WxElement<{ scaleArea: boolean }> {
  private readonly fingers: Fingers = new Map()
  constructor() {
    super({ scaleArea: false })
  }
  get zooms(): boolean {
    return this.p.scaleArea
  }
  get zooming(): boolean {
    return this.zooms && this.fingers.size > 1
  }
  protected override build(): void {
    const views = (): WxMovableView[] => Array.from(this.querySelectorAll('wx-movable-view')) as unknown as WxMovableView[]
    const down = (event: PointerEvent): void => void this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY })
    this.addEventListener('pointerdown', down)
    this.addEventListener('pointermove', (event) => {
      if (!this.zooms || !this.fingers.has(event.pointerId)) return
      down(event)
      for (const view of views()) view.zoom(this.fingers)
    })
    for (const type of ['pointerup', 'pointercancel'] as const)
      this.addEventListener(type, (event) => {
        this.fingers.delete(event.pointerId)
        for (const view of views()) view.zoomed()
      })
  }
}

/** How much slower a thing that glides gets in a second, in pixels per second, for each unit of its friction. */
const frictionStep = 1000
/** Seconds that a movement by the program takes, times its damping: with WeChat's 20 a quarter of one. */
const dampingSeconds = 5

/** Where something is that was let go so many seconds ago at a speed (pixels per second): it slows down evenly until it stands. Pure. */
export function glided(speed: number, friction: number, seconds: number): number {
  const slowing = frictionStep * (friction > 0 ? friction : 2)
  const gone = Math.min(seconds, speed / slowing)
  return speed * gone - (slowing * gone * gone) / 2
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
  private readonly pointers: Fingers = new Map()
  private pinch = 0
  /** Where the finger was in the last tenth of a second, and the frame that a glide waits for. */
  private trace: (readonly [ms: number, x: number, y: number])[] = []
  private gliding = 0

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
      const { moved } = this.drag
      this.drag = null
      this.to(this.x, this.y, true, this.p.outOfBounds ? 'out-of-bounds' : '')
      if (moved && event.type === 'pointerup' && this.p.inertia) this.glide(event.timeStamp)
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
  protected override detached(): void {
    cancelAnimationFrame(this.gliding)
  }
  private area(): WxMovableArea | null {
    return this.closest('wx-movable-area') as unknown as WxMovableArea | null
  }
  private room(): [number, number] {
    const area = this.area() ?? this.parentElement
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
    this.style.transition = animated && this.drag === null ? `transform ${dampingSeconds / (this.p.damping > 0 ? this.p.damping : 20)}s ease-out` : ''
    this.style.transform = `translate(${this.x}px,${this.y}px) scale(${this.p.scaleValue})`
  }
  private press(event: PointerEvent): void {
    if (this.p.disabled || event.button !== 0) return
    cancelAnimationFrame(this.gliding)
    this.trace = []
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY })
    if (this.pointers.size === 1) this.drag = { id: event.pointerId, fromX: event.clientX, fromY: event.clientY, x: this.x, y: this.y, moved: false }
  }
  private follow(event: PointerEvent): void {
    const pointer = this.pointers.get(event.pointerId)
    if (pointer === undefined) return
    pointer.x = event.clientX
    pointer.y = event.clientY
    if (this.pointers.size === 2 && this.p.scale) return this.area()?.zooms === true ? undefined : this.zoom(this.pointers)
    const { drag, p } = this
    if (drag?.id !== event.pointerId || p.direction === 'none' || this.area()?.zooming === true) return
    const dx = p.direction === 'vertical' ? 0 : event.clientX - drag.fromX
    const dy = p.direction === 'horizontal' ? 0 : event.clientY - drag.fromY
    if (!drag.moved && Math.hypot(dx, dy) < 3) return
    if (!drag.moved) {
      drag.moved = true
      this.setPointerCapture(event.pointerId)
      this.emit(Math.abs(dx) > Math.abs(dy) ? 'htouchmove' : 'vtouchmove', {})
    }
    this.to(drag.x + dx, drag.y + dy, false, 'touch', p.outOfBounds)
    this.trace = [...this.trace.filter(([ms]) => event.timeStamp - ms < 100), [event.timeStamp, drag.x + dx, drag.y + dy]]
  }
  /** Goes on as it was thrown, until friction or the area's edges end it. A finger that rested before it left threw nothing. */
  private glide(leftMs: number): void {
    const [from, to] = [this.trace[0], this.trace.at(-1)]
    if (from === undefined || to === undefined || from === to || leftMs - to[0] > 100 || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const seconds = Math.max(1, to[0] - from[0]) / 1000
    const [vx, vy] = [(to[1] - from[1]) / seconds, (to[2] - from[2]) / seconds]
    const speed = Math.hypot(vx, vy)
    const { x, y } = this
    const start = performance.now()
    const step = (now: number): void => {
      const gone = glided(speed, this.p.friction, Math.max(0, now - start) / 1000)
      const before = [this.x, this.y]
      this.to(x + (vx / speed) * gone, y + (vy / speed) * gone, false, 'friction')
      const stands = gone > 0 && before[0] === this.x && before[1] === this.y
      if (!stands) this.gliding = requestAnimationFrame(step)
    }
    if (speed > 0) this.gliding = requestAnimationFrame(step)
  }
  zoomed(): void {
    this.pinch = 0
  }
  /** By the first two fingers. */
  zoom(fingers: Fingers): void {
    const [a, b] = [...fingers.values()]
    if (a === undefined || b === undefined || !this.p.scale || this.p.disabled) return
    const distance = Math.hypot(a.x - b.x, a.y - b.y)
    if (this.pinch > 0) {
      this.p.scaleValue = Math.min(this.p.scaleMax, Math.max(this.p.scaleMin, this.p.scaleValue * (distance / this.pinch)))
      this.place(false)
      this.emit('scale', { x: this.x, y: this.y, scale: this.p.scaleValue })
    }
    this.pinch = distance
  }
}
