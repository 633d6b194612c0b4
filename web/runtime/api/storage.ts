/**
 * Storage: a mirror of what the host keeps, read and written at once, so that the Sync members are synchronous. Changes
 * of one task go to the host as one message.
 */
import type { StorageChange } from '../../protocol/bridge.js'
import { CallFailure, type Env } from '../core/env.js'
import { type Family, typeName } from './forms.js'

/** WeChat's limits: one value, and all of a program's. */
const valueLimit = 1 << 20
const totalLimit = 10 << 20
const limitSizeKb = 10_240

export interface StorageSide {
  readonly family: Family
  readonly sync: Readonly<Record<string, (...args: never[]) => unknown>>
}

function encode(data: unknown): string {
  // undefined, functions and symbols have no JSON; WeChat gives '' for what it cannot keep.
  return JSON.stringify(data) ?? '""'
}

export function storageSide(env: Env): StorageSide {
  const held = new Map<string, string>(Object.entries(env.storage))
  let size = 0
  for (const [key, value] of held) size += key.length + value.length
  let waiting: StorageChange[] = []

  const tell = (change: StorageChange): void => {
    if (waiting.length === 0) {
      queueMicrotask(() => {
        const changes = waiting
        waiting = []
        env.store(changes)
      })
    }
    waiting.push(change)
  }
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
    tell({ key, value })
  }
  const has = (key: unknown): boolean => held.has(nameOf(key))
  const get = (given: unknown, place?: string): unknown => {
    const value = held.get(nameOf(given, place))
    return value === undefined ? '' : (JSON.parse(value) as unknown)
  }
  const remove = (given: unknown, place?: string): void => {
    const key = nameOf(given, place)
    const before = held.get(key)
    if (before === undefined) return
    size -= key.length + before.length
    held.delete(key)
    tell({ key, value: null })
  }
  const clear = (): void => {
    held.clear()
    size = 0
    tell({ key: '', value: null })
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
