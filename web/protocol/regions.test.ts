import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, readRegions, regionColumns } from './regions.js'

const regions = readRegions('44广东省|01广州市:03荔湾区,05海珠区|19东莞市:\n31上海市|01上海市:01黄浦区')
const choose = (wanted: readonly string[], count = 3, all = ''): unknown => {
  const { value, code, indices } = regionColumns(regions, wanted, count, all)
  return { value, code, indices }
}

test('regions go down three levels from any start, with their codes', () => {
  assert.deepEqual(choose(['广东省', '广州市', '海珠区']), { value: ['广东省', '广州市', '海珠区'], code: ['440000', '440100', '440105'], indices: [0, 0, 1] })
  assert.deepEqual(choose(['nowhere']), { value: ['广东省', '广州市', '荔湾区'], code: ['440000', '440100', '440103'], indices: [0, 0, 0] })
  assert.deepEqual(choose(['上海市', '广州市'], 2), { value: ['上海市', '上海市'], code: ['310000', '310100'], indices: [1, 0] })
})

test('a city without counties stands for itself', () => {
  assert.deepEqual(choose(['广东省', '东莞市']), { value: ['广东省', '东莞市', '东莞市'], code: ['440000', '441900', '441900'], indices: [0, 1, 0] })
})

test('an item of the program stands above each column and has no code', () => {
  assert.deepEqual(choose([], 3, '全部'), { value: ['全部', '全部', '全部'], code: [], indices: [0, 0, 0] })
  assert.deepEqual(choose(['广东省'], 3, '全部'), { value: ['广东省', '全部', '全部'], code: ['440000'], indices: [1, 0, 0] })
  assert.deepEqual(regionColumns(regions, ['广东省', '广州市'], 3, '全部').texts, [
    ['全部', '广东省', '上海市'],
    ['全部', '广州市', '东莞市'],
    ['全部', '荔湾区', '海珠区'],
  ])
})

test('names have the code of the smallest region that they lead to', () => {
  assert.equal(codeOf(regions, ['广东省', '广州市', '荔湾区']), '440103')
  assert.equal(codeOf(regions, ['广东省', '广州市', '']), '440100')
  assert.equal(codeOf(regions, ['Kent', '广州市']), '')
})
