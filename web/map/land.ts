/** The world's square (0…1, Mercator), and in it the land that the host has for instances without tiles, as tools/world wrote it down. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** Beyond it Mercator's square has no room. */
const northmost = 85.05112878

/** Longitude and latitude in degrees to the world's square: 0,0 is the north-west corner. */
export function toSquare(longitude: number, latitude: number): Point {
  const sine = Math.sin((Math.min(northmost, Math.max(-northmost, latitude)) * Math.PI) / 180)
  return { x: longitude / 360 + 0.5, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) }
}

export function fromSquare({ x, y }: Point): { readonly longitude: number; readonly latitude: number } {
  return { longitude: (x - 0.5) * 360, latitude: 90 - (360 * Math.atan(Math.exp((y - 0.5) * 2 * Math.PI))) / Math.PI }
}

const base = 45
/** What a letter stands for; tools/world has them in the same order. */
const digitOf = new Map(
  Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i))
    .filter((each) => !"\\'`<".includes(each))
    .map((letter, digit) => [letter, digit]),
)

export function numbersOf(text: string): number[] {
  const out: number[] = []
  let value = 0
  for (const letter of text) {
    const digit = digitOf.get(letter) ?? 0
    value = value * base + (digit % base)
    if (digit >= base) continue
    out.push(value % 2 === 1 ? -(value + 1) / 2 : value / 2)
    value = 0
  }
  return out
}

/** tools/world's. */
const perDegree = 5

/** Each ring as x, y, x, y … of the square. */
export function land(world: readonly string[]): readonly Float64Array[] {
  return world.map((text) => {
    const steps = numbersOf(text)
    const ring = new Float64Array(steps.length)
    let [x, y] = [0, 0]
    for (let i = 0; i + 1 < steps.length; i += 2) {
      x += steps[i] ?? 0
      y += steps[i + 1] ?? 0
      const at = toSquare(x / perDegree, y / perDegree)
      ring[i] = at.x
      ring[i + 1] = at.y
    }
    return ring
  })
}
