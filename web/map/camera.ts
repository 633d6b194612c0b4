/** Where a map looks: centre, scale and turn, and from there to places on the screen and back. Pure. */
import { fromSquare, type Point, toSquare } from './land.js'

/** In degrees, of whatever datum the program speaks (GCJ-02). */
export interface Place {
  readonly latitude: number
  readonly longitude: number
}
export interface Box {
  readonly width: number
  readonly height: number
}
export interface Region {
  readonly southwest: Place
  readonly northeast: Place
}

/** CSS pixels of the whole world at scale 0. */
const worldPixels = 256

export class Camera {
  /** In the world's square. */
  x = 0.5
  y = 0.5
  scale = 16
  /** Degrees, clockwise. */
  turn = 0
  /** CSS pixels. */
  box: Box = { width: 0, height: 0 }
  /** The centre's place in the box, in parts of it. */
  offset: Point = { x: 0.5, y: 0.5 }

  get pixels(): number {
    return worldPixels * 2 ** this.scale
  }
  get centre(): Place {
    return fromSquare(this)
  }
  lookAt({ latitude, longitude }: Place): void {
    const at = toSquare(longitude, latitude)
    this.put(at.x, at.y)
  }
  /** Round the world in the one direction, not beyond it in the other. */
  put(x: number, y: number): void {
    this.x = x - Math.floor(x)
    this.y = Math.min(1, Math.max(0, y))
  }
  /** From the centre's place on the screen, in CSS pixels, to a place of the square. */
  private turned(dx: number, dy: number, by: number): Point {
    const angle = (by * Math.PI) / 180
    return { x: dx * Math.cos(angle) - dy * Math.sin(angle), y: dx * Math.sin(angle) + dy * Math.cos(angle) }
  }
  squareToScreen(at: Point): Point {
    // The nearer of a place's copies round the world.
    let dx = at.x - this.x
    dx -= Math.round(dx)
    const { x, y } = this.turned(dx * this.pixels, (at.y - this.y) * this.pixels, this.turn)
    return { x: x + this.box.width * this.offset.x, y: y + this.box.height * this.offset.y }
  }
  screenToSquare(at: Point): Point {
    const { x, y } = this.turned(at.x - this.box.width * this.offset.x, at.y - this.box.height * this.offset.y, -this.turn)
    return { x: this.x + x / this.pixels, y: this.y + y / this.pixels }
  }
  toScreen({ latitude, longitude }: Place): Point {
    return this.squareToScreen(toSquare(longitude, latitude))
  }
  toPlace(at: Point): Place {
    const { x, y } = this.screenToSquare(at)
    return fromSquare({ x: x - Math.floor(x), y })
  }
  moveBy(dx: number, dy: number): void {
    const { x, y } = this.turned(dx, dy, -this.turn)
    this.put(this.x - x / this.pixels, this.y - y / this.pixels)
  }
  /** Changes the scale so that what is under a point stays there. */
  zoomAt(scale: number, at: Point): void {
    const before = this.screenToSquare(at)
    this.scale = scale
    const after = this.screenToSquare(at)
    this.put(this.x + before.x - after.x, this.y + before.y - after.y)
  }
  corners(): readonly Point[] {
    const { width, height } = this.box
    return [
      { x: 0, y: 0 },
      { x: width, y: 0 },
      { x: width, y: height },
      { x: 0, y: height },
    ]
  }
  region(): Region {
    const places = this.corners().map((each) => fromSquare(this.screenToSquare(each)))
    const latitudes = places.map((each) => each.latitude)
    const longitudes = places.map((each) => each.longitude)
    return {
      southwest: { latitude: Math.min(...latitudes), longitude: Math.min(...longitudes) },
      northeast: { latitude: Math.max(...latitudes), longitude: Math.max(...longitudes) },
    }
  }
  /** Shows all places; padding [top, right, bottom, left] in CSS pixels. */
  include(places: readonly Place[], [top, right, bottom, left]: readonly [number, number, number, number], scales: readonly [number, number]): void {
    const points = places.map((each) => toSquare(each.longitude, each.latitude))
    if (points.length === 0) return
    const [west, east] = [Math.min(...points.map((each) => each.x)), Math.max(...points.map((each) => each.x))]
    const [north, south] = [Math.min(...points.map((each) => each.y)), Math.max(...points.map((each) => each.y))]
    const room = { x: Math.max(1, this.box.width - left - right), y: Math.max(1, this.box.height - top - bottom) }
    const fit = Math.log2(Math.min(room.x / Math.max(1e-12, east - west), room.y / Math.max(1e-12, south - north)) / worldPixels)
    this.scale = Math.min(scales[1], Math.max(scales[0], fit))
    this.put((west + east) / 2, (north + south) / 2)
    this.moveBy((left - right) / 2, (top - bottom) / 2)
  }
  /** CSS pixels of a metre at a latitude. */
  perMetre(latitude: number): number {
    return this.pixels / (40_075_016.686 * Math.cos((latitude * Math.PI) / 180))
  }
}

/** Metres between two places. */
export function metres(a: Place, b: Place): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180
  const [north, east] = [radians(b.latitude - a.latitude), radians(b.longitude - a.longitude)]
  const h = Math.sin(north / 2) ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(east / 2) ** 2
  return 2 * 6_371_008.8 * Math.asin(Math.min(1, Math.sqrt(h)))
}
