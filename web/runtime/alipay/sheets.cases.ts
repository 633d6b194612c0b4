/** Members of my that have a sheet of the host: with what it is asked for, and what becomes of its answer. */
import assert from 'node:assert/strict'
import type { Fields } from '../core/paths.js'
import type { Call, Case } from './told.cases.js'

/** What is asked of the host, and what becomes of its answer and of a person who closes the sheet. */
interface SheetPair {
  readonly name: string
  readonly given: Fields
  readonly asked: readonly [name: string, args: unknown]
  readonly answer: unknown
  readonly result: Fields
  readonly closed: { readonly gives: Fields } | { readonly fails: Fields }
}

const refused = { fails: { error: 11, errorMessage: '用户取消操作' } }
const people = { people: [{ id: 'o1', name: 'Tom' }] }

const pairs: readonly SheetPair[] = [
  {
    name: 'optionsSelect',
    given: { title: 't', optionsOne: ['a', 2], selectedOneIndex: '1', positiveString: 'y' },
    asked: ['chooseOptions', { title: 't', columns: [{ items: ['a', '2'], index: 1 }], ok: 'y' }],
    answer: { indices: [1] },
    result: { selectedOneIndex: 1, selectedOneOption: '2' },
    closed: { gives: { selectedOneIndex: '', selectedOneOption: '' } },
  },
  {
    name: 'optionsSelect',
    given: { optionsOne: ['a', 'b'], optionsTwo: ['c', 'd'], selectedTwoIndex: -3, negativeString: 'n' },
    asked: [
      'chooseOptions',
      {
        columns: [
          { items: ['a', 'b'], index: 0 },
          { items: ['c', 'd'], index: 0 },
        ],
        cancel: 'n',
      },
    ],
    answer: { indices: [0, 1] },
    result: { selectedOneIndex: 0, selectedOneOption: 'a', selectedTwoIndex: 1, selectedTwoOption: 'd' },
    closed: { gives: { selectedOneIndex: '', selectedOneOption: '', selectedTwoIndex: '', selectedTwoOption: '' } },
  },
  {
    name: 'multiLevelSelect',
    given: { title: 't', list: [{ name: 'a', subList: [{ name: 'b' }] }], result: [{ name: 'a' }] },
    asked: ['chooseLevels', { title: 't', list: [{ name: 'a', subList: [{ name: 'b' }] }], start: ['a'] }],
    answer: { names: ['a', 'b'] },
    result: { success: true, result: [{ name: 'a' }, { name: 'b' }] },
    closed: { gives: { success: false, result: [] } },
  },
  {
    name: 'datePicker',
    given: { currentDate: '2016-10-10', startDate: '2016-10-9' },
    asked: ['chooseDate', { format: 'yyyy-MM-dd', current: '2016-10-10', start: '2016-10-9', end: '' }],
    answer: { date: '2016-10-11' },
    result: { date: '2016-10-11' },
    closed: refused,
  },
  {
    name: 'regionPicker',
    given: { title: 't', customItem: 'all', selectedItem: ['浙江省', '杭州市', '西湖区', 'x'] },
    asked: ['chooseRegion', { title: 't', above: 'all', chosen: ['浙江省', '杭州市', '西湖区'] }],
    answer: { data: ['浙江省'], code: ['330000'] },
    result: { data: ['浙江省'], code: ['330000'] },
    closed: refused,
  },
  {
    name: 'chooseCity',
    given: { showLocatedCity: true, showHotCities: false, cities: [{ city: 'a', adCode: 1 }, { spell: 'b' }] },
    asked: ['chooseCity', { located: false, hot: false, cities: [{ city: 'a', adCode: '1', spell: '' }] }],
    answer: { city: 'a', adCode: '1' },
    result: { city: 'a', adCode: '1' },
    closed: refused,
  },
  {
    name: 'chooseAlipayContact',
    given: { count: 20 },
    asked: ['choosePeople', { most: 10, me: false, full: '' }],
    answer: people,
    result: { contacts: [{ userId: 'o1', realName: 'Tom', avatar: '' }] },
    closed: refused,
  },
  {
    name: 'chooseContact',
    given: { chooseType: 'multi', includeMe: true, multiChooseMax: 3, multiChooseMaxTips: 'no more' },
    asked: ['choosePeople', { most: 3, me: true, full: 'no more' }],
    answer: people,
    result: { contactsDicArray: [{ userId: 'o1', avatar: '', mobile: '', realName: 'Tom', displayName: 'Tom' }] },
    closed: { gives: { contactsDicArray: [] } },
  },
  {
    name: 'chooseContact',
    given: { chooseType: 'single', multiChooseMax: 3 },
    asked: ['choosePeople', { most: 1, me: false, full: '' }],
    answer: people,
    result: { contactsDicArray: [{ userId: 'o1', avatar: '', mobile: '', realName: 'Tom', displayName: 'Tom' }] },
    closed: { gives: { contactsDicArray: [] } },
  },
  { name: 'showSharePanel', given: {}, asked: ['shareAppMessage', {}], answer: null, result: {}, closed: { gives: {} } },
  { name: 'openURL', given: { url: 'https://a' }, asked: ['openOutside', { url: 'https://a' }], answer: null, result: {}, closed: refused },
]

const plainly = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown

const sheetCases: readonly Case[] = pairs.map(({ name, given, asked, answer, result, closed }) => [
  [name],
  `asks the host for ${asked[0]} and answers in Alipay’s form, and says what Alipay says of one that is closed`,
  async ({ real }) => {
    const host = real({ [asked[0]]: answer })
    const got = await host.call(name, given)
    assert.deepEqual(
      host.asked.map((each) => [each.name, plainly(each.args)]),
      [asked],
      name,
    )
    assert.deepEqual(got, result, name)
    const shut = real({ [asked[0]]: 'cancel' }).call(name, given)
    if ('fails' in closed) await assert.rejects(shut, closed.fails, name)
    else assert.deepEqual(await shut, closed.gives, name)
    const broken = real({ [asked[0]]: 'the host is broken' }).call(name, given)
    await assert.rejects(broken, { error: 3, errorMessage: 'the host is broken' }, name)
  },
])

export const cases: readonly Case[] = [
  ...sheetCases,
  [
    ['optionsSelect', 'multiLevelSelect'],
    'nothing to choose from is no sheet',
    async ({ real }) => {
      const { call, asked } = real()
      await assert.rejects(call('optionsSelect', { optionsOne: [] }), { error: 2, errorMessage: 'optionsOne is empty' })
      assert.deepEqual(asked, [])
      await assert.rejects(real({ chooseLevels: 'parameter error: there is nothing to choose from' }).call('multiLevelSelect', {}), { error: 2 })
    },
  ],
  [
    ['chooseCity', 'onLocatedComplete', 'offLocatedComplete'],
    'the program hears where the person is, and says what that city is called',
    async ({ real }) => {
      const { call, my, happen, asked } = real({ chooseCity: { city: 'a', adCode: '1' }, setLocatedCity: { city: 'Here' } })
      const task = call('chooseCity', { showLocatedCity: true, setLocatedCity: true }) as Promise<Fields> & Record<string, (given: unknown) => unknown>
      assert.deepEqual(plainly(asked[0]?.args), { located: true, hot: true })
      const heard: unknown[] = []
      const listener = (at: Fields): void => void heard.push(at['locatedCityId'])
      task['onLocatedComplete']?.(listener)
      ;(my['onLocatedComplete'] as (given: unknown) => void)({ success: (at: Fields) => heard.push(at['longitude']) })
      happen('locatedComplete', { longitude: 1, latitude: 2, locatedCityId: 'x' })
      ;(my['offLocatedComplete'] as (given?: unknown) => void)(listener)
      happen('locatedComplete', { longitude: 3, latitude: 4, locatedCityId: 'y' })
      assert.deepEqual(heard, ['x', 1, 3])
      const told: unknown[] = []
      assert.deepEqual(await task['setLocatedCity']?.({ locatedCityName: 'Here', locatedCityAdCode: '2', success: (done: unknown) => told.push(done) }), {
        locatedCityName: 'Here',
      })
      assert.deepEqual(told, [{ locatedCityName: 'Here' }])
      assert.deepEqual(plainly(asked.at(-1)?.args), { city: 'Here', adCode: '2' })
      await task
    },
  ],
  [
    ['setLocatedCity'],
    'a city that the program cannot name fails with Alipay’s numbers',
    async ({ real }) => {
      const named = (answer: unknown, given: Fields) => real({ setLocatedCity: answer }).call('setLocatedCity', given)
      await assert.rejects(named({}, { locatedCityId: 'x' }), { error: 12 })
      await assert.rejects(named({}, { locatedCityId: 'x', locatedCityName: 5 }), { error: 11 })
      await assert.rejects(named('another city', { locatedCityId: 'x', locatedCityName: 'a' }), { error: 13 })
      await assert.rejects(named('not located', { locatedCityId: 'x', locatedCityName: 'a' }), { error: 14 })
    },
  ],
  [
    ['openURL'],
    'my.ap has what can be, and the rest of it fails',
    async ({ real }) => {
      const { my, asked } = real({ openOutside: null })
      const ap = my['ap'] as Record<string, Call>
      assert.deepEqual(await ap['openURL']?.({ url: 'https://a' }), {})
      assert.equal(asked[0]?.name, 'openOutside')
      await assert.rejects(ap['navigateToAlipayPage']?.({}) ?? Promise.resolve(), { error: 1 })
    },
  ],
]
