const { suite, same, holds } = require('../../lib/suite')

Page(
  suite(
    'components',
    (page) => {
      const set = (of, data) => new Promise((resolve) => of.setData(data, resolve))
      /** Resolves once a component's didUpdate ran. */
      const updated = (probe, work) =>
        new Promise((resolve) => {
          probe.updated = () => {
            probe.updated = null
            resolve()
          }
          work()
        })
      const { probe } = page.kept
      return [
        ['onInit, deriveDataFromProps and didMount, those of a mixin first', () => same(probe.order.slice(0, 5), ['mixin onInit', 'onInit', 'deriveDataFromProps', 'mixin didMount', 'didMount'])],
        ['what the owner gives is there in onInit', () => same(probe.atFirst, { count: 2, twice: 0 })],
        ['deriveDataFromProps sets data before it is shown', () => same([probe.data.twice, probe.shown('twice')], [4, 4])],
        ['a prop that is not given is its default', () => same([probe.props.list, page.kept.other.props.count], [[], 0])],
        ['the template sees data over props', () => same([probe.props.shade, probe.data.shade, probe.shown('shade')], ['green', 'blue', 'blue'])],
        ['an update: deriveDataFromProps gets the new props while this.props is old', async () => {
          probe.derived = []
          await updated(probe, () => page.setData({ count: 3 }))
          same(probe.derived, [[2, 3]])
        }],
        ['didUpdate gets props and data as they were', async () => {
          probe.updates = []
          await updated(probe, () => page.setData({ count: 5 }))
          same(probe.updates, [[3, 6, 1, 5, 10, 1]])
        }],
        ['didUpdate comes of a component’s own setData too', async () => {
          probe.updates = []
          await updated(probe, () => probe.setData({ 'deep.n': 2 }))
          same(probe.updates, [[5, 10, 1, 5, 10, 2]])
        }],
        ['inner components mount before those around them', () => same(page.mounts.slice(0, 2), ['inner', 'outer'])],
        ['a:if takes a component away: didUnmount', async () => {
          const { second } = page.kept
          await set(page, { second: false })
          same(second.order[second.order.length - 1], 'didUnmount')
        }],
        ['a function prop gives its value back at once', () => same(probe.ask('tea'), 'the page heard tea')],
        ['one that is not given is the default', () => same(page.kept.other.ask('tea'), 'nobody heard tea')],
        ['a component has its tag’s data-… among its props', () => same(probe.props['data-cup'], 'c1')],
        ['a mixin’s data, props and methods, under the component’s own', () => {
          same([probe.data.fromMixin, probe.data.both, probe.props.ofMixin], ['m', 'component', 'p'])
          same([probe.whoIs(), probe.inMixin()], ['the component', 'component of probe'])
        }],
        ['ref gives the component', () => same([probe.props.name, page.kept.other.props.name], ['probe', 'other'])],
        ['a component’s own ref says what others get of it', () => same(Object.keys(page.outer), ['only', 'name'])],
        ['$spliceData changes a list within', async () => {
          await new Promise((resolve) => probe.$spliceData({ list: [1, 1, 'x', 'y'] }, resolve))
          same([probe.data.list, probe.shown('list')], [['a', 'x', 'y', 'c'], ['a', 'x', 'y', 'c']])
        }],
        ['$batchedUpdates makes one update of several', async () => {
          probe.updates = []
          await updated(probe, () =>
            probe.$batchedUpdates(() => {
              probe.setData({ 'deep.n': 3 })
              probe.setData({ 'deep.n': 4 })
            }),
          )
          same(probe.updates.map((each) => [each[2], each[5]]), [[2, 4]])
        }],
        ['$page is the page, and each has a $id of its own', () => {
          holds(probe.$page === page, 'it is another one')
          holds(probe.$id !== page.kept.other.$id, 'both have the same')
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
        ['what is put into a slot replaces what stands there', async () => {
          const found = await new Promise((resolve) => my.createSelectorQuery().selectAll('.fallback').boundingClientRect().selectAll('.given').boundingClientRect().exec(resolve))
          same(found.map((each) => each.length), [1, 2])
        }],
        ['slot-scope gives the owner what the slot has', () => same(page.values('row'), ['0 tea', '1 cup'])],
        ['$slots names what was put in', () => same(page.kept.named.filled, ['$default', 'head'])],
      ]
    },
    {
      data: { count: 2, second: true, things: ['tea', 'cup'] },
      kept: null,
      keep(component) {
        this.kept = { ...this.kept, [component.props.name]: component }
      },
      keepOuter(given) {
        this.outer = given
      },
      keepLeaf(leaf) {
        this.leaves = [...(this.leaves || []), leaf]
      },
      values(name) {
        return this.leaves.filter((each) => each.props.name === name).map((each) => each.props.value)
      },
      answer(given) {
        return `the page heard ${given}`
      },
      mounted(name) {
        this.mounts = [...(this.mounts || []), name]
      },
    },
  ),
)
