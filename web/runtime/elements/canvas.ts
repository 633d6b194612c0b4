/**
 * canvas. `type="2d"` (and webgl) hands the drawing surface to the Worker as an OffscreenCanvas, which then draws without
 * messages. The legacy context records its calls in the Worker and sends them with draw(): they are replayed here.
 */
import { make, services, WxElement } from './element.js'

/** One recorded step: a method with its arguments, or ["=", property, value]; gradients and pictures are described, see `value`. */
export type DrawStep = readonly [name: string, ...args: unknown[]]

interface Gradient {
  readonly gradient: 'linear' | 'radial' | 'circular'
  readonly at: readonly number[]
  readonly stops: readonly (readonly [number, string])[]
}
const isGradient = (value: unknown): value is Gradient => typeof value === 'object' && value !== null && 'gradient' in value

interface Pattern {
  readonly pattern: string
  readonly how: string
}
const isPattern = (value: unknown): value is Pattern => typeof value === 'object' && value !== null && 'pattern' in value

/** What a program may call on the legacy context; anything else in a record is passed over. */
const methods = new Set(
  'save restore scale rotate translate transform setTransform clearRect fillRect strokeRect beginPath closePath fill stroke clip moveTo lineTo bezierCurveTo quadraticCurveTo arc arcTo ellipse rect fillText strokeText setLineDash drawImage'.split(
    ' ',
  ),
)
const properties = new Set(
  'fillStyle strokeStyle lineWidth lineCap lineJoin miterLimit lineDashOffset font textAlign textBaseline globalAlpha globalCompositeOperation shadowBlur shadowColor shadowOffsetX shadowOffsetY'.split(
    ' ',
  ),
)

export class WxCanvas extends WxElement {
  private readonly canvas = make('canvas')
  private away = false
  private queue: Promise<unknown> = Promise.resolve()
  private readonly pictures = new Map<string, Promise<HTMLImageElement | null>>()

  constructor() {
    super({ type: '', canvasId: '', disableScroll: false })
  }
  protected override build(): void {
    this.prepend(this.canvas)
    if (!this.hasAttribute('role')) this.setAttribute('role', 'img')
    this.changed('disableScroll')
  }
  protected override changed(_name: string): void {
    this.canvas.style.touchAction = this.p['disableScroll'] === true ? 'none' : ''
  }
  /** CSS size; a legacy canvas has one drawing unit per CSS pixel. */
  private size(): { width: number; height: number; dpr: number } {
    return { width: this.clientWidth, height: this.clientHeight, dpr: window.devicePixelRatio }
  }
  /**
   * size → {width, height, dpr}; offscreen → the surface, once; draw {steps, reserve}; export {x, y, width, height, destWidth, destHeight, fileType,
   * quality} → Blob; pixels {x, y, width, height} → {width, height, data}; putPixels {x, y, width, height, data}.
   */
  invoke(method: string, args: unknown): unknown {
    const given = (typeof args === 'object' && args !== null ? args : {}) as Readonly<Record<string, unknown>>
    switch (method) {
      case 'size':
        return this.size()
      case 'offscreen':
        if (this.away) throw new Error('the surface was handed out before')
        this.away = true
        return this.canvas.transferControlToOffscreen()
      case 'draw':
      case 'export':
      case 'pixels':
      case 'putPixels':
        // One after the other, since a drawing may wait for its pictures; one that failed does not hold up the next.
        this.queue = this.queue.catch(() => undefined).then(() => this.carryOut(method, given))
        this.queue.catch((error: unknown) => this.emit('error', { errMsg: error instanceof Error ? error.message : String(error) }))
        return this.queue
      default:
        throw new Error(`canvas has no method ${method}`)
    }
  }
  private context(): CanvasRenderingContext2D {
    const { width, height, dpr } = this.size()
    const [w, h] = [Math.round(width * dpr), Math.round(height * dpr)]
    const context = this.canvas.getContext('2d')
    if (context === null) throw new Error('no drawing surface')
    if (this.canvas.width !== w || this.canvas.height !== h) {
      this.canvas.width = w
      this.canvas.height = h
      context.scale(dpr, dpr)
    }
    return context
  }
  private async carryOut(method: string, given: Readonly<Record<string, unknown>>): Promise<unknown> {
    const context = this.context()
    const { width, height, dpr } = this.size()
    const number = (name: string, otherwise: number): number => (Number.isFinite(Number(given[name] ?? Number.NaN)) ? Number(given[name]) : otherwise)
    const [x, y, w, h] = [number('x', 0), number('y', 0), number('width', width), number('height', height)]
    if (method === 'draw') {
      if (given['reserve'] !== true) {
        context.reset()
        context.scale(dpr, dpr)
      }
      for (const step of Array.isArray(given['steps']) ? (given['steps'] as DrawStep[]) : []) await this.step(context, step)
      return undefined
    }
    if (method === 'pixels') {
      const copy = this.copy(x, y, w, h, w, h)
      const { data } = copy.context.getImageData(0, 0, w, h)
      return { width: w, height: h, data }
    }
    if (method === 'putPixels') {
      const copy = new OffscreenCanvas(w, h)
      copy.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(given['data'] as ArrayLike<number>), w, h), 0, 0)
      context.drawImage(copy, x, y, w, h)
      return undefined
    }
    const copy = this.copy(x, y, w, h, number('destWidth', w * dpr), number('destHeight', h * dpr))
    return copy.canvas.convertToBlob({ type: given['fileType'] === 'jpg' ? 'image/jpeg' : 'image/png', quality: number('quality', 1) })
  }
  private copy(x: number, y: number, w: number, h: number, toW: number, toH: number): { canvas: OffscreenCanvas; context: OffscreenCanvasRenderingContext2D } {
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(toW)), Math.max(1, Math.round(toH)))
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('no drawing surface')
    const { dpr } = this.size()
    context.drawImage(this.canvas, x * dpr, y * dpr, w * dpr, h * dpr, 0, 0, canvas.width, canvas.height)
    return { canvas, context }
  }
  private async step(context: CanvasRenderingContext2D, [name, ...args]: DrawStep): Promise<void> {
    const target = context as unknown as Record<string, unknown>
    if (name === '=') {
      const [property, value] = args
      if (typeof property !== 'string' || !properties.has(property)) return
      if (isPattern(value)) {
        const picture = await this.picture(value.pattern)
        if (picture !== null) target[property] = context.createPattern(picture, value.how)
      } else target[property] = isGradient(value) ? gradient(context, value) : value
      return
    }
    if (!methods.has(name)) return
    if (name === 'drawImage') {
      const picture = await this.picture(String(args[0]))
      if (picture === null) return
      args = [picture, ...args.slice(1)]
    }
    ;(target[name] as (...args: unknown[]) => unknown).apply(context, args)
  }
  private picture(url: string): Promise<HTMLImageElement | null> {
    let found = this.pictures.get(url)
    if (found === undefined) {
      found = services()
        .acquire(url)
        .then(async (address) => {
          const image = new Image()
          image.src = address
          await image.decode()
          return image
        })
        .catch(() => null)
      this.pictures.set(url, found)
    }
    return found
  }
  protected override detached(): void {
    for (const url of this.pictures.keys()) services().release(url)
    this.pictures.clear()
  }
}

function gradient(context: CanvasRenderingContext2D, { gradient: kind, at, stops }: Gradient): CanvasGradient {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = at
  const made =
    kind === 'linear'
      ? context.createLinearGradient(a, b, c, d)
      : kind === 'circular'
        ? context.createRadialGradient(a, b, 0, a, b, c)
        : context.createRadialGradient(a, b, c, d, e, f)
  for (const [offset, color] of stops) made.addColorStop(offset, color)
  return made
}
