import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LocalCopy } from './db.js'
import { forgetPrograms } from './forget.js'

/** Stands in for what a browser has of one of its shelves. */
function shelf(rows: Readonly<Record<string, string>>): Storage {
  const kept = new Map(Object.entries(rows))
  return {
    get length() {
      return kept.size
    },
    key: (i) => [...kept.keys()][i] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  }
}
const keysOf = (of: Storage): readonly (string | null)[] => Array.from({ length: of.length }, (_, i) => of.key(i))

/** A browser that opens no database, and says which ones it was to delete. */
function browser(local: Storage, session: Storage): string[] {
  const deleted: string[] = []
  const indexedDB = {
    open: () => {
      throw new Error('refused')
    },
    deleteDatabase: (name: string) => void deleted.push(name),
  }
  const cacheDeleted = { delete: (name: string) => Promise.resolve(deleted.push(name) > 0) }
  for (const [name, value] of Object.entries({ indexedDB, localStorage: local, sessionStorage: session, caches: cacheDeleted }))
    Object.defineProperty(globalThis, name, { value, configurable: true })
  return deleted
}

test('nothing of programs stays behind of one person, all of it of another', async () => {
  const local = shelf({
    'superette.scopes.usr_1.wx1': '{}',
    'superette.scopes.usr_1.wx2': '{}',
    'superette.consents.usr_1.wx1': '{}',
    'superette.invoices.usr_1.book': '[]',
    'superette.scopes.usr_10.wx1': '{}',
    'superette.addresses.usr_1.book': '[]',
    'superette.addresses.usr_10.book': '[]',
    'superette.theme': 'dark',
  })
  const deleted = browser(local, shelf({}))
  await forgetPrograms('usr_1')
  assert.deepEqual(deleted, ['superette.programs.usr_1', 'superette.files.usr_1', 'packages'])
  assert.deepEqual(keysOf(local), ['superette.scopes.usr_10.wx1', 'superette.addresses.usr_10.book', 'superette.theme'])
})

test('what a page before this one noted down of unsent messages goes with the copy', async () => {
  const session = shelf({ 'superette-usr_1-outbox': '[]', 'superette-usr_1-drafts': '{}', 'superette-usr_2-drafts': '{}' })
  const deleted = browser(shelf({}), session)
  const copy = new LocalCopy('usr_1')
  assert.deepEqual(copy.noted('outbox'), [])
  await copy.remove()
  copy.surely('drafts', { cnv_1: 'of a screen that closes late' }, () => Promise.resolve())
  assert.deepEqual(keysOf(session), ['superette-usr_2-drafts'])
  assert.deepEqual(deleted, ['superette-usr_1'])
})
