/**
 * camera: the host has the camera (a frame without an origin may not); this element shows the pictures that it asks of it, one per frame
 * of the screen at most, and none while the page is not drawn.
 */
import type { Kit } from './extend.js'

const css =
  'wx-camera{display:block;position:relative;width:100%;height:300px;overflow:hidden;background:#000}' +
  '.wx-camera-picture{position:absolute;inset:0;width:100%;height:100%;object-fit:cover}.wx-camera-picture.front{transform:scaleX(-1)}' +
  '.wx-camera-note{position:absolute;inset:0;display:flex;align-items:center;justify-content:center;padding:16px;text-align:center;color:rgba(255,255,255,.8);font-size:14px}'

const defaults = { mode: 'normal', resolution: 'medium', devicePosition: 'back', flash: 'auto', frameSize: 'medium' }
type CameraProperties = typeof defaults & Record<string, unknown>

/** CSS pixels of the longer side of a frame that a program gets. */
const frameSides: Readonly<Record<string, number>> = { small: 288, medium: 480, large: 640 }
const scanEveryMs = 300

interface Detected {
  readonly rawValue: string
  readonly format: string
}
interface Detector {
  detect(source: CanvasImageSource): Promise<readonly Detected[]>
}
/** Where the browser can read codes. */
function detector(): Detector | null {
  const { BarcodeDetector } = globalThis as { readonly BarcodeDetector?: new () => Detector }
  return BarcodeDetector === undefined ? null : new BarcodeDetector()
}

export function cameraElement(kit: Kit): CustomElementConstructor {
  const { make, services, WxElement } = kit
  let styled = false

  return class WxCamera extends WxElement<CameraProperties> {
    private readonly picture = make('canvas', 'wx-camera-picture')
    private readonly note = make('div', 'wx-camera-note')
    private run = 0
    private detector: Detector | null = null
    private scanned = 0
    private last = ''

    constructor() {
      super({ ...defaults })
    }
    protected override build(): void {
      if (!styled) {
        styled = true
        const style = make('style')
        style.textContent = css
        ;(document.head.querySelector('style') ?? document.head).after(style)
      }
      this.picture.setAttribute('role', 'img')
      this.picture.setAttribute('aria-label', document.documentElement.lang.startsWith('zh') ? '相机画面' : 'What the camera sees')
      this.note.hidden = true
      this.prepend(this.picture, this.note)
    }
    protected override attached(): void {
      this.open()
    }
    protected override detached(): void {
      this.run += 1
      services()
        .ask('cameraClose', {})
        .catch(() => undefined)
    }
    protected override changed(name: string): void {
      if (!this.isConnected) return
      if (name === 'devicePosition' || name === 'resolution') this.open()
      else if (name === 'flash')
        services()
          .ask('cameraSet', { torch: this.p.flash === 'torch' })
          .catch(() => undefined)
    }

    /** Later properties of the same update come before it. */
    private open(): void {
      this.run += 1
      const run = this.run
      queueMicrotask(() => {
        if (run !== this.run || !this.isConnected) return
        const position = this.p.devicePosition === 'front' ? 'front' : 'back'
        const resolution = ['low', 'high'].includes(this.p.resolution) ? this.p.resolution : 'medium'
        this.picture.classList.toggle('front', position === 'front')
        services()
          .ask('cameraOpen', { position, resolution })
          .then(
            (answer) => {
              if (run !== this.run) return
              this.note.hidden = true
              this.emit('initdone', { maxZoom: (answer as { readonly maxZoom: number }).maxZoom })
              if (this.p.mode === 'scanCode') this.startScan()
              void this.show(run)
            },
            (error: unknown) => {
              if (run === this.run) this.failed(error)
            },
          )
      })
    }
    private failed(error: unknown): void {
      const errMsg = error instanceof Error ? error.message : String(error)
      this.note.hidden = false
      this.note.textContent = document.documentElement.lang.startsWith('zh') ? '无法使用相机' : 'The camera cannot be used'
      this.emit('error', { errMsg })
    }
    private startScan(): void {
      this.detector = detector()
      if (this.detector === null) this.emit('error', { errMsg: 'scanCode: this browser reads no codes' })
    }

    private async show(run: number): Promise<void> {
      const context = this.picture.getContext('2d')
      while (run === this.run && this.isConnected && context !== null) {
        await new Promise((resolve) => requestAnimationFrame(resolve))
        try {
          const bitmap = (await services().ask('cameraFrame', {})) as ImageBitmap
          if (run !== this.run) return bitmap.close()
          if (this.picture.width !== bitmap.width || this.picture.height !== bitmap.height)
            [this.picture.width, this.picture.height] = [bitmap.width, bitmap.height]
          context.drawImage(bitmap, 0, 0)
          bitmap.close()
          this.scan()
        } catch (error) {
          if (run !== this.run) return
          this.emit('stop', {})
          return this.failed(error)
        }
      }
    }
    private scan(): void {
      const now = performance.now()
      if (this.detector === null || this.p.mode !== 'scanCode' || now - this.scanned < scanEveryMs) return
      this.scanned = now
      this.detector.detect(this.picture).then(
        ([found]) => {
          if (found === undefined || found.rawValue === this.last) return
          // The same code in view is told once.
          this.last = found.rawValue
          const type = found.format === 'qr_code' ? 'QR_CODE' : found.format.toUpperCase()
          this.emit('scancode', { type, charSet: 'UTF-8', result: found.rawValue, fullResult: found.rawValue, rawData: '' })
        },
        () => undefined,
      )
    }

    /** CameraContext, and for onCameraFrame: frame → {width, height, data}. */
    invoke(method: string, given: unknown): unknown {
      const args = (typeof given === 'object' && given !== null ? given : {}) as Readonly<Record<string, unknown>>
      switch (method) {
        case 'takePhoto':
          return services().ask('cameraPhoto', { quality: String(args['quality'] ?? 'normal'), selfieMirror: args['selfieMirror'] !== false })
        case 'setZoom':
          return services().ask('cameraSet', { zoom: Number(args['zoom']) || 1 })
        case 'startRecord':
          return services().ask('cameraRecord', { on: true })
        case 'stopRecord':
          return services().ask('cameraRecord', { on: false })
        case 'frame':
          return this.frame()
        default:
          throw new Error(`${method} is not supported`)
      }
    }
    private frame(): unknown {
      const { width, height } = this.picture
      const scale = Math.min(1, (frameSides[this.p.frameSize] ?? 480) / Math.max(width, height))
      const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
      const copy = new OffscreenCanvas(w, h).getContext('2d', { willReadFrequently: true })
      copy?.drawImage(this.picture, 0, 0, w, h)
      return { width: w, height: h, data: copy?.getImageData(0, 0, w, h).data }
    }
  }
}
