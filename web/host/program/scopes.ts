/** What a person has allowed or refused a program on this device: remembered per person and program, asked for once. */
import { object, optional, parse, bool, record, type Parser } from '../../protocol/parse.js'

/** WeChat's scopes. */
export const scopes = [
  'scope.userInfo',
  'scope.userLocation',
  'scope.userFuzzyLocation',
  'scope.werun',
  'scope.writePhotosAlbum',
  'scope.camera',
  'scope.record',
  'scope.bluetooth',
  'scope.addPhoneContact',
  'scope.addPhoneCalendar',
  'scope.address',
  'scope.invoiceTitle',
  'scope.invoice',
] as const
export type Scope = (typeof scopes)[number]
export const isScope = (text: string): text is Scope => (scopes as readonly string[]).includes(text)

export interface ScopeBook {
  /** Only what was decided. */
  all(): Readonly<Partial<Record<Scope, boolean>>>
  set(scope: Scope, allowed: boolean): void
}

interface Kept {
  readonly decided?: Readonly<Record<string, boolean>> | undefined
}
const kept: Parser<Kept> = object<Kept>({ decided: optional(record(bool, 100)) })

type Shelf = Pick<Storage, 'getItem' | 'setItem'>

export function openScopes(userId: string, appId: string, shelf: Shelf = localStorage): ScopeBook {
  const key = `superette.scopes.${userId}.${appId}`
  const read = (): Partial<Record<Scope, boolean>> => {
    const out: Partial<Record<Scope, boolean>> = {}
    try {
      const got = parse(kept, JSON.parse(shelf.getItem(key) ?? '{}') as unknown)
      if (got.ok) for (const [name, allowed] of Object.entries(got.value.decided ?? {})) if (isScope(name)) out[name] = allowed
    } catch {
      return {} // what cannot be read was not decided: the person is asked again
    }
    return out
  }
  return {
    all: read,
    set(scope, allowed) {
      shelf.setItem(key, JSON.stringify({ decided: { ...read(), [scope]: allowed } }))
    },
  }
}
