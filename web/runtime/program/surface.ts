/**
 * The surface of a `canvas type="2d"` as a program gets it: the standard's OffscreenCanvas with what WeChat adds. Its images are
 * objects of ours, since a Worker has no Image: `src` fetches the picture through the host, and a context takes them for what they
 * hold.
 */
import { isFields, type Fields } from '../core/paths.js'
import { encodePng } from './png.js'

/** Bytes of a path of the package, a temporary file, an https address. */
export type ReadPicture = (path: string) => Promise<Blob>

const dataAddress = /^data:([^,;]*)((?:;[^,;]*)*),(.*)$/s

class CanvasImage {
  onload: ((event?: unknown) => void) | null = null
  onerror: ((event?: unknown) => void) | null = null
  width = 0
  height = 0
  complete = false
  referrerPolicy = ''
  /** No ImageBitmap: WebGL would turn and premultiply that as it came, whatever UNPACK_FLIP_Y_WEBGL says. */
  picture: OffscreenCanvas | null = null
  #src = ''
  #asked = 0
  readonly #read: ReadPicture

  constructor(read: ReadPicture) {
    this.#read = read
  }

  get src(): string {
    return this.#src
  }

  set src(given: unknown) {
    this.#src = String(given)
    this.#asked += 1
    void this.#load(this.#asked)
  }

  async #load(asked: number): Promise<void> {
    try {
      const bitmap = await createImageBitmap(await this.#bytes())
      // The newest address counts.
      if (asked !== this.#asked) return
      this.picture = new OffscreenCanvas(bitmap.width, bitmap.height)
      this.picture.getContext('2d')?.drawImage(bitmap, 0, 0)
      this.width ||= bitmap.width
      this.height ||= bitmap.height
      this.complete = true
      this.onload?.({ type: 'load', target: this })
    } catch (error) {
      if (asked === this.#asked) this.onerror?.({ type: 'error', errMsg: error instanceof Error ? error.message : String(error) })
    }
  }

  async #bytes(): Promise<Blob> {
    const inline = dataAddress.exec(this.#src)
    if (inline === null) return this.#read(this.#src)
    const [, type = '', options = '', body = ''] = inline
    const text = options.includes(';base64') ? atob(body) : decodeURIComponent(body)
    return new Blob([Uint8Array.from(text, (letter) => letter.charCodeAt(0))], { type })
  }
}

/** What takes pictures, in 2d and in WebGL. */
const takers = ['drawImage', 'createPattern', 'texImage2D', 'texSubImage2D']

/** A context that knows our images. One that is not here yet draws nothing, as in WeChat. */
function knowImages(context: unknown): unknown {
  if (!isFields(context)) return context
  for (const name of takers) {
    const standard = context[name]
    if (typeof standard !== 'function' || Object.hasOwn(context, name)) continue
    context[name] = (...args: unknown[]): unknown => {
      const given = args.map((each) => (each instanceof CanvasImage ? each.picture : each))
      return args.some((each, at) => each !== given[at] && given[at] === null) ? null : standard.apply(context, given)
    }
  }
  return context
}

export function dressSurface(surface: unknown, read: ReadPicture): unknown {
  if (!isFields(surface)) return surface
  const standard = surface['getContext']
  if (typeof standard === 'function') surface['getContext'] = (...args: unknown[]): unknown => knowImages(standard.call(surface, ...args))
  Object.assign(surface, {
    requestAnimationFrame: (run: (time: number) => void) => requestAnimationFrame(run),
    cancelAnimationFrame: (id: number) => cancelAnimationFrame(id),
    createImage: () => new CanvasImage(read),
    createImageData: (width: unknown, height: unknown) => new ImageData(Number(width), Number(height)),
    createPath2D: (path?: Path2D | string) => new Path2D(path),
    toDataURL: () => dataUrl(surface),
  } satisfies Fields)
  return surface
}

/** Always a PNG, which every type falls back to; a program waits for it, so that it is not compressed. */
function dataUrl(surface: Fields): string {
  const [width, height] = [Number(surface['width']), Number(surface['height'])]
  const copy = new OffscreenCanvas(width, height).getContext('2d')
  if (copy === null || width === 0 || height === 0) return 'data:,'
  copy.drawImage(surface as unknown as OffscreenCanvas, 0, 0)
  const bytes = encodePng(copy.getImageData(0, 0, width, height))
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return `data:image/png;base64,${btoa(text)}`
}
