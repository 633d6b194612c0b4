/** wx.getPerformance: what the host and the Worker measured of this run, in the form that the standard has for it. */
import { extend, type Env, type Extension } from './extension.js'

type Entry = Readonly<Record<string, unknown>>

const supported: readonly string[] = ['navigation', 'render', 'script', 'loadPackage']
/** WeChat's; setBufferSize changes it. */
const firstBufferSize = 30

interface EntryList {
  getEntries(): readonly Entry[]
  getEntriesByType(type: unknown): readonly Entry[]
  getEntriesByName(name: unknown, type?: unknown): readonly Entry[]
}
function listOf(entries: () => readonly Entry[]): EntryList {
  return {
    getEntries: () => [...entries()],
    getEntriesByType: (type) => entries().filter((each) => each['entryType'] === type),
    getEntriesByName: (name, type) => entries().filter((each) => each['name'] === name && (type === undefined || each['entryType'] === type)),
  }
}

function typesOf(options: unknown): readonly unknown[] {
  const { type, entryTypes } = (typeof options === 'object' && options !== null ? options : {}) as { readonly type?: unknown; readonly entryTypes?: unknown }
  return Array.isArray(entryTypes) ? entryTypes : [type]
}

function performance(env: Env): object {
  const observers = new Map<object, { readonly heard: unknown; readonly types: readonly unknown[] }>()
  let entries: readonly Entry[] = []
  let size = firstBufferSize
  const add = (measured: readonly Entry[]): void => {
    entries = size > 0 ? [...entries, ...measured].slice(-size) : []
    for (const { heard, types } of [...observers.values()]) {
      const wanted = measured.filter((each) => types.includes(each['entryType']))
      if (wanted.length > 0) env.run(heard, [listOf(() => wanted)], 'createObserver of wx.getPerformance')
    }
  }
  env.onHostEvent('measured', (measured) => add(measured as readonly Entry[]))
  env.onHostEvent('evaluated', (script) => add([{ name: 'evaluateScript', entryType: 'script', ...(script as Entry) }]))
  return {
    ...listOf(() => entries),
    setBufferSize(most: unknown) {
      size = Math.max(0, Math.trunc(Number(most)) || 0)
      entries = size > 0 ? entries.slice(-size) : []
    },
    createObserver(heard: unknown) {
      const observer = {
        supportedEntryTypes: [...supported],
        observe: (options: unknown) => void observers.set(observer, { heard, types: typesOf(options) }),
        disconnect: () => void observers.delete(observer),
      }
      return observer
    },
  }
}

export const performanceExtension: Extension = (env) => {
  // From the start on: what is measured before the program asks is there when it does.
  const measured = performance(env)
  return { own: { getPerformance: () => measured } }
}
extend(performanceExtension)
