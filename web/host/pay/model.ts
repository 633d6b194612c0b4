/** What this room keeps of the API's messages: plain values, amounts in minor units, times in unix ms. */
import type { Person } from '../../kit/api/model.js'
import { toPerson } from '../../kit/api/model.js'
import type { Entry as PbEntry, Payment as PbPayment, Wallet as PbWallet } from '../../kit/api/superette/v1/pay_pb.js'

export interface Wallet {
  readonly balance: number
  /** Deposits that merchants hold, beside the balance. */
  readonly held: number
  readonly currency: string
  readonly testMoney: boolean
  readonly pinSet: boolean
  readonly lockedUntil: number // 0 = not locked
  readonly triesLeft: number
  /** Transfers from contacts wait to be taken. */
  readonly askFirst: boolean
  /** By the operator: nothing leaves it, or nothing moves any more. */
  readonly stopped: '' | 'frozen' | 'closed'
}
export interface Payment {
  readonly id: string
  readonly amount: number
  readonly currency: string
  readonly ts: number
  readonly payee: string
  readonly balance: number // of the payer, after it
}
export type EntryKind = 'order' | 'transfer' | 'grant' | 'refund' | 'gift' | 'return'
export interface Entry {
  readonly position: number
  readonly ts: number
  readonly incoming: boolean
  readonly amount: number
  readonly currency: string
  readonly balance: number
  readonly kind: EntryKind
  readonly person: Person | null
  readonly name: string
  readonly note: string
  readonly payment: string
  readonly packet: boolean // of a red packet
}

const KINDS: readonly EntryKind[] = ['grant', 'order', 'transfer', 'grant', 'refund', 'gift', 'return']

export function toWallet(w: PbWallet): Wallet {
  return {
    balance: Number(w.balance),
    held: Number(w.held),
    currency: w.currency,
    testMoney: w.testMoney,
    pinSet: w.pinSet,
    lockedUntil: Number(w.pinLockedUntilTs),
    triesLeft: w.pinTriesLeft,
    askFirst: w.askFirst,
    stopped: w.closed ? 'closed' : w.frozen ? 'frozen' : '',
  }
}

export function toPayment(p: PbPayment): Payment {
  return { id: p.id, amount: Number(p.amount), currency: p.currency, ts: Number(p.ts), payee: p.payee, balance: Number(p.balance) }
}

export function toEntry(e: PbEntry): Entry {
  return {
    position: Number(e.position),
    ts: Number(e.ts),
    incoming: e.incoming,
    amount: Number(e.amount),
    currency: e.currency,
    balance: Number(e.balance),
    kind: KINDS[e.kind] ?? 'grant',
    person: e.person ? toPerson(e.person) : null,
    name: e.name,
    note: e.note,
    payment: e.payment,
    packet: e.packet,
  }
}
