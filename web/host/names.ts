/**
 * What people are called on this person's screens: by the name that they gave them, else by their own. Whatever leaves the page, a mention
 * or what a program asks for, has people's own names: nobody learns what they are called here.
 */
import { signal } from '@preact/signals'
import type { Person } from '../kit/api/model.js'

/** What I call a contact (empty: as they do), and wrote down about them. */
export interface Remark {
  readonly name: string
  readonly note: string
}
export const remarks = signal<ReadonlyMap<string, Remark>>(new Map())

export function nameOf(p: Pick<Person, 'id' | 'name'> | null | undefined): string {
  return p ? remarks.value.get(p.id)?.name || p.name : ''
}

/** What somebody is found by. */
export function textsOf(p: Person): readonly string[] {
  return [nameOf(p), p.name, p.handle]
}
