/** Rows of my.chooseDistrict. */
import assert from 'node:assert/strict'
import type { Fields } from '../core/paths.js'
import type { Case } from './told.cases.js'

const plainly = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown
const built = { city: '杭州市', adCode: '330100' }
const tree = [
  {
    name: 'Here',
    adCode: 1,
    spell: 'h',
    subList: [
      { name: 'North', adCode: '11', subList: [{ name: 'Hill', adCode: '111', ext: 'x' }] },
      { name: 'South', adCode: '12' },
    ],
  },
]

export const cases: readonly Case[] = [
  [
    ['chooseDistrict'],
    'it is the screen of cities, with what the program puts there',
    async ({ real }) => {
      const shown = async (given: Fields): Promise<unknown> => {
        const { call, asked } = real({ chooseCity: built })
        assert.deepEqual(await call('chooseDistrict', given), { name: '杭州市', adCode: '330100' })
        return plainly(asked.map((each) => [each.name, each.args]))
      }
      assert.deepEqual(await shown({ mode: 0 }), [['chooseCity', { located: false, hot: false }]])
      assert.deepEqual(await shown({ mode: 0, mainMergeOptions: { 330100: 'Lin', 440300: '' }, seniorPageList: [{ normalList: [{ name: 'abroad' }] }] }), [
        ['chooseCity', { located: false, hot: false, names: { 330100: 'Lin', 440300: '' } }],
      ])
      assert.deepEqual(await shown({ mode: 0, mainHeadList: [{ type: 2, list: [] }] }), [['chooseCity', { located: false, hot: true }]])
      const heads = [
        { title: 'hot', list: [{ name: 'a', adCode: '1' }] },
        { type: 1, list: [{ name: 'no part of the hot' }] },
      ]
      const abroad = [{ title: 'b', headList: [{ list: [{ name: 'c' }] }], normalList: [{ name: 'd', spell: 'dee' }, { adCode: 'without a name' }] }]
      assert.deepEqual(await shown({ mode: 2, mainHeadList: heads, seniorPageList: abroad }), [
        [
          'chooseCity',
          {
            located: false,
            hot: true,
            hotCities: [{ city: 'a', adCode: '1', spell: '' }],
            added: [
              { city: 'c', adCode: '', spell: '' },
              { city: 'd', adCode: '', spell: 'dee' },
            ],
          },
        ],
      ])
      assert.deepEqual(await shown({ mode: 1, mainNormalList: [{ name: 'of mode 0' }], seniorPageList: [{ normalList: [{ name: 'd' }] }] }), [
        ['chooseCity', { located: false, hot: false, cities: [], added: [{ city: 'd', adCode: '', spell: '' }] }],
      ])
    },
  ],
  [
    ['chooseDistrict'],
    'below a city of the program’s own the levels are gone through, and what is chosen comes with what the program put to it',
    async ({ real }) => {
      const { call, asked } = real({ chooseCity: { city: 'Here', adCode: '1' }, chooseLevels: { names: ['North', 'Hill'] } })
      assert.deepEqual(await call('chooseDistrict', { mode: 0, mainNormalList: tree }), { name: 'Hill', adCode: '111', ext: 'x' })
      assert.deepEqual(plainly(asked.at(-1)?.args), {
        title: 'Here',
        list: [
          { name: 'North', subList: [{ name: 'Hill', subList: [] }] },
          { name: 'South', subList: [] },
        ],
        start: [],
      })
      const closed = { error: 11, errorMessage: '用户取消操作' }
      await assert.rejects(real({ chooseCity: 'cancel' }).call('chooseDistrict', { mode: 0 }), closed)
      await assert.rejects(
        real({ chooseCity: { city: 'Here', adCode: '1' }, chooseLevels: 'cancel' }).call('chooseDistrict', { mode: 0, mainNormalList: tree }),
        closed,
      )
      await assert.rejects(real().call('chooseDistrict', { mode: 1 }), { error: 1 })
    },
  ],
  [
    ['chooseDistrict'],
    'a file of the package may say what is shown',
    async ({ real }) => {
      const told = { mainNormalList: [{ name: 'of the file', adCode: '7', ext: 'y' }] }
      const { call, asked } = real({ readFile: { blob: new Blob([JSON.stringify(told)]) }, chooseCity: { city: 'of the file', adCode: '7' } })
      assert.deepEqual(await call('chooseDistrict', { mode: 0, src: '/a.json' }), { name: 'of the file', adCode: '7', ext: 'y' })
      assert.deepEqual(asked[0]?.args, { path: '/a.json' })
      await assert.rejects(real({ readFile: { blob: new Blob(['{']) } }).call('chooseDistrict', { mode: 0, src: '/a.json' }), { error: 2 })
      await assert.rejects(real({ readFile: 'no such file' }).call('chooseDistrict', { mode: 0, src: '/a.json' }), { error: 2 })
    },
  ],
]
