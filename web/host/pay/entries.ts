/** The history as it is read: newest first, under the month in which it happened where the reader is. */
import type { Entry } from './model.js'

export interface Month {
  /** The first moment that is known of it, for its title. */
  readonly ts: number
  readonly entries: readonly Entry[]
}

/** How many entries a page has. */
const PAGE = 50

/**
 * What is asked for: the newest entries before a position, 0 for the newest of all. The span in unix ms has no end that the clock of this
 * browser could set too early: it may be days behind, and the instance's may have been ahead, of which the ledger keeps the times.
 */
export function pageBefore(position: number): { readonly fromTs: bigint; readonly toTs: bigint; readonly before: bigint; readonly limit: number } {
  return { fromTs: 0n, toTs: 253_402_300_800_000n, before: BigInt(position), limit: PAGE } // to the year 10000
}

/** Months in the order of their entries, which come newest first. */
export function byMonth(entries: readonly Entry[], timeZone?: string): readonly Month[] {
  const monthOf = new Intl.DateTimeFormat('en', { year: 'numeric', month: 'numeric', ...(timeZone === undefined ? {} : { timeZone }) })
  const months: { ts: number; name: string; entries: Entry[] }[] = []
  for (const e of entries) {
    const name = monthOf.format(e.ts)
    const last = months.at(-1)
    if (last?.name === name) last.entries.push(e)
    else months.push({ ts: e.ts, name, entries: [e] })
  }
  return months
}

/** A page more below what is held: what both have is there once. */
export function joinEntries(held: readonly Entry[], older: readonly Entry[]): readonly Entry[] {
  const last = held.at(-1)?.position ?? Number.POSITIVE_INFINITY
  return [...held, ...older.filter((e) => e.position < last)]
}
