/** The calls about money in conversations, and what they answer as plain values. */
import { toPerson } from '../../kit/api/model.js'
import { gifts as calls } from '../../kit/api/pay.js'
import { type Gift as PbGift, GiftKind, GiftState } from '../../kit/api/superette/v1/gift_pb.js'
import type { Gift } from './gifts.js'

const KINDS: Readonly<Record<Gift['kind'], GiftKind>> = { transfer: GiftKind.TRANSFER, equal: GiftKind.EQUAL, lucky: GiftKind.LUCKY }
const STATES: Readonly<Record<number, Gift['state']>> = {
  [GiftState.TAKEN]: 'taken',
  [GiftState.REFUSED]: 'refused',
  [GiftState.RETURNED]: 'returned',
  [GiftState.SENT_BACK]: 'sentBack',
}

export function toGift(g: PbGift): Gift {
  return {
    id: g.id,
    kind: g.kind === GiftKind.TRANSFER ? 'transfer' : g.kind === GiftKind.LUCKY ? 'lucky' : 'equal',
    state: STATES[g.state] ?? 'open',
    sender: g.sender ? toPerson(g.sender) : null,
    recipient: g.recipient ? toPerson(g.recipient) : null,
    amount: Number(g.amount),
    currency: g.currency,
    note: g.note,
    count: g.count,
    taken: g.taken,
    takenAmount: Number(g.takenAmount),
    mine: Number(g.mine),
    expiresTs: Number(g.expiresTs),
    claims: g.claims.map((c) => ({ person: c.person ? toPerson(c.person) : null, amount: Number(c.amount), ts: Number(c.ts), luckiest: c.luckiest })),
    commitment: g.commitment,
    seed: g.seed,
    direct: g.direct,
    canTake: g.canTake,
  }
}

export async function listGifts(ids: readonly string[]): Promise<readonly Gift[]> {
  return (await calls.listGifts({ ids: [...ids] })).gifts.map(toGift)
}

function needed(g: PbGift | undefined): Gift {
  if (!g) throw new Error('the answer has no gift')
  return toGift(g)
}

export async function takeGift(id: string): Promise<Gift> {
  return needed((await calls.takeGift({ id })).gift)
}

export async function refuseGift(id: string): Promise<Gift> {
  return needed((await calls.refuseGift({ id })).gift)
}

export interface ToSend {
  readonly requestId: string
  readonly conv: string
  readonly kind: Gift['kind']
  readonly to: string
  readonly amount: number
  readonly currency: string
  readonly count: number
  readonly note: string
  readonly pin: string
}

export async function sendGift(s: ToSend): Promise<{ readonly gift: Gift; readonly balance: number }> {
  const { requestId, conv, currency, count, note, pin } = s
  const sent = await calls.sendGift({ requestId, conv, kind: KINDS[s.kind], userId: s.to, amount: BigInt(s.amount), currency, count, note, pin })
  return { gift: needed(sent.gift), balance: Number(sent.balance) }
}
