/** What programs left in this browser for one person: their storage, their files, what they were allowed, the addresses they may be given, and which were opened here. */
import { PACKAGES } from '../offline/rules.js'

/** Removes it all. Runs that still hold it let go by themselves. */
export async function forgetPrograms(userId: string): Promise<void> {
  for (const name of [`superette.programs.${userId}`, `superette.files.${userId}`]) indexedDB.deleteDatabase(name)
  for (const kind of ['scopes', 'addresses']) removeKeys(() => localStorage, `superette.${kind}.${userId}.`)
  if ('caches' in globalThis) await caches.delete(PACKAGES).catch(() => false)
}

/** Removes what has a name that begins so. */
export function removeKeys(shelf: () => Storage, beginning: string): void {
  try {
    const from = shelf()
    const keys = Array.from({ length: from.length }, (_, i) => from.key(i) ?? '')
    for (const key of keys) if (key.startsWith(beginning)) from.removeItem(key)
  } catch {
    // A browser that refuses to open it has kept nothing in it.
  }
}
