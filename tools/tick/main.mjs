// Writes web/runtime/elements/tick.ts: a font of one letter, the tick of checkboxes and radios. WeChat draws it with a letter of its font
// "weui", and programs give that letter another size, colour and place; so it is one here too.
//
//	node tools/tick/main.mjs          from the root of the repository
//
// Drawn for this project on a grid of 1000.
import { writeFileSync } from 'node:fs'

const letter = 0xea08
const tick = [
  [400, 92],
  [142, 350],
  [208, 417],
  [400, 225],
  [792, 617],
  [858, 550],
]

/** Numbers of two bytes, the greater half first, as all of a font is written. */
function words(...numbers) {
  const bytes = Buffer.alloc(numbers.length * 2)
  for (const [at, number] of numbers.entries()) bytes.writeUInt16BE(number & 0xffff, at * 2)
  return bytes
}
const steps = (axis) => tick.map((point, at) => point[axis] - (tick[at - 1]?.[axis] ?? 0))
const zeros = (count) => Array(count).fill(0)
const box = [142, 92, 858, 617]
const glyph = words(1, ...box, tick.length - 1, 0, 0x0101, 0x0101, 0x0101, ...steps(0), ...steps(1))
const tables = {
  'OS/2': words(
    4,
    1000,
    400,
    5,
    0,
    ...zeros(10),
    0,
    ...zeros(5),
    ...zeros(8),
    0,
    0,
    64,
    letter,
    letter,
    850,
    -150,
    0,
    850,
    150,
    ...zeros(4),
    500,
    700,
    0,
    32,
    1,
  ),
  cmap: words(0, 1, 3, 1, 0, 12, 4, 32, 0, 4, 4, 1, 0, letter, 0xffff, 0, letter, 0xffff, 1 - letter, 1, 0, 0),
  glyf: glyph,
  head: Buffer.concat([words(1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 0, 1000), Buffer.alloc(16), words(...box, 0, 8, 2, 0, 0)]),
  hhea: words(1, 0, 850, -150, 0, 1000, 0, 0, 1000, 1, ...zeros(7), 2),
  hmtx: words(1000, 0, 1000, 142),
  loca: words(0, 0, glyph.length / 2),
  maxp: words(1, 0, 2, tick.length, 1, 0, 0, 1, ...zeros(8)),
  name: Buffer.concat([words(0, 1, 18, 3, 1, 0x409, 1, 2, 0), words(116)]),
  post: words(3, 0, 0, 0, ...zeros(12)),
}
const names = Object.keys(tables)
const head = words(1, 0, names.length, 128, 3, names.length * 16 - 128)
let at = head.length + names.length * 16
const entries = []
const bodies = []
for (const name of names) {
  const padded = Buffer.concat([tables[name], Buffer.alloc(-tables[name].length & 3)])
  let sum = 0
  for (let i = 0; i < padded.length; i += 4) sum = (sum + padded.readUInt32BE(i)) >>> 0
  const entry = Buffer.alloc(16)
  entry.write(name.padEnd(4))
  entry.writeUInt32BE(sum, 4)
  entry.writeUInt32BE(at, 8)
  entry.writeUInt32BE(tables[name].length, 12)
  entries.push(entry)
  bodies.push(padded)
  at += padded.length
}
const font = Buffer.concat([head, ...entries, ...bodies]).toString('base64')
writeFileSync(
  'web/runtime/elements/tick.ts',
  `// Written by tools/tick; do not edit. A font of one letter, U+EA08: the tick of checkboxes and radios.
export const tickFont =
  '${font}'
`,
)
