/**
 * MD5, SHA-1 and SHA-256 of bytes, as getFileInfo gives them. crypto.subtle is there in secure contexts alone, and a program's Worker, whose
 * origin is opaque, is none.
 */

/** Rotates 32 bits to the left. */
const turned = (value: number, by: number): number => (value << by) | (value >>> (32 - by))

/** The bytes, a one bit and zeros up to whole blocks of 64, the last eight bytes being the length in bits. */
function padded(bytes: Uint8Array, littleEndian: boolean): DataView {
  const whole = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64)
  whole.set(bytes)
  whole[bytes.length] = 0x80
  const view = new DataView(whole.buffer)
  const bits = BigInt(bytes.length) * 8n
  view.setBigUint64(whole.length - 8, bits, littleEndian)
  return view
}

function hex(words: Int32Array, littleEndian: boolean): string {
  const view = new DataView(new ArrayBuffer(words.length * 4))
  for (const [i, word] of words.entries()) view.setInt32(i * 4, word, littleEndian)
  return Array.from(new Uint8Array(view.buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** How far the four rounds of MD5 turn, step by step. */
const md5Turns = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const
const md5Sines = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32))

function md5(bytes: Uint8Array): string {
  const view = padded(bytes, true)
  const sum = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476)
  for (let block = 0; block < view.byteLength; block += 64) {
    let [a = 0, b = 0, c = 0, d = 0] = sum
    for (let i = 0; i < 64; i++) {
      const round = i >> 4
      const mixed = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d)
      const at = round === 0 ? i : round === 1 ? 5 * i + 1 : round === 2 ? 3 * i + 5 : 7 * i
      const next = (a + mixed + (md5Sines[i] ?? 0) + view.getInt32(block + (at % 16) * 4, true)) | 0
      a = d
      d = c
      c = b
      b = (b + turned(next, md5Turns[round]?.[i % 4] ?? 0)) | 0
    }
    add(sum, [a, b, c, d])
  }
  return hex(sum, true)
}

function sha1(bytes: Uint8Array): string {
  const view = padded(bytes, false)
  const sum = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0)
  const words = new Int32Array(80)
  const word = (i: number): number => words[i] ?? 0
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let i = 0; i < 80; i++) words[i] = i < 16 ? view.getInt32(block + i * 4) : turned(word(i - 3) ^ word(i - 8) ^ word(i - 14) ^ word(i - 16), 1)
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = sum
    for (let i = 0; i < 80; i++) {
      const mixed =
        i < 20
          ? ((b & c) | (~b & d)) + 0x5a827999
          : i < 40
            ? (b ^ c ^ d) + 0x6ed9eba1
            : i < 60
              ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
              : (b ^ c ^ d) + 0xca62c1d6
      const next = (turned(a, 5) + mixed + e + word(i)) | 0
      e = d
      d = c
      c = turned(b, 30)
      b = a
      a = next
    }
    add(sum, [a, b, c, d, e])
  }
  return hex(sum, false)
}

/** The first 32 bits of what the roots of the first primes have behind the point. */
function rootsOfPrimes(count: number, power: number): Int32Array {
  const primes: number[] = []
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n)
  return Int32Array.from(primes, (prime) => Math.floor((prime ** power % 1) * 2 ** 32))
}

function sha256(bytes: Uint8Array): string {
  const view = padded(bytes, false)
  const sum = rootsOfPrimes(8, 1 / 2)
  const constants = rootsOfPrimes(64, 1 / 3)
  const words = new Int32Array(64)
  const word = (i: number): number => words[i] ?? 0
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let i = 0; i < 64; i++) {
      const [before, last] = [word(i - 15), word(i - 2)]
      const low = turned(before, 25) ^ turned(before, 14) ^ (before >>> 3)
      const high = turned(last, 15) ^ turned(last, 13) ^ (last >>> 10)
      words[i] = i < 16 ? view.getInt32(block + i * 4) : (word(i - 16) + low + word(i - 7) + high) | 0
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = sum
    for (let i = 0; i < 64; i++) {
      const first = (h + (turned(e, 26) ^ turned(e, 21) ^ turned(e, 7)) + ((e & f) ^ (~e & g)) + (constants[i] ?? 0) + word(i)) | 0
      const second = ((turned(a, 30) ^ turned(a, 19) ^ turned(a, 10)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + first) | 0
      d = c
      c = b
      b = a
      a = (first + second) | 0
    }
    add(sum, [a, b, c, d, e, f, g, h])
  }
  return hex(sum, false)
}

function add(sum: Int32Array, more: readonly number[]): void {
  for (const [i, each] of more.entries()) sum[i] = (sum[i] ?? 0) + each
}

/** By the names that programs use. */
export const digests: ReadonlyMap<string, (bytes: Uint8Array) => string> = new Map(Object.entries({ md5, sha1, sha256 }))
