/**
 * Storage: a mirror of what the host keeps, read and written at once, so that the Sync members are synchronous. Changes
 * of one task go to the host as one message. A program that writes more than the host should read is held back: of what is
 * written meanwhile only the last of each key is told, some milliseconds later.
 */
import type { StorageChange } from '../../protocol/bridge.js'
import { CallFailure, type Env } from '../core/env.js'
import { type Family, typeName } from './forms.js'

/** WeChat's limits: one value, and all of a program's. */
const valueLimit = 1 << 20
const totalLimit = 10 << 20
const limitSizeKb = 10_240

/** Characters that go to the host at once, and in each second after; what a message and a change weigh beside their text. */
const burst = 2 << 20
const perSecond = 1 << 20
const messageWeight = 8 << 10
const changeWeight = 100
/** A message with more of them is a pause in the host's picture; one value may be longer. */
const messageAtMost = 128 << 10
const againMs = 100
// The program's own timers sleep when it is out of sight.
const later = setTimeout

export interface StorageSide {
  readonly family: Family
  readonly sync: Readonly<Record<string, (...args: never[]) => unknown>>
}

/**
 * Of the types that WeChat keeps, JSON has no Date and no number that is none: they stand behind a blank, with which
 * JSON.stringify never begins.
 */
function encode(data: unknown): string {
  if (data instanceof Date) return ` ${JSON.stringify(data.getTime())}`
  if (typeof data === 'number' && !Number.isFinite(data)) return ` "${data}"`
  // undefined, functions and symbols have no JSON; WeChat gives '' for what it cannot keep.
  return JSON.stringify(data) ?? '""'
}

function decode(value: string): unknown {
  const data = JSON.parse(value) as unknown
  if (!value.startsWith(' ')) return data
  return typeof data === 'string' ? Number(data) : new Date(typeof data === 'number' ? data : Number.NaN)
}

/** Gives what is called with a key that changes, and with what it held before. */
function writeThrough(env: Env, held: ReadonlyMap<string, string>): (key: string, before: string | undefined) => void {
  /** Keys that the host knows otherwise, with the length of what it has there (-1: nothing). */
  const waiting = new Map<string, number>()
  let room = burst
  let last = performance.now()
  let asked = false
  const lengthOf = (key: string): number => held.get(key)?.length ?? -1
  const message = (): StorageChange[] => {
    const changes: StorageChange[] = []
    let weight = messageWeight
    // What becomes less goes first: so the host is at no time asked to hold more than the mirror may.
    for (const less of [true, false]) {
      for (const [key, before] of waiting) {
        if (weight > messageAtMost) break
        if (lengthOf(key) <= before !== less) continue
        changes.push({ key, value: held.get(key) ?? null })
        weight += changeWeight + key.length + Math.max(0, lengthOf(key))
      }
      for (const { key } of changes) waiting.delete(key)
    }
    room -= weight
    return changes
  }
  const flush = (): void => {
    const now = performance.now()
    room = Math.min(burst, room + ((now - last) / 1000) * perSecond)
    last = now
    while (waiting.size > 0 && room > 0) env.store(message())
    asked = waiting.size > 0
    if (asked) later(flush, againMs)
  }
  // Whoever leaves the program finds everything kept.
  env.onHostEvent('appHide', () => {
    while (waiting.size > 0) env.store(message())
  })
  return (key, before) => {
    if (!waiting.has(key)) waiting.set(key, before?.length ?? -1)
    if (asked) return
    asked = true
    queueMicrotask(flush)
  }
}

export function storageSide(env: Env): StorageSide {
  const held = new Map<string, string>(Object.entries(env.storage))
  let size = 0
  for (const [key, value] of held) size += key.length + value.length
  const tell = writeThrough(env, held)
  /** place: what WeChat calls the key in its text, since some Sync members take nothing else. */
  const nameOf = (key: unknown, place = 'parameter.key'): string => {
    if (typeof key !== 'string') throw new CallFailure(`parameter error: ${place} should be String instead of ${typeName(key)};`)
    if (key === '') throw new CallFailure('parameter error: parameter.key should not be empty;')
    return key
  }
  const set = (given: unknown, data: unknown): void => {
    const key = nameOf(given)
    const value = encode(data)
    if (value.length > valueLimit) throw new CallFailure('entry size limit reached')
    const before = held.get(key)
    const next = size + key.length + value.length - (before === undefined ? 0 : key.length + before.length)
    if (next > totalLimit) throw new CallFailure('exceed storage max size 10Mb')
    size = next
    held.set(key, value)
    tell(key, before)
  }
  const has = (key: unknown): boolean => held.has(nameOf(key))
  const get = (given: unknown, place?: string): unknown => {
    const value = held.get(nameOf(given, place))
    return value === undefined ? '' : decode(value)
  }
  const remove = (given: unknown, place?: string): void => {
    const key = nameOf(given, place)
    const before = held.get(key)
    if (before === undefined) return
    size -= key.length + before.length
    held.delete(key)
    tell(key, before)
  }
  const clear = (): void => {
    const before = [...held]
    held.clear()
    size = 0
    for (const [key, value] of before) tell(key, value)
  }
  const info = (): Record<string, unknown> => ({ keys: [...held.keys()], currentSize: Math.ceil(size / 1024), limitSize: limitSizeKb })
  const setAll = (list: unknown): void => {
    if (!Array.isArray(list)) throw new CallFailure('parameter error: parameter.kvList should be Array;')
    for (const each of list as readonly unknown[]) {
      const pair = (typeof each === 'object' && each !== null ? each : {}) as { readonly key?: unknown; readonly value?: unknown }
      set(pair.key, pair.value)
    }
  }
  const getAll = (list: unknown): readonly unknown[] => {
    if (!Array.isArray(list)) throw new CallFailure('parameter error: parameter.keyList should be Array;')
    return list.map((key) => get(key))
  }
  /** The Sync members throw an Error with WeChat's text. */
  const sync = <A extends unknown[], R>(name: string, work: (...args: A) => R): ((...args: A) => R) => {
    return (...args) => {
      try {
        return work(...args)
      } catch (error) {
        throw new Error(`${name}:fail ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }
  return {
    family: {
      setStorage: [{ key: 'String', data: 'Any' }, ({ key, data }) => set(key, data)],
      getStorage: [
        { key: 'String' },
        ({ key }) => {
          if (!has(key)) throw new CallFailure('data not found')
          return { data: get(key) }
        },
        'data',
      ],
      removeStorage: [{ key: 'String' }, ({ key }) => remove(key)],
      clearStorage: [{}, clear],
      getStorageInfo: [{}, info, 'keys currentSize limitSize'],
      batchSetStorage: [{ kvList: 'Array' }, ({ kvList }) => setAll(kvList)],
      batchGetStorage: [{ keyList: 'Array' }, ({ keyList }) => ({ dataList: getAll(keyList) }), 'dataList'],
    },
    sync: {
      setStorageSync: sync('setStorageSync', set),
      getStorageSync: sync('getStorageSync', (key: unknown) => get(key, 'parameter')),
      removeStorageSync: sync('removeStorageSync', (key: unknown) => remove(key, 'parameter')),
      clearStorageSync: sync('clearStorageSync', clear),
      getStorageInfoSync: sync('getStorageInfoSync', info),
      batchSetStorageSync: sync('batchSetStorageSync', setAll),
      batchGetStorageSync: sync('batchGetStorageSync', getAll),
    },
  }
}
