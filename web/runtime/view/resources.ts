/**
 * Pictures, fonts and films: the frame has no network, so each comes as a Blob over the host's port. Object URLs are shared
 * by address and revoked when the last user has let go and the place is needed (at most `kept` idle ones stay).
 */
export interface Resources {
  /** An address the document may use. Fails with the host's sentence. Pair with release. */
  acquire(url: string): Promise<string>
  release(url: string): void
  /** The host's answer. */
  arrived(id: number, blob: Blob | null, message?: string): void
}

interface Entry {
  users: number
  readonly address: Promise<string>
}

const kept = 64

/** The urls that need no host: they carry their bytes. */
export const isDirect = (url: string): boolean => /^(data|blob):/i.test(url)

export function createResources(ask: (id: number, url: string) => void): Resources {
  const entries = new Map<string, Entry>()
  const waiting = new Map<number, { resolve(url: string): void; reject(error: Error): void }>()
  let last = 0

  const drop = (url: string, entry: Entry): void => {
    entries.delete(url)
    entry.address.then(
      (address) => URL.revokeObjectURL(address),
      () => {},
    )
  }
  const trim = (): void => {
    if (entries.size <= kept) return
    for (const [url, entry] of entries) {
      if (entry.users === 0) drop(url, entry)
      if (entries.size <= kept) return
    }
  }
  return {
    acquire(url) {
      if (isDirect(url)) return Promise.resolve(url)
      let entry = entries.get(url)
      if (entry === undefined) {
        const id = ++last
        const address = new Promise<string>((resolve, reject) => waiting.set(id, { resolve, reject }))
        entry = { users: 0, address }
        entries.set(url, entry)
        address.catch(() => entries.delete(url)) // a failed one may be asked for again
        ask(id, url)
        trim()
      }
      entry.users++
      return entry.address
    },
    release(url) {
      const entry = entries.get(url)
      if (entry === undefined) return
      entry.users = Math.max(0, entry.users - 1)
      trim()
    },
    arrived(id, blob, message) {
      const promise = waiting.get(id)
      waiting.delete(id)
      if (promise === undefined) return
      if (blob === null) promise.reject(new Error(message ?? 'not found'))
      else promise.resolve(URL.createObjectURL(blob))
    },
  }
}
