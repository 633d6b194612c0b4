/** How loud a recording is, from its beginning to its end: what is drawn of a voice. Pure. */

export const LEVELS = 64

/** The loudness of samples of -1 to 1. */
export function loudness(samples: Float32Array): number {
  let sum = 0
  for (const x of samples) sum += x * x
  return Math.sqrt(sum / Math.max(1, samples.length))
}

/** Below this it is a room and not a voice: a silent recording is drawn flat, and not as its noise. */
const QUIET = 0.02

/** 64 levels of 0 to 255 of however many measures, the loudest as high as it goes. */
export function levelsOf(measured: readonly number[]): readonly number[] {
  const top = Math.max(QUIET, ...measured)
  return Array.from({ length: LEVELS }, (_, i) => {
    const from = Math.floor((i * measured.length) / LEVELS)
    const to = Math.max(from + 1, Math.ceil(((i + 1) * measured.length) / LEVELS))
    const most = Math.max(0, ...measured.slice(from, to))
    // By its root, since ears hear that half as loud is far more than half.
    return Math.round(255 * Math.sqrt(Math.min(1, most / top)))
  })
}

/** As many bars as have room, each as high as the highest of its levels, of 0 to 1. */
export function barsOf(levels: readonly number[], count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * levels.length) / count)
    const to = Math.max(from + 1, Math.floor(((i + 1) * levels.length) / count))
    return Math.max(0, ...levels.slice(from, to)) / 255
  })
}

const SHORTEST = 112
const LONGEST = 252

/** How wide a bubble is, in CSS pixels: the longer one speaks the wider, the first seconds most. */
export function widthOf(durationMs: number): number {
  const part = Math.min(1, Math.max(0, durationMs) / 60_000)
  return Math.round(SHORTEST + (LONGEST - SHORTEST) * part ** 0.6)
}

/** 0:07 */
export function durationText(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
