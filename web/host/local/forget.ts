/** What programs left in this browser for one person: their storage, their files, what they were allowed, the addresses and invoice titles they may be given, which were opened here, and what the browser is told while they are away. */
import { PACKAGES } from '../offline/rules.js'

/** Removes it all. Runs that still hold it let go by themselves. */
export async function forgetPrograms(userId: string): Promise<void> {
  for (const name of [`superette.programs.${userId}`, `superette.files.${userId}`]) indexedDB.deleteDatabase(name)
  for (const kind of ['scopes', 'consents', 'addresses', 'invoices']) removeKeys(() => localStorage, `superette.${kind}.${userId}.`)
  if ('caches' in globalThis) await caches.delete(PACKAGES).catch(() => false)
}

/** Whether somebody asked to be told here: their id. */
export const TOLD_HERE = 'superette.told'

/** Ends what this browser is told, and takes what it shows off the screen. */
export async function forgetNotices(): Promise<void> {
  removeKeys(() => localStorage, TOLD_HERE)
  if (!('serviceWorker' in navigator)) return
  const found = await navigator.serviceWorker.getRegistration('/').catch(() => undefined)
  if (!found) return
  for (const each of await found.getNotifications().catch(() => [])) each.close()
  if (!('pushManager' in found)) return
  await found.pushManager.getSubscription().then(
    (each) => each?.unsubscribe(),
    () => undefined, // where it never was allowed there is nothing to end
  )
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
