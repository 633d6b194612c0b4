/** Fingers, mouse, wheel and keys on a map: they move a camera, and say when a movement begins and ends. */
import type { Camera } from './camera.js'

export type Cause = 'drag' | 'scale' | 'update'
export interface Moves {
  readonly camera: Camera
  may(): { readonly scroll: boolean; readonly zoom: boolean; readonly rotate: boolean }
  scales(): readonly [number, number]
  began(cause: Cause): void
  moved(): void
  ended(cause: Cause): void
}

interface Finger {
  x: number
  y: number
}

const friction = 0.94
const stillPixels = 0.4
const wheelStepsPerScale = 300
const keyPixels = 80
const wheelRestMs = 200

export function captureGestures(layer: HTMLElement, moves: Moves): () => void {
  const { camera } = moves
  const fingers = new Map<number, Finger>()
  let cause: Cause | null = null
  let speed = { x: 0, y: 0 }
  let glide = 0
  let wheelTimer: ReturnType<typeof setTimeout> | undefined

  const inside = (event: { clientX: number; clientY: number }): Finger => {
    const box = layer.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const start = (next: Cause): void => {
    cancelAnimationFrame(glide)
    if (cause === null) moves.began(next)
    cause = next
  }
  const end = (): void => {
    const was = cause
    cause = null
    if (was !== null) moves.ended(was)
  }
  const zoomTo = (scale: number, at: Finger): void => {
    const [least, most] = moves.scales()
    camera.zoomAt(Math.min(most, Math.max(least, scale)), at)
    moves.moved()
  }
  /** A step that is not a finger's: begins and ends at once. */
  const step = (next: Cause, work: () => void): void => {
    start(next)
    work()
    end()
  }
  const pinched = (event: PointerEvent, before: Finger, after: Finger): void => {
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1]
    if (other === undefined) return
    const middle = { x: (other.x + after.x) / 2, y: (other.y + after.y) / 2 }
    const [was, is] = [Math.hypot(before.x - other.x, before.y - other.y), Math.hypot(after.x - other.x, after.y - other.y)]
    const { zoom, rotate, scroll } = moves.may()
    if (scroll) camera.moveBy((after.x - before.x) / 2, (after.y - before.y) / 2)
    if (rotate)
      camera.turn =
        (camera.turn + ((Math.atan2(after.y - other.y, after.x - other.x) - Math.atan2(before.y - other.y, before.x - other.x)) * 180) / Math.PI + 720) % 360
    if (zoom && was > 0 && is > 0) {
      start('scale')
      zoomTo(camera.scale + Math.log2(is / was), middle)
    }
    moves.moved()
  }
  const slide = (): void => {
    speed = { x: speed.x * friction, y: speed.y * friction }
    if (Math.hypot(speed.x, speed.y) < stillPixels) return end()
    camera.moveBy(speed.x, speed.y)
    moves.moved()
    glide = requestAnimationFrame(slide)
  }

  layer.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    cancelAnimationFrame(glide)
    if (fingers.size === 0 && cause !== null) end()
    fingers.set(event.pointerId, inside(event))
    speed = { x: 0, y: 0 }
  })
  layer.addEventListener('pointermove', (event) => {
    const before = fingers.get(event.pointerId)
    if (before === undefined) return
    const after = inside(event)
    if (fingers.size > 1) {
      fingers.set(event.pointerId, after)
      return pinched(event, before, after)
    }
    if (!moves.may().scroll) return
    const [dx, dy] = [after.x - before.x, after.y - before.y]
    // A finger trembles while it taps.
    if (cause === null && Math.hypot(dx, dy) < 4) return
    if (cause === null) layer.setPointerCapture(event.pointerId)
    start('drag')
    fingers.set(event.pointerId, after)
    speed = { x: dx, y: dy }
    camera.moveBy(dx, dy)
    moves.moved()
  })
  const up = (event: PointerEvent): void => {
    if (!fingers.delete(event.pointerId) || fingers.size > 0 || cause === null) return
    if (cause === 'drag' && !matchMedia('(prefers-reduced-motion: reduce)').matches) glide = requestAnimationFrame(slide)
    else end()
  }
  layer.addEventListener('pointerup', up)
  layer.addEventListener('pointercancel', up)
  layer.addEventListener('dblclick', (event) => {
    if (moves.may().zoom) step('scale', () => zoomTo(Math.round(camera.scale) + 1, inside(event)))
  })
  layer.addEventListener(
    'wheel',
    (event) => {
      if (!moves.may().zoom) return
      event.preventDefault()
      start('scale')
      zoomTo(camera.scale - event.deltaY / wheelStepsPerScale, inside(event))
      clearTimeout(wheelTimer)
      wheelTimer = setTimeout(end, wheelRestMs)
    },
    { passive: false },
  )
  layer.addEventListener('keydown', (event) => {
    if (event.target !== layer || event.ctrlKey || event.metaKey || event.altKey) return
    const { scroll, zoom } = moves.may()
    const middle = { x: camera.box.width * camera.offset.x, y: camera.box.height * camera.offset.y }
    const ways: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }
    const way = ways[event.key]
    if (way !== undefined && scroll)
      step('drag', () => {
        camera.moveBy(way[0] * keyPixels, way[1] * keyPixels)
        moves.moved()
      })
    else if (zoom && (event.key === '+' || event.key === '=')) step('scale', () => zoomTo(camera.scale + 1, middle))
    else if (zoom && event.key === '-') step('scale', () => zoomTo(camera.scale - 1, middle))
    else return
    event.preventDefault()
  })
  return () => {
    cancelAnimationFrame(glide)
    clearTimeout(wheelTimer)
  }
}
