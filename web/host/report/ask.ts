/** What is about to be reported; the sheet comes when there is something. */
import { signal } from '@preact/signals'
import type { Message, Person } from '../../kit/api/model.js'

export type Reported =
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'group'; readonly conv: string; readonly name: string }
  | { readonly kind: 'program'; readonly appId: string; readonly name: string }

export const reporting = signal<Reported | null>(null)

export function report(about: Reported): void {
  reporting.value = about
}
