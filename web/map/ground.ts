/** The ground of a map: the instance's tiles, or where it has none the bundled land, with lines of latitude and longitude. */
import type { Camera } from './camera.js'
import { land, toSquare } from './land.js'

export interface Look {
  readonly sea: string
  readonly land: string
  readonly edge: string
  readonly line: string
  readonly ink: string
  readonly halo: string
}
export const looks: Readonly<Record<'light' | 'dark', Look>> = {
  light: { sea: '#cfe3ee', land: '#f4f1ea', edge: '#b9c4c4', line: 'rgba(60,80,90,.16)', ink: '#4b5563', halo: 'rgba(255,255,255,.85)' },
  dark: { sea: '#16222c', land: '#26292d', edge: '#3c454b', line: 'rgba(220,230,240,.12)', ink: '#b6bdc5', halo: 'rgba(20,22,26,.85)' },
}

const mostTiles = 160
/** Nearer than this the coarse land would put the coast on the wrong side of the street: then all is paper. */
export const coarseTo = 8

/** One tile, or null where there is none. */
export type GetTile = (z: number, x: number, y: number) => Promise<ImageBitmap | null>
/** The land's rings, as tools/world wrote them down. */
export type GetLand = () => Promise<readonly string[]>

export class Ground {
  private readonly tiles = new Map<string, ImageBitmap | null | 'coming'>()
  private rings: readonly Float64Array[] | 'coming' | null = null

  constructor(
    private readonly getTile: GetTile | null,
    private readonly getLand: GetLand,
    private readonly arrived: () => void,
  ) {}

  draw(context: CanvasRenderingContext2D, camera: Camera, look: Look): void {
    const { width, height } = camera.box
    context.fillStyle = this.getTile === null && camera.scale <= coarseTo ? look.sea : look.land
    context.fillRect(0, 0, width, height)
    if (this.getTile !== null) this.drawTiles(context, camera)
    else {
      if (camera.scale <= coarseTo) this.drawLand(context, camera, look)
      drawLines(context, camera, look)
    }
  }

  private drawLand(context: CanvasRenderingContext2D, camera: Camera, look: Look): void {
    const rings = this.landHere()
    if (rings === null) return
    context.save()
    turn(context, camera)
    context.beginPath()
    const { pixels } = camera
    const reach = Math.ceil(Math.hypot(camera.box.width, camera.box.height) / 2 / pixels + 0.5)
    for (let copy = -reach; copy <= reach; copy++) {
      for (const ring of rings) {
        for (let i = 0; i < ring.length; i += 2) {
          const [x, y] = [((ring[i] ?? 0) + copy - camera.x) * pixels, ((ring[i + 1] ?? 0) - camera.y) * pixels]
          if (i === 0) context.moveTo(x, y)
          else context.lineTo(x, y)
        }
        context.closePath()
      }
    }
    context.fillStyle = look.land
    context.fill('evenodd')
    context.strokeStyle = look.edge
    context.lineWidth = 1
    context.stroke()
    context.restore()
  }

  private landHere(): readonly Float64Array[] | null {
    if (this.rings === null) {
      this.rings = 'coming'
      this.getLand().then(
        (texts) => {
          this.rings = land(texts)
          this.arrived()
        },
        () => undefined, // paper and lines are a map too
      )
    }
    return this.rings === 'coming' ? null : this.rings
  }

  private drawTiles(context: CanvasRenderingContext2D, camera: Camera): void {
    const z = Math.min(19, Math.max(0, Math.round(camera.scale)))
    const count = 2 ** z
    const size = camera.pixels / count
    const corners = camera.corners().map((each) => camera.screenToSquare(each))
    const from = { x: Math.floor(Math.min(...corners.map((each) => each.x)) * count), y: Math.floor(Math.min(...corners.map((each) => each.y)) * count) }
    const to = { x: Math.floor(Math.max(...corners.map((each) => each.x)) * count), y: Math.floor(Math.max(...corners.map((each) => each.y)) * count) }
    context.save()
    turn(context, camera)
    for (let y = Math.max(0, from.y); y <= Math.min(count - 1, to.y); y++) {
      for (let x = from.x; x <= to.x && (x - from.x) * (to.y - from.y + 1) < mostTiles; x++) {
        const left = (x - camera.x * count) * size
        const top = (y - camera.y * count) * size
        this.drawTile(context, { z, x: ((x % count) + count) % count, y }, { left, top, size })
      }
    }
    context.restore()
  }

  /** One that is not here yet is drawn out of a coarser one. */
  private drawTile(context: CanvasRenderingContext2D, at: { z: number; x: number; y: number }, to: { left: number; top: number; size: number }): void {
    const exact = this.tile(at.z, at.x, at.y)
    // Half a pixel over: no seams between scaled tiles.
    const size = to.size + 0.5
    if (exact !== null) return context.drawImage(exact, to.left, to.top, size, size)
    for (let up = 1; up <= 5 && at.z - up >= 0; up++) {
      const coarser = this.tiles.get(`${at.z - up}/${at.x >> up}/${at.y >> up}`)
      if (coarser === undefined || coarser === null || coarser === 'coming') continue
      const part = coarser.width / 2 ** up
      const [x, y] = [(at.x - ((at.x >> up) << up)) * part, (at.y - ((at.y >> up) << up)) * part]
      return context.drawImage(coarser, x, y, part, part, to.left, to.top, size, size)
    }
  }

  private tile(z: number, x: number, y: number): ImageBitmap | null {
    const name = `${z}/${x}/${y}`
    const known = this.tiles.get(name)
    if (known !== undefined) {
      // Used last, dropped last.
      this.tiles.delete(name)
      this.tiles.set(name, known)
      return known === 'coming' ? null : known
    }
    this.tiles.set(name, 'coming')
    this.getTile?.(z, x, y).then(
      (tile) => {
        this.tiles.set(name, tile)
        for (const [old, each] of this.tiles) {
          if (this.tiles.size <= mostTiles * 2) break
          this.tiles.delete(old)
          if (typeof each === 'object') each?.close()
        }
        if (tile !== null) this.arrived()
      },
      () => this.tiles.set(name, null),
    )
    return null
  }
}

function turn(context: CanvasRenderingContext2D, { box, offset, turn }: Camera): void {
  context.translate(box.width * offset.x, box.height * offset.y)
  context.rotate((turn * Math.PI) / 180)
}

/** Degrees between two lines, so that some stand on the screen at every scale. */
const steps = [30, 15, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001]
const apart = 70

function drawLines(context: CanvasRenderingContext2D, camera: Camera, look: Look): void {
  const degree = camera.pixels / 360
  const step = steps.findLast((each) => each * degree >= apart) ?? 30
  const { southwest, northeast } = camera.region()
  context.save()
  context.beginPath()
  const line = (from: { x: number; y: number }, to: { x: number; y: number }): void => {
    context.moveTo(from.x, from.y)
    context.lineTo(to.x, to.y)
  }
  const at = (longitude: number, latitude: number) => {
    // Not the nearest copy: a line's ends may lie half a world apart.
    const point = toSquare(longitude, latitude)
    const near = camera.squareToScreen({ x: camera.x, y: point.y })
    const angle = (camera.turn * Math.PI) / 180
    const dx = (point.x - camera.x) * camera.pixels
    return { x: near.x + dx * Math.cos(angle), y: near.y + dx * Math.sin(angle) }
  }
  const [west, east] = [southwest.longitude, northeast.longitude]
  for (let x = Math.ceil(west / step) * step; x <= east; x += step) line(at(x, southwest.latitude), at(x, northeast.latitude))
  for (let y = Math.ceil(southwest.latitude / step) * step; y <= northeast.latitude; y += step) line(at(west, y), at(east, y))
  context.strokeStyle = look.line
  context.lineWidth = 1
  context.stroke()
  context.restore()
}
