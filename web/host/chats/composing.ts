/** What the line to write on is about: a message that is answered or edited. One at a time, in the conversation it is in. */
import { signal } from '@preact/signals'
import type { Message } from '../../kit/api/model.js'

export interface Composing {
  readonly kind: 'reply' | 'edit'
  readonly message: Message
}

export const composing = signal<Composing | null>(null)

/** The message that the conversation in view should show next, such as one that was searched for. */
export const jump = signal<{ readonly conv: string; readonly seq: number } | null>(null)
