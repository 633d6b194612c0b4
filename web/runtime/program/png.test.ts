import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32, inflateSync } from 'node:zlib'
import { encodePng } from './png.js'

/** The parts of a PNG, each with its checksum held against zlib's own. */
function parts(png: Buffer): Map<string, Buffer> {
  const out = new Map<string, Buffer>()
  assert.equal(png.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n')
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    const name = png.toString('latin1', at + 4, at + 8)
    if (crc32 !== undefined) assert.equal(png.readUInt32BE(at + 8 + length), crc32(png.subarray(at + 4, at + 8 + length)), `checksum of ${name}`)
    out.set(name, png.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  return out
}

for (const [width, height] of [
  [1, 1],
  [3, 2],
  [200, 150],
] as const) {
  test(`${width} x ${height} pixels come back from the PNG as they were`, () => {
    const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => (i * 31) % 256)
    const png = parts(Buffer.from(encodePng({ width, height, data })))
    assert.deepEqual([...(png.get('IHDR') ?? [])], [0, 0, width >> 8, width & 255, 0, 0, height >> 8, height & 255, 8, 6, 0, 0, 0])
    const raw = inflateSync(png.get('IDAT') ?? Buffer.alloc(0))
    for (let y = 0; y < height; y++) {
      const row = raw.subarray(y * (1 + width * 4), (y + 1) * (1 + width * 4))
      assert.equal(row[0], 0)
      assert.deepEqual([...row.subarray(1)], [...data.subarray(y * width * 4, (y + 1) * width * 4)])
    }
    assert.equal(png.get('IEND')?.length, 0)
  })
}
