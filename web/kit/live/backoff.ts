/** Milliseconds to wait before try number n (0, 1, 2 …): doubling from half a second to 30 s, each drawn between half and all of it. */
export function backoffMs(attempt: number, random: () => number): number {
  const full = Math.min(30_000, 500 * 2 ** Math.min(attempt, 10))
  return Math.round(full / 2 + (full / 2) * random())
}
