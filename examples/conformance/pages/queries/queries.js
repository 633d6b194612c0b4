const { suite, same, holds } = require('../../lib/suite')

const exec = (query) => new Promise((resolve) => query.exec(resolve))

Page(
  suite(
    'queries',
    (page) => [
      ['boundingClientRect gives sizes and edges, the id and the data set', async () => {
        const [{ width, height, left, right, top, bottom, id, dataset }] = await exec(wx.createSelectorQuery().select('#box').boundingClientRect())
        same([width, height, right - left, bottom - top, id, dataset], [100, 40, 100, 40, 'box', { tea: 'green', cupSize: 2 }])
      }],
      ['selectAll gives a list, in its order', async () => {
        const [list] = await exec(wx.createSelectorQuery().selectAll('.some').boundingClientRect())
        same(list.length, 2)
        holds(list[0].top <= list[1].top, 'the order is another one')
      }],
      ['what is not there is null, of all an empty list', async () => same(await exec(wx.createSelectorQuery().select('#none').boundingClientRect().selectAll('.none').boundingClientRect()), [null, []])],
      ['answers come in the order of the questions', async () => {
        const order = []
        const query = wx.createSelectorQuery()
        query.select('#box').fields({ id: true }, ({ id }) => order.push(id))
        query.selectViewport().fields({ size: true }, ({ width }) => order.push(width))
        const [first, second] = await exec(query)
        same(order, ['box', wx.getWindowInfo().windowWidth])
        same([first.id, second.width], order)
      }],
      ['fields gives what it is asked for', async () => {
        const [found] = await exec(wx.createSelectorQuery().select('#box').fields({ size: true, dataset: true, computedStyle: ['display'] }))
        same([found.width, found.height, found.dataset.tea, found.display], [100, 40, 'green', 'block'])
      }],
      ['a scroll-view tells how far it is scrolled, and how high it is', async () => {
        await new Promise((resolve) => page.setData({ top: 120 }, resolve))
        for (let look = 0; ; look++) {
          const [{ scrollTop, scrollHeight }] = await exec(wx.createSelectorQuery().select('#scroll').scrollOffset())
          if (scrollTop !== 120 && look < 50) continue
          return same([scrollTop, scrollHeight], [120, 400])
        }
      }],
      ['a query in the page finds what one of wx finds', async () => same(await exec(page.createSelectorQuery().select('#box').fields({ id: true })), [{ id: 'box' }])],
      ['an intersection observer tells of what is in view', async () => {
        const seen = await new Promise((resolve) => {
          const observer = page.createIntersectionObserver()
          observer.relativeToViewport().observe('#box', (entry) => {
            observer.disconnect()
            resolve(entry)
          })
        })
        same([seen.intersectionRatio, seen.boundingClientRect.width, seen.id], [1, 100, 'box'])
      }],
    ],
    { data: { top: 0 } },
  ),
)
