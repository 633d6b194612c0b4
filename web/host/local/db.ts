/**
 * The local copy in IndexedDB, one database per person: what the first paint is drawn from. It may be missing, refused or
 * cleared at any time; then reads give nothing and writes are lost, and the server is asked as on the first day.
 */
import { removeKeys } from './forget.js'
import type { Conversation, Message, Person } from '../../kit/api/model.js'

const VERSION = 4
const KEPT_MESSAGES = 60

function request<T>(r: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    r.onsuccess = () => resolve(r.result)
    r.onerror = () => reject(r.error)
  })
}

async function open(name: string): Promise<IDBDatabase> {
  const r = indexedDB.open(name, VERSION)
  r.onupgradeneeded = (e) => {
    if (e.oldVersion > 0) {
      // Conversations and messages were kept without what belongs to them now: they are asked for anew. Drafts and what is not sent stay.
      for (const name of ['conversations', 'messages'] as const) r.transaction?.objectStore(name).clear()
      r.transaction?.objectStore('values').delete('useq' satisfies ValueName)
      return
    }
    r.result.createObjectStore('conversations', { keyPath: 'id' })
    r.result.createObjectStore('messages', { keyPath: ['conv', 'seq'] })
    r.result.createObjectStore('contacts', { keyPath: 'id' })
    r.result.createObjectStore('values')
  }
  const db = await request(r)
  // A sign-out in another tab removes it: this one must not stand in the way.
  db.onversionchange = () => db.close()
  return db
}

/** Small facts kept by name; each is read back only by the code that writes it. */
export type ValueName =
  | 'useq'
  | 'people'
  | 'outbox'
  | 'drafts'
  | 'recent'
  | 'requests'
  | 'remarks'
  | 'shelf'
  | 'opened'
  | `picture-${string}`
  | `file-${string}`
  | 'heard'

export class LocalCopy {
  readonly #db: Promise<IDBDatabase | null>
  readonly #name: string
  readonly #notes = new Map<ValueName, number>()
  readonly #writing = new Set<Promise<void>>()
  #removed = false

  constructor(userId: string) {
    this.#name = `superette-${userId}`
    this.#db = open(this.#name).catch(() => null)
  }

  async conversations(): Promise<readonly Conversation[]> {
    return (await this.#all<Conversation>('conversations')) ?? []
  }

  async contacts(): Promise<readonly Person[]> {
    return (await this.#all<Person>('contacts')) ?? []
  }

  /** The newest kept messages of a conversation, ascending by seq. */
  async messages(conv: string): Promise<readonly Message[]> {
    const range = () => IDBKeyRange.bound([conv, 0], [conv, Number.MAX_SAFE_INTEGER])
    return (await this.#read<Message[]>('messages', (s) => s.getAll(range()))) ?? []
  }

  keepConversations(list: readonly Conversation[]): Promise<void> {
    return this.#write('conversations', (s) => {
      for (const c of list) s.put(c)
    })
  }

  keepContacts(list: readonly Person[]): Promise<void> {
    return this.#write('contacts', (s) => {
      s.clear()
      for (const p of list) s.put(p)
    })
  }

  /** Keeps the end of a thread; what is older is History's. */
  keepMessages(conv: string, run: readonly Message[]): Promise<void> {
    const tail = run.slice(-KEPT_MESSAGES)
    const from = tail[0]?.seq ?? 0
    return this.#write('messages', (s) => {
      s.delete(IDBKeyRange.bound([conv, 0], [conv, from], false, true))
      for (const m of tail) s.put(m)
    })
  }

  value<T>(name: ValueName): Promise<T | undefined> {
    return this.#read<T>('values', (s) => s.get(name))
  }

  keepValue(name: ValueName, value: unknown): Promise<void> {
    return this.#write('values', (s) => {
      s.put(value, name)
    })
  }

  forgetValue(name: ValueName): Promise<void> {
    return this.#write('values', (s) => {
      s.delete(name)
    })
  }

  /** Replaces a value by what `change` makes of it. No other tab writes it in between. */
  changeValue<T>(name: ValueName, change: (value: T | undefined) => T): Promise<void> {
    return this.#write('values', (s) => {
      const old = s.get(name) as IDBRequest<T | undefined>
      old.onsuccess = () => s.put(change(old.result), name)
    })
  }

  /**
   * Writes a value, and notes it down until the database has it: a page that is left at this moment ends with its writes unfinished,
   * and what was sent would stand as a draft again. The note is this tab's.
   */
  surely(name: ValueName, value: unknown, write: () => Promise<void>): void {
    const nth = (this.#notes.get(name) ?? 0) + 1
    this.#notes.set(name, nth)
    this.#note(name, value)
    void write().then(() => {
      if (this.#notes.get(name) === nth) this.#note(name, undefined)
    })
  }

  /** What was noted down and never came to the database. */
  noted<T>(name: ValueName): T | undefined {
    try {
      const text = sessionStorage.getItem(`${this.#name}-${name}`)
      return text === null ? undefined : (JSON.parse(text) as T)
    } catch {
      return undefined
    }
  }

  #note(name: ValueName, value: unknown): void {
    try {
      if (value === undefined || this.#removed) sessionStorage.removeItem(`${this.#name}-${name}`)
      else sessionStorage.setItem(`${this.#name}-${name}`, JSON.stringify(value))
    } catch {
      // Refused or full: then the database alone has to do.
    }
  }

  /** Drops conversations, messages and the place in the events; drafts and what is not sent stay. */
  async forgetChats(): Promise<void> {
    await Promise.all([
      this.#write('conversations', (s) => void s.clear()),
      this.#write('messages', (s) => void s.clear()),
      this.#write('values', (s) => void s.delete('useq' satisfies ValueName)),
    ])
  }

  /** Drops one conversation, as I am no longer in it. */
  async forgetConversation(conv: string): Promise<void> {
    await Promise.all([
      this.#write('conversations', (s) => void s.delete(conv)),
      this.#write('messages', (s) => void s.delete(IDBKeyRange.bound([conv, 0], [conv, Number.MAX_SAFE_INTEGER]))),
    ])
  }

  forgetMessages(conv: string): Promise<void> {
    return this.#write('messages', (s) => void s.delete(IDBKeyRange.bound([conv, 0], [conv, Number.MAX_SAFE_INTEGER])))
  }

  /** Removes everything of this person from the browser (sign-out). */
  async remove(): Promise<void> {
    this.#removed = true // a screen that closes after this keeps its draft nowhere
    const db = await this.#db
    db?.close()
    removeKeys(() => sessionStorage, `${this.#name}-`) // also what a page before this one noted down
    indexedDB.deleteDatabase(this.#name)
  }

  #all<T>(store: string): Promise<T[] | undefined> {
    return this.#read<T[]>(store, (s) => s.getAll())
  }

  /** Undefined also when the database was closed by a sign-out in another tab. */
  async #read<T>(store: string, ask: (s: IDBObjectStore) => IDBRequest): Promise<T | undefined> {
    const db = await this.#db
    if (!db) return undefined
    try {
      return await request(ask(db.transaction(store).objectStore(store)) as IDBRequest<T | undefined>)
    } catch {
      return undefined
    }
  }

  /** Resolves once all that was to be written by now is durable, or has failed. Writes of different kinds keep no order by themselves. */
  async settled(): Promise<void> {
    await Promise.all(this.#writing)
  }

  /** Resolves once it is durable, or has failed. */
  #write(store: string, change: (s: IDBObjectStore) => void): Promise<void> {
    const writing = this.#writeNow(store, change).finally(() => this.#writing.delete(writing))
    this.#writing.add(writing)
    return writing
  }
  async #writeNow(store: string, change: (s: IDBObjectStore) => void): Promise<void> {
    const db = await this.#db
    if (!db) return
    try {
      const tx = db.transaction(store, 'readwrite')
      change(tx.objectStore(store))
      await new Promise<void>((resolve) => {
        tx.oncomplete = () => resolve()
        tx.onabort = () => resolve()
      })
    } catch {
      // The database was closed by a sign-out in another tab, or the disk is full: the copy is only a copy.
    }
  }
}
