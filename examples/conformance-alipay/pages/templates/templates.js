const { suite, same } = require('../../lib/suite')

const expected = [
  ['an expression', 'sum', 7],
  ['text with values in it', 'text', 'a3b'],
  ['a choice', 'choice', 'more'],
  ['an object with a spread', 'object', { n: 3, b: 'B' }],
  ['a list', 'list', [3, 'x', false]],
  ['SJS that imports SJS', 'half', 1.5],
  ['an export by its name', 'of', 1.5],
  ['one that the template calls otherwise', 'join', 'TEA+CUP'],
  ['a:elif', 'if', 'elif'],
  ['an imported template with data of its own', 'template', '3B'],
  ['a boolean attribute without a value', 'flag', true],
]

Page(
  suite(
    'templates',
    (page) => {
      const values = (name) => page.values(name)
      const set = (data) => new Promise((resolve) => page.setData(data, resolve))
      return [
        ...expected.map(([title, name, value]) => [title, () => same(values(name), [value])]),
        ['a:for with names of its own', () => same(values('row'), ['0tea', '1cup'])],
        ['what data is not there breaks nothing', () => same(values('missing').length, 1)],
        ['a change reaches all that it concerns', async () => {
          await set({ n: 9, names: ['cup', 'pot'] })
          same(['sum', 'half', 'template', 'join'].map((name) => values(name)), [[19], [4.5], ['9B'], ['CUP+POT']])
        }],
        ['another branch is another component', () => same(values('if'), ['elif', 'if'])],
      ]
    },
    {
      data: { n: 3, names: ['tea', 'cup'], more: { b: 'B' } },
      keep(leaf) {
        this.leaves = [...(this.leaves || []), leaf]
      },
      values(name) {
        return this.leaves.filter((each) => each.props.name === name).map((each) => each.props.value)
      },
    },
  ),
)
