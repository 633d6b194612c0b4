/**
 * The members of my. Each row runs twice: as it is, and with its member replaced by one that only calls success. A row that passes both times proves
 * nothing and fails. What passed is kept for docs/compatibility.md.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { apiChunks, chunksFor } from '../../protocol/apichunks.js'
import { keep } from '../../protocol/compat/tested.js'
import type { Extension } from '../api/extension.js'
import { calls as wxCalls, functions as wxFunctions } from '../api/names.js'
import { createOwn } from '../api/own.js'
import { fakeEnv } from '../api/testing.js'
import { isFields, type Fields } from '../core/paths.js'
import { createMy, rows } from './my.js'
import { fakeWx, pairs } from './my.cases.js'
import { cases as barCases } from './bar.cases.js'
import { cases as districtCases } from './districts.cases.js'
import { cases as sheetCases } from './sheets.cases.js'
import { cases as toldCases, of, type Case, type Tools } from './told.cases.js'

interface Listed {
  readonly kind: 'call' | 'function' | 'event' | 'value'
  readonly state: 'works' | 'refused' | 'ignored'
  readonly differs?: boolean
}
const listed = (JSON.parse(readFileSync(new URL('../../protocol/compat/my.json', import.meta.url), 'utf8')) as { members: Readonly<Record<string, Listed>> })
  .members
const extensions = await Promise.all(
  Object.keys(apiChunks).map(
    async (name) => ((await import(`../api/chunk-${name}.ts`)) as Readonly<Record<string, Extension>>)[`${name}Extension`] as Extension,
  ),
)

/** Of a call only success, and of all else nothing. */
function hollowMember(options: unknown): Promise<Fields> {
  const success = isFields(options) ? options['success'] : undefined
  if (typeof success === 'function') queueMicrotask(() => void (success as (result: Fields) => void)({}))
  return Promise.resolve({})
}

/** my, of which one member is hollow. */
function toolsOf(hollow: string): Tools {
  const create: Tools['create'] = (wx, env) => {
    const my = createMy(wx, env)
    if (hollow === '') return my
    if (isFields(my['ap']) && hollow in my['ap']) my['ap'][hollow] = hollowMember
    my[hollow] = hollowMember
    return my
  }
  return {
    create,
    real(answers, storage) {
      const fake = fakeEnv(answers, storage)
      const my = create(createOwn(fake.env) as Fields, fake.env)
      return { ...fake, my, call: (name, options) => of(my, name)(options) }
    },
  }
}

const pairCases = pairs.map(
  ({ name, given, asked: wanted, answer = {}, result }): Case => [
    [name],
    wanted === undefined ? 'answers in Alipay’s form' : `asks wx.${wanted[0]} and answers in Alipay’s form`,
    async ({ create }) => {
      const { wx, asked } = fakeWx(answer)
      const my = create(wx, fakeEnv().env)
      asked.length = 0
      const heard: unknown[] = []
      const got = await of(my, name)({ ...given, success: (r: unknown) => heard.push(r), complete: (r: unknown) => heard.push(r) })
      assert.deepEqual(asked, wanted === undefined ? [] : [wanted])
      assert.deepEqual(got, result)
      assert.deepEqual(heard, [result, result], 'success, then complete')
      if (wanted === undefined) return
      const failing = fakeWx({ errMsg: `${wanted[0]}:fail auth deny` }, true)
      await assert.rejects(of(create(failing.wx, fakeEnv().env), name)(given), { error: 2001, errorMessage: 'auth deny' })
    },
  ],
)

const written = new Set([...pairCases, ...toldCases, ...sheetCases, ...barCases, ...districtCases].flatMap(([members]) => members))
/** Members that take and give what those of the same name in wx do, which have rows of their own. */
const sharedCases = Object.entries(listed)
  .filter(([name, { kind, state, differs }]) => state === 'works' && kind !== 'value' && differs !== true && !written.has(name))
  .map(
    ([name, { kind }]): Case => [
      [name],
      `it is wx.${name}`,
      async ({ create }) => {
        if (kind !== 'call') {
          const { env } = fakeEnv()
          const wx = createOwn(env, extensions) as Fields
          const my = create(wx, env)
          assert.equal(typeof wx[name], 'function')
          if (name === 'getMenuButtonBoundingClientRect') {
            return assert.deepEqual((my[name] as () => unknown)(), { ...(wx[name] as () => Fields)(), success: true })
          }
          return assert.equal(my[name], wx[name])
        }
        const { wx, asked } = fakeWx({ found: 1 })
        const my = create(wx, fakeEnv().env)
        asked.length = 0
        assert.deepEqual(await of(my, name)({ given: 2 }), { found: 1 })
        assert.deepEqual(asked, [[name, { given: 2 }]])
        const failing = fakeWx({ errMsg: `${name}:fail auth deny` }, true)
        await assert.rejects(of(create(failing.wx, fakeEnv().env), name)({}), { error: 2001, errorMessage: 'auth deny' })
      },
    ],
  )

const refused = 'refused: it fails with error 1, and canIUse says no'
const nothing = 'refused: it gives nothing, or an object whose methods do nothing, and canIUse says no'
const silent = 'refused: it takes a listener and never calls it, and canIUse says no'
const refusedCases = Object.entries(listed)
  .filter(([, { state }]) => state !== 'works')
  .map(
    ([name, { kind }]): Case => [
      [name],
      kind === 'call' ? refused : kind === 'event' ? silent : nothing,
      async ({ create }) => {
        const { env } = fakeEnv()
        const my = create(createOwn(env, extensions) as Fields, env)
        assert.equal((my['canIUse'] as (name: string) => boolean)(name), false)
        const member = my[name]
        if (typeof member !== 'function') assert.fail('it is not there')
        if (kind === 'event')
          return assert.equal(
            member(() => assert.fail('it was called')),
            undefined,
          )
        if (kind === 'function') return assert.equal((member() as unknown) instanceof Promise, false)
        await assert.rejects((member as (given: Fields) => Promise<unknown>)({}), ({ error, errorMessage }: Fields) => {
          assert.equal(error, 1)
          assert.match(String(errorMessage), /not supported/)
          return true
        })
        const heard: unknown[] = []
        await (member as (given: Fields) => Promise<unknown>)({
          success: () => heard.push('success'),
          fail: (result: Fields) => heard.push('fail', result['error']),
          complete: (result: Fields) => heard.push('complete', result['error']),
        }).catch(() => undefined)
        assert.deepEqual(heard, ['fail', 1, 'complete', 1])
      },
    ],
  )

/** Turns of the loop of events after which a member that does nothing has done all that it ever does. */
const turnsOfNothing = 300
async function nothingComes(): Promise<never> {
  for (let turn = 0; turn < turnsOfNothing; turn++) await new Promise((resolve) => setImmediate(resolve))
  throw new Error('it waits for ever')
}

const passed: Record<string, string[]> = {}
for (const [members, title, proof] of [...pairCases, ...toldCases, ...sheetCases, ...barCases, ...districtCases, ...sharedCases, ...refusedCases]) {
  test(`my.${members.join(', ')}: ${title}`, async () => {
    await proof(toolsOf(''))
    for (const member of members) {
      const hollow = async (): Promise<void> => Promise.race([(async () => proof(toolsOf(member)))(), nothingComes()])
      await assert.rejects(hollow, `hollow: it passes as well when my.${member} only calls success`)
      passed[member] = [...(passed[member] ?? []), title]
    }
  })
}

test('a row that a hollow member passes is found', async () => {
  const hollow: Case = [['hideToast'], 'it succeeds', async ({ create }) => void (await of(create(fakeWx({}).wx, fakeEnv().env), 'hideToast')())]
  await hollow[2](toolsOf('hideToast'))
})

test('each member that is listed has a row', () => {
  for (const [name, { kind }] of Object.entries(listed)) {
    if (kind === 'value' && typeof toolsOf('').real().my[name] === 'undefined') assert.fail(`${name} is not there`)
  }
  assert.deepEqual(
    Object.keys(listed).filter((name) => listed[name]?.kind !== 'value' && passed[name] === undefined),
    [],
  )
})

test('each row of the runtime stands on a member that there is', () => {
  const known = new Set([...wxCalls, ...wxFunctions, ...Object.values(apiChunks).flatMap((names) => names.split(' '))])
  for (const { of: name } of Object.values(rows)) assert.ok(name === undefined || known.has(name), name)
  assert.deepEqual(
    Object.keys(rows).filter((name) => !written.has(name)),
    [],
    'without a case of its own',
  )
})

test('a program that names a member of my gets the chunk in which the member of wx behind it is', () => {
  for (const [name, { of: behind = name }] of Object.entries(rows)) {
    for (const [chunk, members] of Object.entries(apiChunks)) {
      if (members.split(' ').includes(behind))
        assert.ok((chunksFor([name], 'alipay') as readonly string[]).includes(chunk), `my.${name} stands on wx.${behind}`)
    }
  }
})

test('what was found is what is kept', () => keep('my', passed))
