/** The server's rules for names, handles and passwords, told before it is asked. */
import type { TextKey } from '../../kit/i18n/i18n.js'

/** A handle made of a name: "Ling Wu" gives "ling_wu"; nothing when the name has no Latin letters. */
export function handleFrom(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 24)
}

export function nameFault(name: string): TextKey | undefined {
  const n = [...name.trim()].length
  return n < 1 || n > 32 ? 'door.nameFault' : undefined
}

export function handleFault(handle: string): TextKey | undefined {
  return /^[a-z0-9_]{3,24}$/.test(handle) ? undefined : 'door.handleFault'
}

export function passwordFault(password: string): TextKey | undefined {
  const n = [...password].length
  return n < 8 || n > 128 ? 'door.passwordFault' : undefined
}
