import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstMoment, lastMoment, momentColumns, momentFormats, momentOf, readMoment, unitsOf } from './moments.js'

test('a date and time is written in each documented form', () => {
  const now = new Date(2024, 1, 29, 7, 5, 9)
  const written = momentFormats.map((format) => {
    const units = unitsOf(format)
    return momentColumns(format, momentOf(now, units), firstMoment(units), lastMoment(units)).written
  })
  assert.deepEqual(written, ['2024-02-29', '07:05', '2024-02', '2024', '07:05:09', '2024-02-29 07:05:09', '2024-02-29 07:05'])
})

test('the columns go from the start to the end, and a moment outside of them is moved in', () => {
  const units = unitsOf('yyyy-MM-dd')
  const of = (text: string) => readMoment(text, units, firstMoment(units))
  const columns = (at: string) => momentColumns('yyyy-MM-dd', of(at), of('2016-10-9'), of('2017-3-4'))
  assert.equal(columns('2016-10-10').written, '2016-10-10')
  assert.deepEqual(columns('2016-10-10').texts, [['2016', '2017'], ['10', '11', '12'], Array.from({ length: 23 }, (_, i) => String(9 + i).padStart(2, '0'))])
  assert.equal(columns('2015-12-31').written, '2016-10-09')
  assert.equal(columns('2016-02-20').written, '2016-10-09')
  assert.equal(columns('2018-01-01').written, '2017-03-04')
  assert.equal(columns('2017-03-31').written, '2017-03-04')
  assert.deepEqual(columns('2017-03-02').texts[2], ['01', '02', '03', '04'])
})

test('a month has its days, and a start after the end is the only moment', () => {
  const units = unitsOf('yyyy-MM-dd')
  assert.equal(momentColumns('yyyy-MM-dd', [2023, 2, 31], firstMoment(units), lastMoment(units)).written, '2023-02-28')
  const backwards = momentColumns('yyyy-MM-dd', [2023, 5, 5], [2024, 6, 7], [2022, 1, 1])
  assert.equal(backwards.written, '2024-06-07')
})

test('a text says as much as it does: fewer numbers, other signs, a whole moment for a time', () => {
  const day = unitsOf('yyyy-MM-dd')
  assert.deepEqual(readMoment('2016/3', day, [1, 2, 3]), [2016, 3, 3])
  assert.deepEqual(readMoment('soon', day, [1, 2, 3]), [1, 2, 3])
  assert.deepEqual(readMoment('2016-10-10 12:34:56', unitsOf('HH:mm'), [0, 0]), [12, 34])
})
