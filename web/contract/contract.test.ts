/**
 * The members of wx: the sixty most used entry by entry, and all others, also those that are refused. Each row runs twice: as it is, and with its member replaced by one that only
 * calls success. A row that passes both times proves nothing and fails. What passed is kept for docs/compatibility.md.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { keep } from '../protocol/compat/tested.js'
import type { Parameters } from '../runtime/api/forms.js'
import { ignored, leftOut, mostUsed } from './mostused.js'
import { call, failure, until, type Row } from './row.js'
import { aroundRows } from './rows-around.js'
import { consentRows } from './rows-consent.js'
import { fileRows } from './rows-files.js'
import { invoiceRows } from './rows-invoices.js'
import { mediaRows } from './rows-media.js'
import { measureRows } from './rows-measures.js'
import { moreRows } from './rows-more.js'
import { networkRows } from './rows-network.js'
import { pageRows } from './rows-pages.js'
import { personRows } from './rows-person.js'
import { refusedRows } from './rows-refused.js'
import { recordRows } from './rows-record.js'
import { routeRows } from './rows-routes.js'
import { sensorRows } from './rows-sensors.js'
import { soundRows } from './rows-sound.js'
import { systemRows } from './rows-system.js'
import { thingRows } from './rows-things.js'
import { workerRows } from './rows-worker.js'
import { hollowMember, known, stage, type Result, type Stage } from './stage.js'

type Table = Readonly<Record<string, string>>
interface Listed {
  readonly kind: 'call' | 'function' | 'event' | 'value'
  readonly state: 'works' | 'refused' | 'ignored'
  readonly options?: Table
  readonly answer?: Table
  readonly methods?: Table
}
const listed = (JSON.parse(readFileSync(new URL('../protocol/compat/wx.json', import.meta.url), 'utf8')) as { members: Readonly<Record<string, Listed>> })
  .members

/** Options with which a call succeeds where nobody is asked. */
const valid: Readonly<Record<string, object>> = {
  navigateTo: { url: '/shop/item' },
  redirectTo: { url: '/shop/item' },
  switchTab: { url: '/cart/cart' },
  reLaunch: { url: '/shop/item' },
  showToast: { title: 'a' },
  showLoading: { title: 'a' },
  previewImage: { urls: [] },
  pageScrollTo: { scrollTop: 1 },
  setNavigationBarTitle: { title: 'a' },
  setKeepScreenOn: { keepScreenOn: true },
  setClipboardData: { data: 'a' },
  setStorage: { key: 'a', data: 1 },
  setTabBarBadge: { index: 0, text: '1' },
  removeTabBarBadge: { index: 0 },
  canvasToTempFilePath: { canvasId: 'c' },
  requestPayment: { timeStamp: '1', nonceStr: 'n', package: 'p', signType: 'RSA', paySign: 's' },
  getSystemInfo: {},
  hideToast: {},
  hideLoading: {},
  stopPullDownRefresh: {},
  showTabBar: {},
  getSetting: {},
  getNetworkType: {},
  login: {},
}
/** These need a step before they succeed; their own rows see them do so. */
const asksFirst =
  'chooseMedia getUserProfile chooseImage chooseVideo showModal navigateBack getImageInfo navigateToMiniProgram makePhoneCall openLocation getClipboardData getLocation sendSocketMessage openDocument scanCode chooseAddress'.split(
    ' ',
  )

function formRow(name: string, options: object): Row {
  return [
    name,
    'callbacks in their order, or a promise',
    async (t) => {
      const called: (readonly [string, Result])[] = []
      const returned = await new Promise((resolve) => {
        const given = t.wx[name]!({
          ...options,
          success: (result: Result) => called.push(['success', result]),
          fail: (result: Result) => called.push(['fail', result]),
          complete: (result: Result) => {
            called.push(['complete', result])
            resolve(given)
          },
        })
        // What never completes is found here and not by a time that runs out.
        setImmediate(() => setImmediate(() => setImmediate(() => resolve('it was never complete'))))
      })
      assert.equal(returned, undefined)
      assert.deepEqual(
        called.map(([each]) => each),
        ['success', 'complete'],
      )
      assert.equal(called[0]?.[1]['errMsg'], `${name}:ok`)
      const again = stage()
      assert.equal((await call(again, name, options))['errMsg'], `${name}:ok`)
    },
  ]
}

const values: Readonly<Record<string, unknown>> = { String: 'a', Number: 1, Boolean: true, Array: [], Object: {} }
/** What a failure says beside its words. */
const alsoFailing: Readonly<Record<string, object>> = { loadFontFace: { status: 'error' } }
/** Each option that is checked, given something of another type. */
function wrongRows(name: string, parameters: Parameters): readonly Row[] {
  return Object.entries(parameters)
    .filter(([, type]) => type !== 'Any')
    .map(([option, type]): Row => {
      const wanted = type.replace('?', '')
      const [other, given] = wanted === 'Number' ? ['String', 'a'] : ['Number', 1]
      const right = Object.fromEntries(
        Object.entries(parameters)
          .filter(([, each]) => !each.endsWith('?'))
          .map(([each, is]) => [each, values[is]]),
      )
      return [
        name,
        `fail parameter ${option}`,
        async (t) => {
          const errMsg = `${name}:fail parameter error: parameter.${option} should be ${wanted} instead of ${other};`
          const failed = { errMsg, errno: 1001, ...alsoFailing[name] }
          const options = { ...right, [option]: given }
          const got =
            listed[name]?.kind === 'call'
              ? await failure(t, name, options)
              : await new Promise((resolve) => t.wx[name]!({ ...options, success: resolve, fail: resolve }))
          assert.deepEqual(got, failed)
        },
      ]
    })
}

const rows: readonly Row[] = [
  ...Object.entries(valid).map(([name, options]) => formRow(name, options)),
  ...Object.keys(listed).flatMap((name) => wrongRows(name, known.described[name]?.[0] ?? {})),
  ...pageRows,
  ...thingRows,
  ...mediaRows,
  ...personRows,
  ...networkRows,
  ...moreRows,
  ...measureRows,
  ...aroundRows,
  ...systemRows,
  ...fileRows,
  ...soundRows,
  ...consentRows,
  ...sensorRows,
  ...recordRows,
  ...invoiceRows,
  ...workerRows,
  ...routeRows,
]

/** Turns of the loop of events after which a member that does nothing has done all that it ever does. */
const turnsOfNothing = 2000
async function nothingComes(): Promise<never> {
  await until(() => false, turnsOfNothing)
  throw new Error('it waits for ever')
}

async function passes([, , proof]: Row, hollow = '', t: Stage = stage(hollow)): Promise<unknown> {
  try {
    await (hollow === '' ? proof(t) : Promise.race([proof(t), nothingComes()]))
    return undefined
  } catch (error) {
    return error ?? new Error('something was thrown')
  } finally {
    t.overlays.dispose()
  }
}

/** member → its rows that passed. */
const passed: Record<string, string[]> = {}
const note = ([member, what]: Row): void => {
  passed[member] = [...(passed[member] ?? []), what]
}
for (const row of rows) {
  const [member, what] = row
  test(`wx.${member}: ${what}`, async () => {
    const wrong = await passes(row)
    if (wrong !== undefined) throw wrong
    assert.notEqual(await passes(row, member), undefined, 'hollow: it passes as well when the member only calls success')
    note(row)
  })
}

test('each member that is not carried out exists, says so in the vendor’s form, and canIUse says no', async (test) => {
  // They change nothing, so that they share what the others get each for itself.
  const t = stage()
  for (const row of refusedRows(listed)) {
    const [member, what] = row
    await test.test(`wx.${member}: ${what}`, async () => {
      const wrong = await passes(row, '', t)
      if (wrong !== undefined) throw wrong
      assert.notEqual(await passes(row, member, { ...t, wx: { ...t.wx, [member]: hollowMember } }), undefined, 'hollow')
      note(row)
    })
  }
})

test('a row that a hollow member passes is found', async () => {
  const hollow: Row = ['login', 'it succeeds', async (t) => void (await call(t, 'login'))]
  assert.equal(await passes(hollow), undefined)
  assert.equal(await passes(hollow, 'login'), undefined, 'which the test of each row takes for a failure')
})

test('there are sixty and two, all of them listed as working, and the rest of that rank fails', async () => {
  assert.equal(new Set(mostUsed).size, 62)
  for (const name of mostUsed) assert.equal(listed[name]?.state, 'works', name)
  const { wx } = stage()
  for (const name of Object.keys(leftOut)) {
    assert.equal(listed[name]?.state, 'refused', name)
    assert.equal(wx['canIUse']!(name), false, name)
    if (listed[name]?.kind === 'call') await assert.rejects(wx[name]!() as Promise<unknown>, { errMsg: `${name}:fail not supported` })
  }
})

const has = (member: string, what: string): boolean => rows.some((row) => row[0] === member && (row[1] === what || row[1].startsWith(`${what} `)))

test('each documented option, field and method of the sixty has a row, or a reason', () => {
  const missing: string[] = []
  for (const name of mostUsed) {
    const entry = listed[name]!
    if (!rows.some((row) => row[0] === name)) missing.push(name)
    if (entry.kind === 'call' && valid[name] === undefined && !asksFirst.includes(name)) missing.push(`${name}: its forms`)
    for (const [part, table] of [
      ['option', entry.options],
      ['answer', entry.answer],
      ['method', entry.methods],
    ] as const) {
      for (const [field, state] of Object.entries(table ?? {})) {
        const reason = ignored[name]?.[field]
        if (state === 'works' ? !has(name, `${part} ${field}`) : reason === undefined) missing.push(`${name}: ${part} ${field}, ${state}`)
        if (state === 'works' && reason !== undefined) missing.push(`${name}: ${field} works, and is excused`)
      }
    }
  }
  assert.deepEqual(missing, [])
})

test('canIUse says of the sixty what the lists say', () => {
  const { wx } = stage()
  const wrong: string[] = []
  for (const name of mostUsed) {
    const { options = {}, answer = {}, kind } = listed[name]!
    if (wx['canIUse']!(name) !== true) wrong.push(name)
    const part = kind === 'function' && known.sync[name] !== undefined ? 'return' : 'success'
    const asked = [
      ...Object.entries(options).map(([field, state]) => [`${name}.object.${field}`, state]),
      ...Object.entries(answer).map(([field, state]) => [`${name}.${part}.${field}`, state]),
    ]
    for (const [schema, state] of asked) if (wx['canIUse']!(schema) !== (state === 'works')) wrong.push(`${schema}: ${state}`)
  }
  assert.deepEqual(wrong, [])
})

test('what passed is what docs/compatibility.md is written of', () => {
  keep('wx', passed)
})
