import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { dateColumns, daysIn, itemText, numberAt, parseDay, parseTime, timeColumns } from '../../wheel/columns.js'
import {
  bounded,
  coerce,
  formValues,
  imageModes,
  isAllowedAttribute,
  isAllowedTag,
  mediaText,
  relativePlace,
  settle,
  shownText,
  stepAt,
  typable,
  withoutHandlers,
} from './rules.js'

describe('a property takes the type of its default', () => {
  for (const [value, fallback, want] of [
    ['false', false, true],
    ['', true, false],
    [undefined, true, true],
    [0, true, false],
    ['12', 0, 12],
    ['x', 7, 7],
    ['', 7, 7],
    [null, 'a', 'a'],
    [5, 'a', '5'],
    [['x'], [], ['x']],
  ] as const) {
    test(`${JSON.stringify(value)} for ${JSON.stringify(fallback)} is ${JSON.stringify(want)}`, () => assert.deepEqual(coerce(value, fallback), want))
  }
})

test('an image has 14 modes, each with a fit and a position', () => {
  assert.equal(Object.keys(imageModes).length, 14)
  assert.deepEqual(imageModes['aspectFill'], { fit: 'cover', position: '50% 50%' })
  assert.deepEqual(imageModes['bottom left'], { fit: 'none', position: '0 100%' })
})

test('a text breaks at \\n, decodes when told, and widens blanks', () => {
  assert.equal(shownText('a\\nb', '', false), 'a\nb')
  assert.equal(shownText('&lt;a&gt;&nbsp;&amp;copy;', '', false), '&lt;a&gt;&nbsp;&amp;copy;')
  assert.equal(shownText('&lt;a&gt;&nbsp;&amp;lt;', '', true), '<a>\u00a0&lt;')
  assert.equal(shownText('a b', 'emsp', false), 'a\u2003b')
})

test('number keyboards type no letters', () => {
  assert.deepEqual(
    [typable('number', '4'), typable('number', 'a'), typable('digit', '.'), typable('number', '.'), typable('text', 'é')],
    [true, false, true, false, true],
  )
})

test('a slider stops at its steps and its ends', () => {
  assert.equal(stepAt(0.52, { min: 0, max: 100, step: 5 }), 50)
  assert.equal(stepAt(1, { min: 0, max: 10, step: 3 }), 9)
  assert.equal(stepAt(0.31, { min: 0, max: 1, step: 0.1 }), 0.3)
  assert.equal(stepAt(-1, { min: 5, max: 10, step: 1 }), 5)
  assert.equal(stepAt(9, { min: 5, max: 10, step: 0 }), 10)
})

test('a swiper places items the nearer way round', () => {
  assert.deepEqual(
    [0, 1, 2].map((i) => relativePlace(i, 0, 3, true)),
    [0, 1, -1],
  )
  assert.deepEqual(
    [0, 1, 2].map((i) => relativePlace(i, 2, 3, false)),
    [-2, -1, 0],
  )
  assert.equal(relativePlace(0, -1, 3, true), 1)
})

test('a swiper settles on the nearest item, a fling on the next', () => {
  assert.equal(settle(0, 0.3, 0), 0)
  assert.equal(settle(0, 0.6, 0), 1)
  assert.equal(settle(0, 0.1, 2), 1)
  assert.equal(settle(2, 1.9, -2), 1)
  assert.equal(settle(0, 0.01, 2), 0)
})

test('a movable view stays inside, and covers its area when it is larger', () => {
  assert.deepEqual([bounded(-5, 100), bounded(50, 100), bounded(500, 100)], [0, 50, 100])
  assert.deepEqual([bounded(10, -50), bounded(-20, -50), bounded(-80, -50)], [0, -20, -50])
})

test('a form has the values of named controls', () => {
  assert.deepEqual(
    formValues([
      { name: 'a', value: 1 },
      { name: '', value: 2 },
      { name: 'b', value: [] },
      { name: 'a', value: 3 },
    ]),
    { a: 3, b: [] },
  )
})

test('match-media becomes a query', () => {
  assert.equal(mediaText({ minWidth: 300, maxWidth: -1, orientation: 'landscape' }), '(min-width:300px) and (orientation:landscape)')
  assert.equal(mediaText({ minWidth: -1, orientation: 'x) or (all' }), 'all')
})

test('rich text allows no scripts, handlers or links', () => {
  assert.deepEqual(['p', 'IMG', 'script', 'iframe', 'form', 'style', 'svg'].map(isAllowedTag), [true, true, false, false, false, false, false])
  assert.deepEqual(
    [
      isAllowedAttribute('td', 'colspan'),
      isAllowedAttribute('p', 'onclick'),
      isAllowedAttribute('a', 'href'),
      isAllowedAttribute('img', 'src'),
      isAllowedAttribute('p', 'class'),
    ],
    [true, false, false, false, true],
  )
})

describe('a date picker', () => {
  test('has the days of the month', () => {
    assert.deepEqual([daysIn(2024, 2), daysIn(2023, 2), daysIn(2100, 2), daysIn(2025, 12)], [29, 28, 28, 31])
    const columns = dateColumns([2023, 2, 30], [2000, 1, 1], [2030, 12, 31], 'day')
    assert.equal(columns.value, '2023-02-28')
    assert.equal(columns.texts[2]?.length, 28)
  })
  test('keeps to start and end in every column', () => {
    const columns = dateColumns([2020, 1, 1], [2024, 2, 27], [2024, 3, 2], 'day')
    assert.equal(columns.value, '2024-02-27')
    assert.deepEqual(columns.texts, [['2024'], ['02', '03'], ['27', '28', '29']])
    assert.deepEqual(dateColumns([2024, 9, 9], [2024, 2, 27], [2024, 3, 2], 'day').texts[2], ['01', '02'])
  })
  test('gives only the fields asked for', () => {
    assert.equal(dateColumns([2024, 5, 6], [2000, 1, 1], [2030, 1, 1], 'month').value, '2024-05')
    assert.equal(dateColumns([2024, 5, 6], [2000, 1, 1], [2030, 1, 1], 'year').texts.length, 1)
  })
  test('reads what programs write', () => {
    assert.deepEqual(parseDay('2024-5-6', [1, 1, 1]), [2024, 5, 6])
    assert.deepEqual(parseDay('2024', [1, 2, 3]), [2024, 2, 3])
    assert.deepEqual(parseDay('soon', [1, 2, 3]), [1, 2, 3])
  })
})

test('a time picker keeps to start and end', () => {
  assert.deepEqual(parseTime('9:5', [0, 0]), [9, 5])
  assert.deepEqual(parseTime('x', [1, 2]), [1, 2])
  const early = timeColumns([8, 0], [9, 30], [11, 15])
  assert.equal(early.value, '09:30')
  assert.equal(early.texts[1]?.[0], '30')
  assert.equal(timeColumns([11, 50], [9, 30], [11, 15]).value, '11:15')
  assert.equal(numberAt(early, 0, 1), 10)
})

test('an item shows its field, and nothing for nothing', () => {
  assert.deepEqual(
    [itemText({ n: 'Tea' }, 'n'), itemText('Tea', ''), itemText({ n: 1 }, 'x'), itemText(null, ''), itemText(4, 'n')],
    ['Tea', 'Tea', '', '', '4'],
  )
})

test('markup loses its handlers and nothing else', () => {
  const same = [
    '<p class="a" style="color: red">a onclick="b()" b</p>',
    '<img alt="1 onclick=x()" src=x>',
    '<a title=\'on="x"\' href=/on=1>',
    '<b>1 < 2 onload=3 > 2</b>',
    '',
  ]
  for (const each of same) assert.equal(withoutHandlers(each), each)
  assert.equal(withoutHandlers('<p onclick="a > b" ONLOAD = x() class=k><img/onerror=\'x("y")\' src=x>'), '<p   class=k><img/ src=x>')
})
