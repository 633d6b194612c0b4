/**
 * From the PIN to the known end of one payment. `after` is pure: a state and what happened give the next state; `confirm`
 * does what a state asks for (send, set the PIN, wait) and feeds the answers back.
 *
 * The request id is made once. Whatever is sent again is sent under it, so that the money moves once at most; an answer that
 * did not come is asked for by sending the same again. Only an answer of the instance says that nothing was taken.
 */
import { type ReadonlySignal, signal } from '@preact/signals'
import type { Payment, Wallet } from './model.js'
import { PIN_LENGTH, type PinFault, pinFault, typePin } from './pin.js'

/** A refusal of the instance; nothing was taken. */
export interface Refusal {
  readonly code: string
  readonly said: string
  /** With pay.pin. */
  readonly triesLeft?: number
  /** With pay.locked; unix ms. */
  readonly lockedUntil?: number
}

export type ChooseFault = PinFault | 'different' | 'unreachable'

export type State =
  /** Nobody has set a PIN yet: one is chosen, then entered again. */
  | { readonly kind: 'choose'; readonly entered: string; readonly fault?: ChooseFault }
  | { readonly kind: 'repeat'; readonly first: string; readonly entered: string }
  | { readonly kind: 'setting'; readonly pin: string }
  | { readonly kind: 'enter'; readonly entered: string; readonly fault?: Refusal }
  /** asked: how many times before this one no answer came. */
  | { readonly kind: 'sending'; readonly pin: string; readonly asked: number }
  /** It is not known whether the money was taken; it is asked again in a moment. */
  | { readonly kind: 'waiting'; readonly pin: string; readonly asked: number }
  /** The same, and the person decides when to ask again. */
  | { readonly kind: 'unknown'; readonly pin: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'paid'; readonly payment: Payment }

export type Happened =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'erase' }
  | { readonly kind: 'pinSet' }
  | { readonly kind: 'paid'; readonly payment: Payment }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** No answer, or one that leaves it open. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'again' }

/** How long is waited before it is asked again, in ms; after the last one the person is asked. */
export const WAITS: readonly number[] = [800, 2000, 4000, 8000]

export function begin(pinSet: boolean): State {
  return pinSet ? { kind: 'enter', entered: '' } : { kind: 'choose', entered: '' }
}

export function after(state: State, happened: Happened): State {
  switch (happened.kind) {
    case 'key':
      return keyed(state, happened.key)
    case 'erase':
      if (state.kind !== 'choose' && state.kind !== 'repeat' && state.kind !== 'enter') return state
      return { ...state, entered: state.entered.slice(0, -1) }
    case 'pinSet':
      return state.kind === 'setting' ? { kind: 'sending', pin: state.pin, asked: 0 } : state
    case 'paid':
      return { kind: 'paid', payment: happened.payment }
    case 'refused':
      return refused(state, happened.refusal)
    case 'lost':
      return lost(state)
    case 'again':
      if (state.kind === 'waiting') return { kind: 'sending', pin: state.pin, asked: state.asked }
      return state.kind === 'unknown' ? { kind: 'sending', pin: state.pin, asked: 1 } : state
  }
}

function keyed(state: State, key: string): State {
  switch (state.kind) {
    case 'choose': {
      const entered = typePin(state.entered, key)
      if (entered.length < PIN_LENGTH) return { kind: 'choose', entered }
      const fault = pinFault(entered)
      return fault === undefined ? { kind: 'repeat', first: entered, entered: '' } : { kind: 'choose', entered: '', fault }
    }
    case 'repeat': {
      const entered = typePin(state.entered, key)
      if (entered.length < PIN_LENGTH) return { ...state, entered }
      return entered === state.first ? { kind: 'setting', pin: entered } : { kind: 'choose', entered: '', fault: 'different' }
    }
    case 'enter': {
      const entered = typePin(state.entered, key)
      return entered.length < PIN_LENGTH ? { kind: 'enter', entered } : { kind: 'sending', pin: entered, asked: 0 }
    }
    default:
      return state
  }
}

/** Codes that a repetition can meet while the first one is still at work; they say nothing about that one. */
const ITS_OWN = new Set(['pay.being-paid', 'pay.paid'])

function refused(state: State, refusal: Refusal): State {
  if (state.kind === 'setting') {
    // Set on another device meanwhile, or by a try whose answer was lost.
    if (refusal.code === 'pay.pin') return { kind: 'enter', entered: '', fault: { ...refusal, code: 'pin.set' } }
    if (refusal.code === 'pay.pin-form') return { kind: 'choose', entered: '', fault: 'sequence' }
    return { kind: 'refused', refusal }
  }
  if (state.kind !== 'sending') return state
  if (state.asked > 0 && ITS_OWN.has(refusal.code)) return state.asked > WAITS.length ? { kind: 'refused', refusal } : lost(state)
  switch (refusal.code) {
    case 'pay.pin':
    case 'httpd.too-many':
      return { kind: 'enter', entered: '', fault: refusal }
    case 'pay.no-pin':
      return { kind: 'choose', entered: '' }
    default:
      return { kind: 'refused', refusal }
  }
}

function lost(state: State): State {
  if (state.kind === 'setting') return { kind: 'choose', entered: '', fault: 'unreachable' }
  if (state.kind !== 'sending') return state
  return state.asked < WAITS.length ? { kind: 'waiting', pin: state.pin, asked: state.asked + 1 } : { kind: 'unknown', pin: state.pin }
}

/** What an attempt came to; `open` is false once the instance has answered. */
export type Answer = { readonly kind: 'paid'; readonly payment: Payment } | { readonly kind: 'refused'; readonly refusal: Refusal } | { readonly kind: 'lost' }

export interface ConfirmNeeds {
  readonly wallet: Wallet
  readonly requestId: string
  /** Sends the payment under the id. Never rejects. */
  send(requestId: string, pin: string): Promise<Answer>
  /** Never rejects. */
  setPin(pin: string): Promise<{ readonly kind: 'set' } | Exclude<Answer, { readonly kind: 'paid' }>>
  /** Calls back after so many ms; gives what stops it. */
  later(ms: number, run: () => void): () => void
}

export interface Confirm {
  readonly state: ReadonlySignal<State>
  key(key: string): void
  erase(): void
  /** Asks now what became of it. */
  again(): void
  /** The sheet is gone: nothing is sent any more. */
  dispose(): void
}

export function confirm(needs: ConfirmNeeds): Confirm {
  const state = signal<State>(begin(needs.wallet.pinSet))
  let over = false
  let stopWaiting = (): void => undefined
  const tell = (happened: Happened): void => {
    if (over) return
    const was = state.peek()
    const now = after(was, happened)
    if (now === was) return
    stopWaiting()
    stopWaiting = () => undefined
    state.value = now
    act(now)
  }
  const act = (now: State): void => {
    switch (now.kind) {
      case 'setting':
        void needs.setPin(now.pin).then((answer) => tell(answer.kind === 'set' ? { kind: 'pinSet' } : answer))
        return
      case 'sending':
        void needs.send(needs.requestId, now.pin).then(tell)
        return
      case 'waiting':
        stopWaiting = needs.later(WAITS[now.asked - 1] ?? 0, () => tell({ kind: 'again' }))
        return
      default:
        return
    }
  }
  return {
    state,
    key: (key) => tell({ kind: 'key', key }),
    erase: () => tell({ kind: 'erase' }),
    again: () => tell({ kind: 'again' }),
    dispose() {
      over = true
      stopWaiting()
    },
  }
}

/** What a closed sheet means for whoever asked to be paid. */
export type End =
  | { readonly kind: 'paid' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'refused'; readonly said: string }
  /** The person left before it was known. */
  | { readonly kind: 'unknown' }

export function endOf(state: State): End {
  switch (state.kind) {
    case 'paid':
      return { kind: 'paid' }
    case 'refused':
      return { kind: 'refused', said: state.refusal.said }
    case 'sending':
    case 'waiting':
    case 'unknown':
      return { kind: 'unknown' }
    case 'choose':
    case 'repeat':
    case 'setting':
    case 'enter':
      return { kind: 'cancelled' }
  }
}
