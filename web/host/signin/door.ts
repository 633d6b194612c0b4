/** What there is to know before one signs in, and the invitation that one came with. */
import { signal } from '@preact/signals'
import { security } from '../../kit/api/client.js'
import type { TextKey } from '../../kit/i18n/i18n.js'

export interface Door {
  /** Where this instance was before, if passkeys were made there that browsers do not offer here. */
  readonly movedFrom: readonly string[]
  /** Why one may not make an account, as the server's code of it; empty if one may. */
  readonly refused: string
}

/** Null until the server was asked. One that does not answer lets everybody try. */
export const door = signal<Door | null>(null)

// For the tab alone, so that a reload does not lose it and another person's browser does not keep it.
const KEPT = 'superette.invitation'

/** The code in an invitation's link, empty if it is none. What follows a # is never sent to anybody. */
export function codeIn(hash: string): string {
  return /^#invitation=([0-9A-Za-z-]{1,64})$/.exec(hash)?.[1] ?? ''
}

export function invitation(): string {
  return sessionStorage.getItem(KEPT) ?? ''
}

/** Takes the invitation out of the address, before that is read as a place. */
export function startDoor(): void {
  take()
  addEventListener('hashchange', () => {
    if (take()) void askDoor()
  })
}

function take(): boolean {
  const code = codeIn(location.hash)
  if (code === '') return false
  sessionStorage.setItem(KEPT, code)
  history.replaceState(history.state, '', location.pathname + location.search)
  return true
}

/** Somebody is in: the invitation has served, or is not needed. Says whether there was one. */
export function dropInvitation(): boolean {
  const had = invitation() !== ''
  sessionStorage.removeItem(KEPT)
  return had
}

export async function askDoor(): Promise<void> {
  try {
    const { movedFrom, refused } = await security.getDoor({ invitation: invitation() })
    door.value = { movedFrom, refused }
  } catch {
    door.value ??= { movedFrom: [], refused: '' }
  }
}

/** What stands above the reason, by the server's code of it. */
export function titleOf(refused: string): TextKey {
  if (refused === 'account.uninvited') return 'door.invitedOnly'
  if (refused === 'account.registration-closed') return 'door.shut'
  return 'door.invitationEnded'
}
