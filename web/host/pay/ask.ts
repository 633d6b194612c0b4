/** What the host is asked to move money for; the sheet, which is loaded when it is needed, shows it. One at a time. */
import { signal } from '@preact/signals'
import type { Person } from '../../kit/api/model.js'
import type { PaymentDemand, PaymentOutcome } from '../program/ports.js'

export type Asked =
  | { readonly kind: 'order'; readonly demand: PaymentDemand; readonly answer: (outcome: PaymentOutcome) => void; readonly close: () => void }
  | { readonly kind: 'send'; readonly to: Recipients; readonly close: () => void }
  | { readonly kind: 'gift'; readonly id: string; readonly close: () => void }

/** Whom money is for: one person, by a transfer; or whoever is in a conversation, by a red packet. */
export interface Recipients {
  readonly conv: string
  readonly what: 'transfer' | 'packet'
  readonly person: Person | null
  readonly group: boolean
  /** How many are in the conversation, whoever sends included. */
  readonly people: number
}

export const asked = signal<Asked | null>(null)

let asking: Promise<unknown> | undefined

/** While a PIN may be typed: resolves as soon as none is any more. */
export function pinAsked(): Promise<unknown> | undefined {
  return asking
}

function begin(over: Promise<unknown>): void {
  asking = over
  void over.then(() => {
    if (asking === over) asking = undefined
  })
}

/** Resolves once it is known how the payment ended. While one sheet is open, another demand is refused. */
export function askToPay(demand: PaymentDemand): Promise<PaymentOutcome> {
  if (asked.peek()) return Promise.resolve({ kind: 'refused', text: 'another payment is under way' })
  const outcome = new Promise<PaymentOutcome>((resolve) => {
    const close = () => {
      asked.value = null
      resolve({ kind: 'cancelled' }) // whoever has not answered by then
    }
    asked.value = { kind: 'order', demand, answer: resolve, close }
  })
  begin(outcome)
  return outcome
}

export function askToSend(to: Recipients): void {
  if (asked.peek()) return
  begin(
    new Promise<void>((resolve) => {
      const close = () => {
        asked.value = null
        resolve()
      }
      asked.value = { kind: 'send', to, close }
    }),
  )
}

/** Shows a gift. No PIN is typed there. */
export function askAboutGift(id: string): void {
  if (asked.peek()) return
  asked.value = {
    kind: 'gift',
    id,
    close: () => {
      asked.value = null
    },
  }
}
