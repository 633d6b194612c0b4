/** The files that programs keep in this browser: one IndexedDB database per person, rows keyed by (appid, path). */
import type { HostFile } from '../../protocol/bridge.js'

export interface FileDisk {
  load(): Promise<readonly HostFile[]>
  /** null removes. */
  write(path: string, file: HostFile | null): Promise<void>
}

const storeName = 'files'

function asPromise<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** The rows of (userId, appId). Nothing is opened before it is asked. */
export function openFileDisk(userId: string, appId: string): FileDisk {
  let database: Promise<IDBDatabase> | undefined
  const open = (): Promise<IDBDatabase> => {
    if (database !== undefined) return database
    const request = indexedDB.open(`superette.files.${userId}`, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(storeName)
    database = asPromise(request).then((opened) => {
      opened.onversionchange = () => opened.close() // a sign-out removes it
      return opened
    })
    return database
  }
  const range = IDBKeyRange.bound([appId], [appId, []], true, true)
  return {
    async load() {
      const store = (await open()).transaction(storeName, 'readonly').objectStore(storeName)
      const [keys, values] = await Promise.all([asPromise(store.getAllKeys(range)), asPromise<unknown[]>(store.getAll(range))])
      return values.flatMap((value, i): HostFile[] => {
        const key = keys[i]
        const { blob, changed } = (typeof value === 'object' && value !== null ? value : {}) as { readonly blob?: unknown; readonly changed?: unknown }
        return Array.isArray(key) && typeof key[1] === 'string' && blob instanceof Blob && typeof changed === 'number' ? [{ path: key[1], blob, changed }] : []
      })
    },
    async write(path, file) {
      const store = (await open()).transaction(storeName, 'readwrite').objectStore(storeName)
      if (file === null) await asPromise(store.delete([appId, path]))
      else await asPromise(store.put({ blob: file.blob, changed: file.changed }, [appId, path]))
    },
  }
}
