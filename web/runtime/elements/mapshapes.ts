/** What a program draws on a map: lines, areas, circles, pictures on the ground. */
import type { Camera, Place } from '../../map/camera.js'
import type { Point } from '../../map/land.js'
import { color, type Fields, fieldsOf, listOf, number, placeOf, placesOf } from './mapvalues.js'

export interface Shapes {
  readonly polylines: readonly Fields[]
  readonly polygons: readonly Fields[]
  readonly circles: readonly Fields[]
  /** Pictures between two corners, once they are here. */
  readonly overlays: readonly { readonly picture: CanvasImageSource; readonly bounds: Fields; readonly opacity: number }[]
}

function path(context: CanvasRenderingContext2D, camera: Camera, places: readonly Place[]): readonly Point[] {
  const points = places.map((each) => camera.toScreen(each))
  context.beginPath()
  points.forEach(({ x, y }, at) => {
    if (at === 0) context.moveTo(x, y)
    else context.lineTo(x, y)
  })
  return points
}

function drawPolygon(context: CanvasRenderingContext2D, camera: Camera, given: Fields): void {
  path(context, camera, placesOf(given['points']))
  context.closePath()
  context.fillStyle = color(given['fillColor'], 'transparent')
  context.fill()
  const width = number(given['strokeWidth'], 1)
  if (width <= 0) return
  context.lineWidth = width
  context.strokeStyle = color(given['strokeColor'], '#000000')
  context.setLineDash(dashes(given['dashArray']))
  context.stroke()
  context.setLineDash([])
}

const dashes = (value: unknown): number[] => (Array.isArray(value) ? value.slice(0, 10).map((each) => Math.max(0, number(each, 0))) : [])

function drawArrows(context: CanvasRenderingContext2D, points: readonly Point[], width: number): void {
  context.strokeStyle = 'rgba(255,255,255,.9)'
  context.lineWidth = Math.max(1, width / 5)
  let until = 24
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]]
    if (a === undefined || b === undefined) return
    const length = Math.hypot(b.x - a.x, b.y - a.y)
    // A segment far longer than the screen is not walked to its end.
    for (; until < Math.min(length, 4000); until += 48) {
      const [x, y, angle] = [a.x + ((b.x - a.x) * until) / length, a.y + ((b.y - a.y) * until) / length, Math.atan2(b.y - a.y, b.x - a.x)]
      const r = width * 0.35
      context.beginPath()
      for (const side of [-1, 0, 1]) {
        const [dx, dy] = side === 0 ? [r, 0] : [-r * 0.4, r * side]
        context.lineTo(x + dx * Math.cos(angle) - dy * Math.sin(angle), y + dx * Math.sin(angle) + dy * Math.cos(angle))
      }
      context.stroke()
    }
    until = Math.max(0, until - length)
  }
}

function drawPolyline(context: CanvasRenderingContext2D, camera: Camera, given: Fields): void {
  const places = placesOf(given['points'])
  if (places.length < 2) return
  const width = Math.max(1, number(given['width'], 1))
  const border = number(given['borderWidth'], 0)
  context.lineJoin = context.lineCap = 'round'
  const points = path(context, camera, places)
  if (border > 0) {
    context.lineWidth = width + 2 * border
    context.strokeStyle = color(given['borderColor'], '#ffffff')
    context.stroke()
  }
  context.lineWidth = width
  context.setLineDash(given['dottedLine'] === true ? [Math.max(4, width * 1.5), Math.max(6, width * 2)] : [])
  const colors = Array.isArray(given['colorList']) ? given['colorList'].map((each) => color(each, '#000000')) : []
  if (colors.length === 0) {
    context.strokeStyle = color(given['color'], '#000000')
    context.stroke()
  } else {
    for (let i = 1; i < points.length; i++) {
      context.beginPath()
      context.moveTo(points[i - 1]?.x ?? 0, points[i - 1]?.y ?? 0)
      context.lineTo(points[i]?.x ?? 0, points[i]?.y ?? 0)
      context.strokeStyle = colors[Math.min(i, colors.length) - 1] ?? '#000000'
      context.stroke()
    }
  }
  context.setLineDash([])
  if (given['arrowLine'] === true) drawArrows(context, points, width)
  context.lineJoin = 'miter'
  context.lineCap = 'butt'
}

function drawCircle(context: CanvasRenderingContext2D, camera: Camera, given: Fields): void {
  const place = placeOf(given)
  if (place === null) return
  const { x, y } = camera.toScreen(place)
  context.beginPath()
  context.arc(x, y, Math.max(0, number(given['radius'], 0)) * camera.perMetre(place.latitude), 0, 2 * Math.PI)
  context.fillStyle = color(given['fillColor'], 'transparent')
  context.fill()
  const width = number(given['strokeWidth'], 1)
  if (width <= 0) return
  context.lineWidth = width
  context.strokeStyle = color(given['color'], '#000000')
  context.stroke()
}

export function drawShapes(context: CanvasRenderingContext2D, camera: Camera, shapes: Shapes): void {
  for (const { picture, bounds, opacity } of shapes.overlays) {
    const [southwest, northeast] = [placeOf(bounds['southwest']), placeOf(bounds['northeast'])]
    if (southwest === null || northeast === null) continue
    const [from, to] = [
      camera.toScreen({ latitude: northeast.latitude, longitude: southwest.longitude }),
      camera.toScreen({ latitude: southwest.latitude, longitude: northeast.longitude }),
    ]
    context.globalAlpha = opacity
    context.drawImage(picture, from.x, from.y, to.x - from.x, to.y - from.y)
    context.globalAlpha = 1
  }
  for (const each of shapes.polygons) drawPolygon(context, camera, each)
  for (const each of shapes.circles) drawCircle(context, camera, each)
  for (const each of shapes.polylines) drawPolyline(context, camera, each)
}

/** The polyline under a point of the screen, as what the program gave; the one drawn last counts. */
export function polylineAt(camera: Camera, polylines: readonly Fields[], at: Point): Fields | null {
  for (const given of polylines.toReversed()) {
    const points = placesOf(given['points']).map((each) => camera.toScreen(each))
    const reach = Math.max(8, number(given['width'], 1) / 2 + 4)
    for (let i = 1; i < points.length; i++) {
      const [a, b] = [points[i - 1], points[i]]
      if (a === undefined || b === undefined) continue
      const [dx, dy] = [b.x - a.x, b.y - a.y]
      const along = Math.min(1, Math.max(0, ((at.x - a.x) * dx + (at.y - a.y) * dy) / (dx * dx + dy * dy || 1)))
      if (Math.hypot(a.x + along * dx - at.x, a.y + along * dy - at.y) <= reach) return given
    }
  }
  return null
}

export const shapesOf = (p: Fields, overlays: Shapes['overlays']): Shapes => ({
  polylines: listOf(p['polyline']),
  polygons: listOf(p['polygons']),
  circles: listOf(p['circles']),
  overlays,
})
export const boundsOf = (value: unknown): Fields => fieldsOf(value)
