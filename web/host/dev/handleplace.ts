/** Where the button of the panel was put, in px from the upper right corner of the program's box. */
import { integer, object, parse, type Parser } from '../../protocol/parse.js'

export interface Place {
  readonly right: number
  readonly top: number
}

const size = 32
const margin = 4

const stored: Parser<Place> = object<Place>({ right: integer(0, 10_000), top: integer(0, 10_000) })

/** The place that was kept; null if there is none, or what is kept is none. */
export function placeOf(kept: string | null): Place | null {
  try {
    const got = parse(stored, JSON.parse(kept ?? 'null'))
    return got.ok ? got.value : null
  } catch {
    return null
  }
}

/** The nearest place that is wholly inside the box. */
export function placeWithin({ right, top }: Place, box: { readonly width: number; readonly height: number }): Place {
  const inside = (at: number, length: number): number => Math.round(Math.max(margin, Math.min(at, length - size - margin)))
  return { right: inside(right, box.width), top: inside(top, box.height) }
}
