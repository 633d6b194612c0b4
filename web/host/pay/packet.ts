/** What the form of a gift takes: how many shares, and how long a note. Pure; the instance checks the same. */

/** Characters, as the instance counts them: an emoji of one code point is one, though it takes two places in a JavaScript text. */
export const NOTE_MAX = 40

export function charactersOf(text: string): number {
  return [...text].length
}

/** A packet holds at most so many shares, of at least one minor unit each. */
const SHARES_MOST = 100

/** How many in a conversation of so many people may take a share: of what is sent to one other person, its sender takes none. */
export function takersOf(people: number): number {
  return people > 2 ? people : people - 1
}

export interface SharesRule {
  readonly most: number
  /** What bounds it: the packet, who is here, the amount. */
  readonly by: 'packet' | 'people' | 'amount'
}

/** How many shares a packet of this amount may have in a conversation of so many people; an amount of 0 is not known yet. */
export function sharesRule(people: number, minor: number): SharesRule {
  const here: SharesRule = takersOf(people) < SHARES_MOST ? { most: takersOf(people), by: 'people' } : { most: SHARES_MOST, by: 'packet' }
  return minor > 0 && minor < here.most ? { most: minor, by: 'amount' } : here
}

/** The number of shares as it is typed: undefined if it is none, or not one that the rule allows. */
export function sharesOf(text: string, rule: SharesRule): number | undefined {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0
  return count >= 1 && count <= rule.most ? count : undefined
}
