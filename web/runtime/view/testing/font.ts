/** A TrueType font with one letter, M: a square `advance` thousandths of its size wide. */
export function testFont(advance: number): Buffer {
  const tables: Readonly<Record<string, Buffer>> = {
    'OS/2': words(
      4,
      advance,
      400,
      5,
      0,
      ...Array<number>(10).fill(0),
      0,
      ...Array<number>(5).fill(0),
      ...Array<number>(8).fill(0),
      0,
      0,
      64,
      77,
      77,
      800,
      -200,
      0,
      1000,
      200,
      0,
      0,
      0,
      0,
      500,
      700,
      0,
      32,
      1,
    ),
    cmap: words(0, 1, 3, 1, 0, 12, 4, 32, 0, 4, 4, 1, 0, 77, 0xffff, 0, 77, 0xffff, -76, 1, 0, 0),
    glyf: words(1, 0, 0, advance, 700, 3, 0, 0x0101, 0x0101, 0, advance, 0, -advance, 0, 0, 700, 0),
    head: Buffer.concat([words(1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 0, 1000), Buffer.alloc(16), words(0, 0, advance, 700, 0, 8, 2, 0, 0)]),
    hhea: words(1, 0, 800, -200, 0, advance, 0, 0, advance, 1, 0, 0, 0, 0, 0, 0, 0, 2),
    hmtx: words(500, 0, advance, 0),
    loca: words(0, 0, 17),
    maxp: words(1, 0, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    name: Buffer.concat([words(0, 1, 18, 3, 1, 0x409, 1, 2, 0), words(77)]),
    post: words(3, 0, 0, 0, ...Array<number>(12).fill(0)),
  }
  const names = Object.keys(tables)
  const head = Buffer.concat([words(1, 0, names.length, 128, 3, names.length * 16 - 128)])
  let at = head.length + names.length * 16
  const entries: Buffer[] = []
  const bodies: Buffer[] = []
  for (const name of names) {
    const body = tables[name] ?? Buffer.alloc(0)
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)])
    let sum = 0
    for (let i = 0; i < padded.length; i += 4) sum = (sum + padded.readUInt32BE(i)) >>> 0
    const entry = Buffer.alloc(16)
    entry.write(name.padEnd(4))
    entry.writeUInt32BE(sum, 4)
    entry.writeUInt32BE(at, 8)
    entry.writeUInt32BE(body.length, 12)
    entries.push(entry)
    bodies.push(padded)
    at += padded.length
  }
  return Buffer.concat([head, ...entries, ...bodies])
}

/** Numbers of two bytes, the greater half first, as all of a font is written. */
function words(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 2)
  for (const [at, number] of numbers.entries()) bytes.writeUInt16BE(number & 0xffff, at * 2)
  return bytes
}
