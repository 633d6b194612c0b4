const { suite, same } = require('../../lib/suite')

const expected = [
  ['an expression', 'sum', 7],
  ['text with values in it', 'text', 'a3b'],
  ['a choice', 'choice', 'more'],
  ['an object with a spread', 'object', { n: 3, b: 'B' }],
  ['a list', 'list', [3, 'x', false]],
  ['WXS that requires WXS', 'half', 1.5],
  ['WXS within the template', 'twice', 6],
  ['loops of WXS', 'tags', 'TEA+CUP'],
  ['getDate', 'year', 1970],
  ['getRegExp', 'matches', true],
  ['the constructor of a list', 'kind', 'Array'],
  ['wx:elif', 'if', 'elif'],
  ['an imported template with data of its own', 'template', '3B'],
]

Page(
  suite(
    'wxs',
    (page) => {
      const values = (name) =>
        page
          .selectAllComponents('.leaf')
          .filter((each) => each.data.name === name)
          .map((each) => each.data.value)
      const set = (data) => new Promise((resolve) => page.setData(data, resolve))
      return [
        ...expected.map(([title, name, value]) => [title, () => same(values(name), [value])]),
        ['wx:for with names of its own', () => same(values('row'), ['0tea', '1cup'])],
        ['a list that changes keeps its order', async () => {
          await set({ names: ['cup', 'pot', 'tea'] })
          same(values('row'), ['0cup', '1pot', '2tea'])
        }],
        ['what data is not there breaks nothing', () => same(values('missing').length, 1)],
        ['a change reaches all that it concerns', async () => {
          await set({ n: 9 })
          same([values('sum'), values('half'), values('if'), values('template')], [[19], [4.5], ['if'], ['9B']])
        }],
      ]
    },
    { data: { n: 3, names: ['tea', 'cup'], more: { b: 'B' } } },
  ),
)
