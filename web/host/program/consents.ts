/**
 * What a person decided of a program beside its scopes, on this device: whether they agreed to its privacy contract, and which of its
 * messages they take. Remembered per person and program.
 */
import { bool, object, oneOf, optional, parse, record, type Parser } from '../../protocol/parse.js'

export type Choice = 'accept' | 'reject'
export interface Consents {
  /** The privacy contract. */
  readonly privacy: boolean
  /** Whether the program may ask about messages at all. */
  readonly messages: boolean
  /** Template → what it is always answered with. */
  readonly templates: Readonly<Record<string, Choice>>
}
export interface ConsentBook {
  now(): Consents
  change(change: Partial<Consents>): void
}

const first: Consents = { privacy: false, messages: true, templates: {} }
const mostTemplates = 200
interface Kept {
  readonly privacy?: boolean | undefined
  readonly messages?: boolean | undefined
  readonly templates?: Readonly<Record<string, Choice>> | undefined
}
const kept: Parser<Kept> = object<Kept>({
  privacy: optional(bool),
  messages: optional(bool),
  templates: optional(record(oneOf('accept', 'reject'), mostTemplates)),
})

export function openConsents(userId: string, appId: string, shelf: Pick<Storage, 'getItem' | 'setItem'> = localStorage): ConsentBook {
  const key = `superette.consents.${userId}.${appId}`
  const now = (): Consents => {
    try {
      const got = parse(kept, JSON.parse(shelf.getItem(key) ?? '{}') as unknown)
      const { privacy = first.privacy, messages = first.messages, templates = first.templates } = got.ok ? got.value : {}
      return { privacy, messages, templates }
    } catch {
      return first // what cannot be read was not decided: the person is asked again
    }
  }
  return {
    now,
    change(change) {
      const next = { ...now(), ...change }
      // The oldest answers give way: the person is asked again.
      const templates = Object.fromEntries(Object.entries(next.templates).slice(-mostTemplates))
      shelf.setItem(key, JSON.stringify({ ...next, templates }))
    },
  }
}
