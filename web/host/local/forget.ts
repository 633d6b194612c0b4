/** What programs left in this browser for one person: their storage, their files, and which programs were opened here. */
import { PACKAGES } from '../offline/rules.js'

/** Removes it all. Runs that still hold it let go by themselves. */
export async function forgetPrograms(userId: string): Promise<void> {
  for (const name of [`superette.programs.${userId}`, `superette.files.${userId}`]) indexedDB.deleteDatabase(name)
  if ('caches' in globalThis) await caches.delete(PACKAGES).catch(() => false)
}
