/**
 * What programs keep in this browser: one IndexedDB database per person, rows keyed by (appid, key). A program's storage
 * is reached only through the object made for it, so the appid never comes from a message.
 *
 * Changes are written 50 ms after the first of a batch, one batch at a time and of each key the last, and at once when the
 * page is hidden.
 */
import type { StorageChange } from '../../protocol/bridge.js'

/** WeChat's limit for one program. */
export const storageLimitBytes = 10 << 20

/** Where the rows of one program are kept. */
export interface Disk {
  load(): Promise<Readonly<Record<string, string>>>
  /** In order; a null value removes, key "" with null removes all. */
  write(changes: readonly StorageChange[]): Promise<void>
}

export interface ProgramStorage {
  /** Key → JSON, as it is now. */
  snapshot(): Promise<Readonly<Record<string, string>>>
  /** Takes changes in order. One that would pass the limit is left out and said by `refused`. */
  apply(changes: readonly StorageChange[]): void
  /** Characters that were taken since it was last asked. */
  takeWritten(): number
  /** Resolves when everything taken is on disk. */
  flush(): Promise<void>
}

export interface StorageOptions {
  readonly waitMs?: number
  readonly refused?: (key: string) => void
  readonly failed?: (error: unknown) => void
}

/** Bytes as WeChat counts them: keys and values as UTF-16 would be double; it counts characters. */
function sizeOf(key: string, value: string): number {
  return key.length + value.length
}

export function createStorage(disk: Disk, options: StorageOptions = {}): ProgramStorage {
  const held = new Map<string, string>()
  let bytes = 0
  let written = 0
  /** Key → value as in StorageChange; "" comes first, since clearing forgets what waited before. */
  const waiting = new Map<string, string | null>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let writing: Promise<void> = Promise.resolve()
  let busy = 0
  const loaded = disk.load().then((rows) => {
    for (const [key, value] of Object.entries(rows)) {
      held.set(key, value)
      bytes += sizeOf(key, value)
    }
  })

  // While a batch is written the next one gathers: a slow disk gets fewer and larger ones.
  const soon = (): void => {
    if (waiting.size > 0 && busy === 0) timer ??= setTimeout(flush, options.waitMs ?? 50)
  }
  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    if (waiting.size === 0) return writing
    const batch = Array.from(waiting, ([key, value]) => ({ key, value }))
    waiting.clear()
    busy += 1
    writing = writing
      .then(() => disk.write(batch))
      .catch((error: unknown) => options.failed?.(error))
      .finally(() => {
        busy -= 1
        soon()
      })
    return writing
  }
  const take = (change: StorageChange): boolean => {
    if (change.key === '') {
      if (change.value !== null) return false
      held.clear()
      bytes = 0
      return true
    }
    const before = held.get(change.key)
    const freed = before === undefined ? 0 : sizeOf(change.key, before)
    if (change.value === null) {
      held.delete(change.key)
      bytes -= freed
      return true
    }
    const next = bytes - freed + sizeOf(change.key, change.value)
    if (next > storageLimitBytes) {
      options.refused?.(change.key)
      return false
    }
    held.set(change.key, change.value)
    bytes = next
    return true
  }

  return {
    async snapshot() {
      await loaded
      return Object.fromEntries(held)
    },
    apply(changes) {
      for (const change of changes) {
        written += sizeOf(change.key, change.value ?? '')
        if (!take(change)) continue
        if (change.key === '') waiting.clear()
        waiting.set(change.key, change.value)
      }
      soon()
    },
    takeWritten() {
      const taken = written
      written = 0
      return taken
    },
    flush,
  }
}

const storeName = 'kept'

function asPromise<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function openDatabase(userId: string): Promise<IDBDatabase> {
  const request = indexedDB.open(`superette.programs.${userId}`, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(storeName)
  return asPromise(request).then((opened) => {
    opened.onversionchange = () => opened.close() // a sign-out removes it
    return opened
  })
}

/** The rows of (userId, appId) in IndexedDB. */
export function openDisk(userId: string, appId: string): Disk {
  const database = openDatabase(userId)
  database.catch(() => undefined) // load and write report it
  const range = IDBKeyRange.bound([appId], [appId, []], true, true)
  return {
    async load() {
      const store = (await database).transaction(storeName, 'readonly').objectStore(storeName)
      const [keys, values] = await Promise.all([asPromise(store.getAllKeys(range)), asPromise(store.getAll(range))])
      const rows: [string, string][] = []
      keys.forEach((key, i) => {
        const value: unknown = values[i]
        if (Array.isArray(key) && typeof key[1] === 'string' && typeof value === 'string') rows.push([key[1], value])
      })
      return Object.fromEntries(rows)
    },
    async write(changes) {
      const transaction = (await database).transaction(storeName, 'readwrite')
      const store = transaction.objectStore(storeName)
      for (const change of changes) {
        if (change.key === '') store.delete(range)
        else if (change.value === null) store.delete([appId, change.key])
        else store.put(change.value, [appId, change.key])
      }
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve()
        transaction.onerror = () => reject(transaction.error)
        transaction.onabort = () => reject(transaction.error)
      })
    },
  }
}
