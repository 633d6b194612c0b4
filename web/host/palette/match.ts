/** Finding by typing: every word of the query has to be in one of the texts; better places come first. Pure. */

function plain(s: string): string {
  return s
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
}

/** 0 = no match; higher is better: a whole text, its beginning, a word's beginning, anywhere. Earlier texts count more. */
export function score(query: string, texts: readonly string[]): number {
  const words = plain(query).split(/\s+/u).filter(Boolean)
  if (words.length === 0) return 1
  let total = 0
  for (const w of words) {
    let best = 0
    texts.forEach((text, i) => {
      best = Math.max(best, one(w.replace(/^@/, ''), plain(text)) / (1 + i * 0.25))
    })
    if (best === 0) return 0
    total += best
  }
  return total / words.length
}

function one(word: string, text: string): number {
  if (word === '') return 0
  const at = text.indexOf(word)
  if (at < 0) return 0
  if (text === word) return 100
  if (at === 0) return 80
  if (/[^\p{L}\p{N}]/u.test(text[at - 1] ?? '')) return 60
  return 30
}

export function matches(query: string, texts: readonly string[]): boolean {
  return score(query, texts) > 0
}

export interface Findable {
  readonly texts: readonly string[]
}

/** The matching ones, best first; equal ones keep their order. */
export function find<T extends Findable>(query: string, list: readonly T[], limit: number): readonly T[] {
  return list
    .map((item, i) => ({ item, i, s: score(query, item.texts) }))
    .filter((x) => x.s > 0)
    .sort((a, b) => b.s - a.s || a.i - b.i)
    .slice(0, limit)
    .map((x) => x.item)
}
