/**
 * What lies over the whole page takes the browser's "back": the uppermost sheet closes, and the page below stays. A sheet says how
 * it is left; while it holds (an answer is awaited) leaving does nothing, and neither does "back".
 */
const leaves: (() => void)[] = []

/** Registers a cover; the function that comes back takes it away. */
export function cover(leave: () => void): () => void {
  leaves.push(leave)
  return () => {
    const at = leaves.lastIndexOf(leave)
    if (at >= 0) leaves.splice(at, 1)
  }
}

export function isCovered(): boolean {
  return leaves.length > 0
}

export function leaveUppermost(): void {
  leaves.at(-1)?.()
}
