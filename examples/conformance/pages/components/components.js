const { suite, same, holds } = require('../../lib/suite')

const styleOf = (component, name) =>
  new Promise((resolve) =>
    component
      .createSelectorQuery()
      .select('.box')
      .fields({ computedStyle: [name] }, (found) => resolve(found[name]))
      .exec(),
  )
const topOf = (page, selector) =>
  new Promise((resolve) =>
    page
      .createSelectorQuery()
      .select(selector)
      .boundingClientRect((rect) => resolve(rect.top))
      .exec(),
  )

Page(
  suite(
    'components',
    (page) => {
      const probe = page.selectComponent('#probe')
      const set = (of, data) => new Promise((resolve) => of.setData(data, resolve))
      return [
        ['created, attached with its behaviors’ first, then ready', () => same(probe.order.filter((each) => each !== 'page show'), ['created', 'behavior attached', 'attached', 'ready'])],
        ['a component is told that its page is shown', () => holds(probe.order.includes('page show'), 'it was not')],
        ['properties begin with the empty value of their type', () => {
          const { title, count, on, list, thing, any } = page.selectComponent('#inner').data
          same([title, count, on, list, thing, any], ['', 0, false, [], null, null])
        }],
        ['a default is there, and what the page gives comes in its place', async () => {
          same(probe.data.first, 7)
          await set(page, { title: 'green', count: 3 })
          same([probe.data.title, probe.data.count, probe.properties.title], ['green', 3, 'green'])
        }],
        ['a number that is given as text becomes one', () => {
          probe.setData({ first: '12' })
          same(probe.data.first, 12)
        }],
        ['an observer in a property hears of the new value and the old one', () => same(probe.noted.filter(([name]) => name === 'first'), [['first', 12, 7]])],
        ['observers of several fields hear once of each setData', () => {
          probe.noted = []
          probe.setData({ a: 2, b: 3 })
          same(probe.noted, [['a, b', 2, 3]])
        }],
        ['observers of a path and of all below one', () => {
          probe.noted = []
          probe.setData({ 'deep.list[0].n': 5 })
          same(probe.noted.map((each) => each[0]).sort(), ['deep', 'deep.**'])
        }],
        ['an observer hears of a value that is set to what it is', () => {
          probe.noted = []
          probe.setData({ a: 2 })
          same(probe.noted, [['a, b', 2, 3]])
        }],
        ['setData by a path makes what is not there', () => {
          probe.setData({ 'made.list[1].name': 'x' })
          same(probe.data.made.list[1], { name: 'x' })
        }],
        ['data is there at once, and the callback comes after', async () => {
          let at = 'before'
          const drawn = new Promise((resolve) => page.setData({ now: 1 }, () => resolve(at)))
          same(page.data.now, 1)
          at = 'after'
          same(await drawn, 'after')
        }],
        ['a behavior’s data and methods, under the component’s own', () => same([probe.data.fromBehavior, probe.data.both, probe.ofBehavior()], ['b', 'component', 'of the behavior'])],
        ['triggerEvent gives its detail to who listens', () => {
          page.heard = []
          probe.say('said', { cup: 1 })
          same(page.heard, [['said', { cup: 1 }]])
        }],
        ['an event goes up only if it bubbles', () => {
          page.heard = []
          const inner = page.selectComponent('#inner')
          inner.say('said', 1)
          inner.say('said', 2, { bubbles: true })
          same(page.heard, [['said', 1], ['said', 2], ['above', 2]])
        }],
        ['selectComponent finds by id and by class, selectAllComponents all', () => {
          same(page.selectAllComponents('.probes').length, 2)
          holds(page.selectComponent('.probes') === probe, 'it is another one')
          same(page.selectComponent('#none'), null)
        }],
        ['wx:if makes a component, and takes it away', async () => {
          await set(page, { second: true })
          const second = page.selectComponent('#second')
          same(second.order.slice(0, 3), ['created', 'behavior attached', 'attached'])
          await set(page, { second: false })
          same([second.order[second.order.length - 1], page.selectComponent('#second')], ['detached', null])
        }],
        ['relations are linked in their order, and unlinked', async () => {
          const family = page.selectComponent('#family')
          same([family.names, family.nodes()], [['a', 'b', 'c'], ['a', 'b', 'c']])
          await set(page, { members: ['a', 'c'] })
          same([family.names, family.nodes()], [['a', 'c'], ['a', 'c']])
        }],
        ['slots stand where their component has them', async () => holds((await topOf(page, '#before')) < (await topOf(page, '#rest')), 'the named one is below')],
        ['a page’s classes do not reach into a component', async () => same(await styleOf(page.selectComponent('#styled'), 'letterSpacing'), 'normal')],
        ['they do where it applies them', async () => same(await styleOf(page.selectComponent('#shared'), 'letterSpacing'), '3px')],
        ['an external class is the page’s', async () => same(await styleOf(page.selectComponent('#styled'), 'wordSpacing'), '5px')],
      ]
    },
    {
      data: { title: '', count: 0, second: false, members: ['a', 'b', 'c'] },
      said({ detail }) {
        this.heard = [...(this.heard || []), ['said', detail]]
      },
      saidAbove({ detail }) {
        this.heard = [...(this.heard || []), ['above', detail]]
      },
    },
  ),
)
