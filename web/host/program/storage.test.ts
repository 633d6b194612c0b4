import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StorageChange } from '../../protocol/bridge.js'
import { createStorage, storageLimitBytes, type Disk } from './storage.js'

/** Rows as the database keeps them, each disk bound to one (user, appid). */
function rows(): { readonly disk: (user: string, appId: string) => Disk; readonly kept: Map<string, string>; readonly writes: number[] } {
  const kept = new Map<string, string>()
  const writes: number[] = []
  return {
    kept,
    writes,
    disk: (user, appId) => {
      const prefix = `${user}|${appId}|`
      return {
        load: () =>
          Promise.resolve(Object.fromEntries([...kept].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [key.slice(prefix.length), value]))),
        write(changes: readonly StorageChange[]) {
          writes.push(changes.length)
          for (const { key, value } of changes) {
            if (key === '') for (const each of [...kept.keys()].filter((row) => row.startsWith(prefix))) kept.delete(each)
            else if (value === null) kept.delete(prefix + key)
            else kept.set(prefix + key, value)
          }
          return Promise.resolve()
        },
      }
    },
  }
}

test('what one program keeps, another program and another person do not see', async () => {
  const { disk } = rows()
  const mine = createStorage(disk('ling', 'wx1'))
  mine.apply([{ key: 'cart', value: '[1]' }])
  await mine.flush()
  assert.deepEqual(await createStorage(disk('ling', 'wx1')).snapshot(), { cart: '[1]' })
  assert.deepEqual(await createStorage(disk('ling', 'wx2')).snapshot(), {})
  assert.deepEqual(await createStorage(disk('tom', 'wx1')).snapshot(), {})
})

test('clearing removes only the own rows', async () => {
  const { disk, kept } = rows()
  const other = createStorage(disk('ling', 'wx2'))
  other.apply([{ key: 'a', value: '1' }])
  await other.flush()
  const mine = createStorage(disk('ling', 'wx1'))
  mine.apply([
    { key: 'a', value: '2' },
    { key: '', value: null },
    { key: 'b', value: '3' },
  ])
  await mine.flush()
  assert.deepEqual(
    [...kept],
    [
      ['ling|wx2|a', '1'],
      ['ling|wx1|b', '3'],
    ],
  )
})

test('changes are written together', async () => {
  const { disk, writes } = rows()
  const storage = createStorage(disk('ling', 'wx1'))
  for (let i = 0; i < 100; i++) storage.apply([{ key: `k${i}`, value: '1' }])
  assert.deepEqual(writes, [], 'nothing at once')
  await storage.flush()
  assert.deepEqual(writes, [100])
})

test('of a key that changes again and again only the last is written, and nothing of what was before a clearing', async () => {
  const { disk, kept, writes } = rows()
  const storage = createStorage(disk('ling', 'wx1'))
  storage.apply([{ key: 'gone', value: '1' }])
  for (let i = 0; i < 100; i++) storage.apply([{ key: 'k', value: `${i}` }])
  storage.apply([{ key: '', value: null }])
  for (let i = 0; i < 100; i++) storage.apply([{ key: 'k', value: `${i}` }])
  assert.equal(storage.takeWritten(), 5 + 2 * 190 + 2 * 100, 'all that was said counts')
  assert.equal(storage.takeWritten(), 0)
  await storage.flush()
  assert.deepEqual(writes, [2])
  assert.deepEqual([...kept], [['ling|wx1|k', '99']])
})

test('while a batch is written the next one gathers', async () => {
  const writes: (readonly StorageChange[])[] = []
  let done: (() => void) | undefined
  let began: (() => void) | undefined
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      began = resolve
    })
  const disk: Disk = {
    load: () => Promise.resolve({}),
    write(changes) {
      writes.push(changes)
      began?.()
      return new Promise((resolve) => {
        done = resolve
      })
    },
  }
  const storage = createStorage(disk, { waitMs: 0 })
  const first = next()
  storage.apply([{ key: 'a', value: '1' }])
  await first
  const second = next()
  for (let i = 0; i < 10; i++) storage.apply([{ key: `k${i}`, value: '1' }])
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  assert.equal(writes.length, 1, 'the disk is at work')
  done?.()
  await second
  assert.equal(writes[1]!.length, 10)
})

test('a change past 10 MB is left out, named, and nothing else is lost', async () => {
  const { disk, kept } = rows()
  const refused: string[] = []
  const storage = createStorage(disk('ling', 'wx1'), { refused: (key) => refused.push(key) })
  const large = 'x'.repeat(storageLimitBytes - 10)
  storage.apply([
    { key: 'large', value: large },
    { key: 'small', value: '12345678' },
    { key: 'a', value: '1' },
  ])
  await storage.flush()
  assert.deepEqual(refused, ['small'])
  assert.deepEqual([...kept.keys()], ['ling|wx1|large', 'ling|wx1|a'])
  storage.apply([
    { key: 'large', value: null },
    { key: 'small', value: '12345678' },
  ])
  await storage.flush()
  assert.deepEqual(refused, ['small'], 'there is room again')
})

test('a disk that fails is told and does not stop later changes', async () => {
  const failed: unknown[] = []
  let broken = true
  const written: string[] = []
  const disk: Disk = {
    load: () => Promise.resolve({}),
    write(changes) {
      if (broken) return Promise.reject(new Error('full'))
      written.push(...changes.map((each) => each.key))
      return Promise.resolve()
    },
  }
  const storage = createStorage(disk, { failed: (error) => failed.push(error) })
  storage.apply([{ key: 'a', value: '1' }])
  await storage.flush()
  broken = false
  storage.apply([{ key: 'b', value: '1' }])
  await storage.flush()
  assert.equal(failed.length, 1)
  assert.deepEqual(written, ['b'])
})
