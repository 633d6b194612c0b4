// What works of Alipay's my, out of the table that the runtime itself goes by: a member works if my.canIUse says so, and an option is
// one that the member's row, or the member of wx behind it, reads.
import { fakeEnv } from '../../web/runtime/api/testing.ts'
import { createOwn, registry } from '../../web/runtime/api/own.ts'
import { createMy, rows } from '../../web/runtime/alipay/my.ts'
import { calls, events, functions } from '../../web/runtime/alipay/names.ts'

/** The options that a row looks at, given none and given texts; null if it takes them all as they are. */
async function readBy(run) {
  const read = new Set()
  let all = false
  for (const value of [undefined, '#ffffff']) {
    const options = new Proxy(
      {},
      {
        get: (_, name) => {
          if (typeof name === 'string') read.add(name)
          return value
        },
        ownKeys: () => {
          all = true
          return []
        },
      },
    )
    try {
      await run(options)
    } catch {
      // what it read until then is read
    }
  }
  return all ? null : read
}

/** The members of wx that do what those do whose row asks the host itself. */
const twins = { alert: 'showModal', confirm: 'showModal', prompt: 'showModal', httpRequest: 'request', tradePay: 'requestPayment' }

export async function myMembers(extensions) {
  const { env } = fakeEnv()
  const known = registry(env, extensions)
  const wx = createOwn(env, extensions)
  const my = createMy(wx, env)
  const ofWx = (name) => new Set(Object.keys(known.described[name]?.[0] ?? {}))
  const optionsOf = async (name) => {
    const row = rows[name]
    if (row === undefined) return known.described[name] === undefined ? null : ofWx(name)
    const kit = { env: { ...env, call: async () => ({}), currentPage: () => undefined }, wx, ask: async () => ({}) }
    if (row.work !== undefined) return readBy((options) => row.work(options, kit))
    if (row.give !== undefined) return readBy((options) => [row.give(options), row.take?.({}, options)])
    return ofWx(row.of ?? name)
  }
  /** Whether a member takes or gives something else than that of the same name in wx. */
  const isOther = async (name) => {
    const row = rows[name]
    if (row === undefined || row.work !== undefined) return row !== undefined
    const given = row.give === undefined ? new Set() : await readBy((options) => row.give(options))
    return Object.keys(row.take?.({}, {}) ?? {}).length > 0 || [...(given ?? [])].some((option) => !ofWx(row.of ?? name).has(option))
  }
  const shared = ['canIUse', 'getMenuButtonBoundingClientRect']
  const out = {}
  const kinds = {
    call: new Set([...calls, ...Object.keys(rows)]),
    function: new Set([...functions, 'canIUse', 'on', 'off', 'getMenuButtonBoundingClientRect']),
    event: new Set(events),
  }
  for (const [kind, list] of Object.entries(kinds)) {
    for (const name of list) {
      const works = my.canIUse(name) || ['canIUse', 'call', 'on', 'off'].includes(name)
      const options = works && kind === 'call' && name !== 'call' ? await optionsOf(name) : null
      const state = works ? 'works' : kind === 'event' ? 'ignored' : 'refused'
      const of = rows[name]?.of ?? twins[name]
      const differs = kind === 'call' ? await isOther(name) : works && my[name] !== wx[name] && !shared.includes(name)
      const twin = { ...(of === undefined || of === name ? {} : { of }), ...(differs ? { differs } : {}) }
      out[name] = { kind, state, ...twin, ...(options === null ? {} : { options: Object.fromEntries([...options].sort().map((each) => [each, 'works'])) }) }
    }
  }
  for (const name of ['ap', 'env', 'SDKVersion', 'isIDE']) out[name] = { kind: 'value', state: 'works' }
  return { members: Object.fromEntries(Object.entries(out).sort(([a], [b]) => (a < b ? -1 : 1))) }
}
