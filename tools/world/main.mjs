// Writes web/host/program/mapworld.ts: the land of the world, coarse, for instances that have no tiles of their own. It is Natural
// Earth's (public domain, 1:110m) as the npm package world-atlas has it.
//
//	node tools/world/main.mjs          from the root of the repository
//
// A ring is a line of numbers: differences of longitude and latitude in fifths of a degree, signs folded into the last bit, each
// in digits of base 45 of which all but the last are raised by 45. web/map/land.ts reads it.
import { readFileSync, writeFileSync } from 'node:fs'

const perDegree = 5
const base = 45
// All that may stand in a quoted text inside a document's script, in their order: 90 letters.
const letters = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).filter((each) => !"\\'`<".includes(each))

const { arcs, transform, objects } = JSON.parse(readFileSync('node_modules/world-atlas/land-110m.json', 'utf8'))
const lines = arcs.map((arc) => {
  let [x, y] = [0, 0]
  return arc.map(([dx, dy]) => {
    x += dx
    y += dy
    return [x * transform.scale[0] + transform.translate[0], y * transform.scale[1] + transform.translate[1]].map((each) => Math.round(each * perDegree))
  })
})
const join = (ring) => ring.flatMap((i, at) => (i < 0 ? lines[~i].toReversed() : lines[i]).slice(at === 0 ? 0 : 1))
const rings = objects.land.geometries
  .flatMap((each) => (each.type === 'Polygon' ? [each.arcs] : each.arcs))
  .flat()
  .map((ring) => join(ring).filter(([x, y], at, all) => at === 0 || x !== all[at - 1][0] || y !== all[at - 1][1]))
  .filter((ring) => ring.length > 3)

function number(value) {
  let rest = value < 0 ? -2 * value - 1 : 2 * value
  let text = letters[rest % base]
  for (rest = Math.floor(rest / base); rest > 0; rest = Math.floor(rest / base)) text = letters[base + (rest % base)] + text
  return text
}
const texts = rings.map((ring) => ring.map(([x, y], at) => number(x - (ring[at - 1]?.[0] ?? 0)) + number(y - (ring[at - 1]?.[1] ?? 0))).join(''))

writeFileSync(
  'web/host/program/mapworld.ts',
  `// Written by tools/world out of Natural Earth's land (public domain); do not edit. web/map/land.ts reads it, in parts of 1/${perDegree} degree.
export const world: readonly string[] = [
${texts.map((each) => `  '${each}',`).join('\n')}
]
`,
)
