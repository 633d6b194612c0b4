/** Pixels to a PNG at once: the browser's own encoder answers later, and Canvas.toDataURL may not. */

export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** A stored block of deflate has a length of 16 bits. */
const mostStored = 0xffff

let table: Uint32Array | null = null

function checksum(bytes: Uint8Array): number {
  table ??= Uint32Array.from({ length: 256 }, (_, n) => {
    let value = n
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
    return value
  })
  let sum = 0xffffffff
  for (const byte of bytes) sum = (table[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8)
  return (sum ^ 0xffffffff) >>> 0
}

function chunk(name: string, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + body.length)
  const view = new DataView(out.buffer)
  view.setUint32(0, body.length)
  for (let i = 0; i < 4; i++) out[4 + i] = name.charCodeAt(i)
  out.set(body, 8)
  view.setUint32(8 + body.length, checksum(out.subarray(4, 8 + body.length)))
  return out
}

/** zlib around blocks that are stored as they are. */
function stored(raw: Uint8Array): Uint8Array {
  const blocks = Math.max(1, Math.ceil(raw.length / mostStored))
  const out = new Uint8Array(2 + blocks * 5 + raw.length + 4)
  const view = new DataView(out.buffer)
  out.set([0x78, 0x01])
  let to = 2
  for (let at = 0, block = 1; block <= blocks; at += mostStored, block++) {
    const part = raw.subarray(at, at + mostStored)
    out[to] = block === blocks ? 1 : 0
    view.setUint16(to + 1, part.length, true)
    view.setUint16(to + 3, part.length ^ 0xffff, true)
    out.set(part, to + 5)
    to += 5 + part.length
  }
  let a = 1
  let b = 0
  for (const byte of raw) {
    a = (a + byte) % 65521
    b = (b + a) % 65521
  }
  view.setUint32(to, b * 65536 + a)
  return out
}

export function encodePng({ width, height, data }: Pixels): Uint8Array {
  const raw = new Uint8Array(height * (1 + width * 4))
  for (let y = 0; y < height; y++) raw.set(data.subarray(y * width * 4, (y + 1) * width * 4), y * (1 + width * 4) + 1)
  const head = new Uint8Array(13)
  const view = new DataView(head.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  head.set([8, 6, 0, 0, 0], 8) // 8 bits, red, green, blue and alpha
  const parts = [Uint8Array.from(signature), chunk('IHDR', head), chunk('IDAT', stored(raw)), chunk('IEND', new Uint8Array(0))]
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
