import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRegions } from '../../protocol/regions.js'
import { citiesOf, foundCities, groupsOf, hotCodes, renamed } from './cities.js'
import { regionNames } from './regionnames.js'

const all = citiesOf(readRegions(regionNames))
const names = (list: readonly { readonly city: string }[]): readonly string[] => list.map((each) => each.city)

test('each city stands under the letter that it is read with', () => {
  const of = (initial: string): readonly string[] => names(groupsOf(all).find((each) => each.initial === initial)?.cities ?? [])
  for (const [initial, ...cities] of [
    ['B', '北京市', '包头市', '亳州市'],
    ['C', '重庆市', '长沙市', '成都市'],
    ['H', '杭州市', '黄石市'],
    ['L', '六安市', '泸州市', '漯河市'],
    ['Q', '衢州市', '潜江市'],
    ['S', '上海市', '三亚市'],
    ['X', '厦门市', '西安市'],
    ['Z', '郑州市'],
  ] as const)
    for (const city of cities) assert.ok(of(initial).includes(city), `${city} is not under ${initial}`)
  assert.deepEqual(
    groupsOf(all).map((each) => each.initial),
    [...'ABCDEFGHJKLMNPQRSTWXYZ'],
  )
})

test('a city is called as the program says, stands under that letter, and is gone without a name', () => {
  const list = renamed(all, { 330100: '临安', 440300: '', 999999: 'nowhere' })
  assert.deepEqual(
    list.filter(({ adCode }) => ['330100', '440300', '999999'].includes(adCode)),
    [{ city: '临安', adCode: '330100', spell: 'LA' }],
  )
  assert.equal(list.length, all.length - 1)
})

test('what only holds counties is no city, and its counties are', () => {
  assert.equal(all.filter(({ city }) => city === '县' || city.includes('直辖')).length, 0)
  assert.ok(names(all).includes('五指山市'))
})

test('the cities of most people are there', () => {
  assert.deepEqual(
    hotCodes.filter((code) => !all.some(({ adCode }) => adCode === code)),
    [],
  )
})

test('a city is found by a part of its name, or by how it is read', () => {
  assert.deepEqual(names(foundCities(all, '杭')), ['杭州市'])
  assert.ok(names(foundCities(all, 'hz')).includes('杭州市'))
  assert.deepEqual(names(foundCities([{ city: '朝阳区', adCode: '110105', spell: 'chaoyang' }], 'chao')), ['朝阳区'])
  assert.deepEqual(foundCities(all, 'no city'), [])
})
