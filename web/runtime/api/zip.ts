/** What is in a zip: its table of contents stands at the end, and says where each file's bytes begin (APPNOTE 6.3, 4.3). */
import { failed, folderLimit, full } from './filetree.js'

type Bytes = Uint8Array<ArrayBuffer>

/** One entry; a folder's path ends in a slash. */
export interface Zipped {
  readonly path: string
  /** Unpacks it. Fails if it does not have the length that the table says. */
  content(): Promise<Bytes>
}

const broken = (): Error => failed('invalid', 'the file is no zip, or a damaged one')
const endSize = 22
const longestComment = 0xffff

async function inflate(packed: Bytes, size: number): Promise<Bytes> {
  const out = new Uint8Array(size)
  let at = 0
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader()
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw broken()
    })
    if (done) break
    if (at + value.length > size) {
      await reader.cancel()
      throw broken()
    }
    out.set(value, at)
    at += value.length
  }
  if (at !== size) throw broken()
  return out
}

/** The entries of a zip, in its order. All of them together may not be longer than a program's files may be. */
export function zipped(zip: Bytes): readonly Zipped[] {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength)
  let end = zip.length - endSize
  while (end >= 0 && end >= zip.length - endSize - longestComment && view.getUint32(end, true) !== 0x06054b50) end -= 1
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50) throw broken()
  const entries: Zipped[] = []
  let whole = 0
  try {
    let at = view.getUint32(end + 16, true)
    for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
      if (view.getUint32(at, true) !== 0x02014b50) throw broken()
      const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)]
      const [packed, size] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)]
      const nameLength = view.getUint16(at + 28, true)
      const local = view.getUint32(at + 42, true)
      const path = new TextDecoder().decode(zip.subarray(at + 46, at + 46 + nameLength))
      const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
      whole += size
      if (whole > folderLimit) throw full()
      if (from + packed > zip.length) throw broken()
      entries.push({
        path,
        content: async () => {
          // Bit 0: it is enciphered.
          if ((flags & 1) !== 0 || (method !== 0 && method !== 8)) throw failed('invalid', `"${path}" is packed in a way that is not known here`)
          const part = zip.slice(from, from + packed)
          if (method === 8) return inflate(part, size)
          if (packed !== size) throw broken()
          return part
        },
      })
      at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    }
  } catch (error) {
    throw error instanceof RangeError ? broken() : error
  }
  return entries
}
