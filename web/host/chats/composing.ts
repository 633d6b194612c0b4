/** What the line to write on is about: a message that is answered or edited. One at a time, in the conversation it is in. */
import { signal } from '@preact/signals'
import type { Message, Quote } from '../../kit/api/model.js'
import { bodyLine } from './preview.js'

export interface Composing {
  readonly kind: 'reply' | 'edit'
  readonly message: Message
}

export const composing = signal<Composing | null>(null)

/** A message as it is quoted before the server does it. */
export function quoteOf(m: Message): Quote {
  const at = { seq: m.seq, sender: m.sender }
  switch (m.body.kind) {
    case 'picture':
      return { ...at, text: '', picture: true }
    case 'file':
      return { ...at, text: m.body.file.name, file: true }
    case 'voice':
      return { ...at, text: '', voice: true }
    default:
      return { ...at, text: bodyLine(m.body) }
  }
}

/** What is being answered in a conversation; it is answered by this. */
export function answered(conv: string): Quote | undefined {
  const about = composing.value
  if (about?.kind !== 'reply' || about.message.conv !== conv) return undefined
  composing.value = null
  return quoteOf(about.message)
}

/** The message that the conversation in view should show next, such as one that was searched for. */
export const jump = signal<{ readonly conv: string; readonly seq: number } | null>(null)
