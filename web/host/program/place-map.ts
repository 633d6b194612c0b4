/** The map on which a place is chosen: the ground that the built-in draws too, and the place under the middle of its box. */
import { Camera, type Place } from '../../map/camera.js'
import { captureGestures } from '../../map/gestures.js'
import { Ground, looks } from '../../map/ground.js'
import { groundOf, landOf, tileAt } from './asks-map.js'
import { toMars } from './mars.js'

export interface PlaceMap {
  /** Brings a place under the pin. */
  lookAt(place: Place, scale?: number): void
  zoom(by: number): void
  draw(): void
  close(): void
}

export interface PlaceMapParts {
  readonly layer: HTMLElement
  readonly paper: HTMLCanvasElement
  /** null: a part of the world, for whoever is nowhere yet. */
  readonly start: Place | null
  dark(): boolean
  /** What stands below the map; "" = nothing. */
  credit(text: string | null): void
  /** The map came to rest. */
  rested(place: Place): void
}

const scales = [3, 20] as const
/** Beijing's middle, where WeChat looks when it is told no place. */
const nowhere: Place = { latitude: 39.92, longitude: 116.46 }
const farScale = 4
export const nearScale = 16

/** As far as a map is exact: a tenth of a metre. */
const exact = (degrees: number): number => Math.round(degrees * 1e6) / 1e6
export const exactly = ({ latitude, longitude }: Place): Place => ({ latitude: exact(latitude), longitude: exact(longitude) })

export function openPlaceMap({ layer, paper, start, dark, credit, rested }: PlaceMapParts): PlaceMap {
  const camera = new Camera()
  camera.scale = start === null ? farScale : nearScale
  camera.lookAt(start ?? nowhere)
  let shifted = false
  let due = 0
  /** Where the tiles are of another datum than places are told in, the ground is drawn so much beside. */
  const under = (): Camera => {
    if (!shifted) return camera
    const { latitude, longitude } = camera.centre
    const mars = toMars({ latitude, longitude })
    const out = Object.assign(new Camera(), { x: camera.x, y: camera.y, scale: camera.scale, turn: 0, box: camera.box, offset: camera.offset })
    out.lookAt({ latitude: 2 * latitude - mars.latitude, longitude: 2 * longitude - mars.longitude })
    return out
  }
  const paint = (): void => {
    due = 0
    const { width, height } = camera.box
    const context = paper.getContext('2d')
    if (width === 0 || height === 0 || context === null) return
    const dpr = Math.min(3, devicePixelRatio)
    const [w, h] = [Math.round(width * dpr), Math.round(height * dpr)]
    if (paper.width !== w || paper.height !== h) [paper.width, paper.height] = [w, h]
    context.setTransform(dpr, 0, 0, dpr, 0, 0)
    ground.draw(context, under(), looks[dark() ? 'dark' : 'light'])
  }
  const draw = (): void => {
    if (due === 0) due = requestAnimationFrame(paint)
  }
  const rest = (): void => rested(exactly(camera.centre))
  const within = (scale: number): number => Math.min(scales[1], Math.max(scales[0], scale))
  let ground = new Ground(null, landOf, draw)
  const sizes = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = layer
    camera.box = { width, height }
    // Now: a canvas that was given another size is empty.
    paint()
  })
  sizes.observe(layer)
  const stopGestures = captureGestures(layer, {
    camera,
    may: () => ({ scroll: true, zoom: true, rotate: false }),
    scales: () => scales,
    began: () => undefined,
    moved: draw,
    ended: rest,
  })
  void groundOf().then((got) => {
    credit(got === null ? null : got.attribution)
    if (got === null) return
    shifted = got.shifted
    ground = new Ground(async (z, x, y) => bitmapOf(await tileAt({ z, x, y })), landOf, draw)
    draw()
  })
  rest()
  return {
    lookAt(place, scale = camera.scale) {
      camera.scale = within(scale)
      camera.lookAt(place)
      draw()
      rest()
    },
    zoom(by) {
      camera.scale = within(Math.round(camera.scale) + by)
      draw()
      rest()
    },
    draw,
    close() {
      cancelAnimationFrame(due)
      sizes.disconnect()
      stopGestures()
    },
  }
}

async function bitmapOf(tile: Blob | null): Promise<ImageBitmap | null> {
  return tile === null ? null : createImageBitmap(tile)
}
