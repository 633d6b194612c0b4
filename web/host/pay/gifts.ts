/** What has become of the money in conversations: asked for when it is first shown, and again when a line says that it moved. */
import { signal } from '@preact/signals'
import type { Person } from '../../kit/api/model.js'
import { moneyMoved } from './moved.js'

export interface Claim {
  readonly person: Person | null
  readonly amount: number
  readonly ts: number
  readonly luckiest: boolean
}
export interface Gift {
  readonly id: string
  readonly kind: 'transfer' | 'equal' | 'lucky'
  readonly state: 'open' | 'taken' | 'refused' | 'returned' | 'sentBack'
  readonly sender: Person | null
  readonly recipient: Person | null
  readonly amount: number
  readonly currency: string
  readonly note: string
  readonly count: number
  readonly taken: number
  readonly takenAmount: number
  /** What I took, 0 = nothing. */
  readonly mine: number
  readonly expiresTs: number
  readonly claims: readonly Claim[]
  readonly commitment: string
  readonly seed: string
  /** A transfer that arrived at once: until it expires its recipient may send it back. */
  readonly direct: boolean
  /** I may take it, or a share of it: the instance's word, for this form knows too little of who was here when it was sent. */
  readonly canTake: boolean
}

export const gifts = signal<ReadonlyMap<string, Gift>>(new Map())

const wanted = new Set<string>()
let asking = false

/** The gift as far as it is known; asks for it if it is not. */
export function giftOf(id: string): Gift | undefined {
  const known = gifts.value.get(id)
  if (!known) ask(id)
  return known
}

export function giftMoved(id: string): void {
  moneyMoved()
  if (id !== '') ask(id)
}

export function keepGift(g: Gift): void {
  gifts.value = new Map(gifts.peek()).set(g.id, g)
}

function ask(id: string): void {
  wanted.add(id)
  if (asking) return
  asking = true
  // All that are drawn together are asked for together.
  setTimeout(async () => {
    const ids = [...wanted].slice(0, 100)
    wanted.clear()
    try {
      const { listGifts } = await import('./gift-calls.js')
      const found = await listGifts(ids)
      const all = new Map(gifts.peek())
      for (const g of found) all.set(g.id, g)
      gifts.value = all
    } catch {
      // The line stays as it was sent; the next look asks again.
    } finally {
      asking = false
      const [next] = wanted
      if (next !== undefined) ask(next)
    }
  })
}
