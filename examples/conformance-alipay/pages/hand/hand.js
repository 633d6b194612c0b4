const { suite, same, holds } = require('../../lib/suite')

Page(
  suite(
    'hand',
    (page) => {
      /** What was heard until the last of it came. */
      const taps = (ask, last) => {
        page.heard = []
        page.setData({ ask })
        return new Promise((resolve) => {
          page.tapped = (name) => name === last && setTimeout(() => resolve(page.heard))
        })
      }
      const asked = (ask, work) => {
        page.setData({ ask })
        return work()
      }
      let first
      return [
        ['a tap goes outward', async () => {
          first = await taps('Tap Inner', 'outer')
          same(first.map((each) => each.name), ['inner', 'outer'])
        }],
        ['each hears its own data-… in currentTarget, and the tapped one’s in target', () => {
          same(first.map(({ event }) => event.currentTarget.dataset), [{ itemId: 'i1', n: 1 }, { itemId: 'o1' }])
          same(first.map(({ event }) => event.target.dataset.itemId), ['i1', 'i1'])
        }],
        ['the event says its kind and when it was', () => {
          const [{ event }] = first
          same([event.type, typeof event.timeStamp, typeof event.detail], ['tap', 'number', 'object'])
        }],
        ['catchTap lets nothing further', async () => same((await taps('Tap Caught', 'caught')).map((each) => each.name), ['caught'])],
        ['a component hands its tap on with what it knows', async () => same((await taps('Tap Component', 'component')).map((each) => each.given), [['from the component', 3]])],
        ['alert goes on once it was read', async () => holds(typeof (await asked('Press Understood', () => my.alert({ title: 'Alert', content: 'Read this.', buttonText: 'Understood' }))) === 'object', 'it gave nothing')],
        ['confirm says yes', async () => same((await asked('Press Good', () => my.confirm({ title: 'Confirm', content: 'Is it?', confirmButtonText: 'Good', cancelButtonText: 'Bad' }))).confirm, true)],
        ['confirm says no, and does not fail', async () => same((await asked('Press Bad', () => my.confirm({ title: 'Confirm', content: 'Is it?', confirmButtonText: 'Good', cancelButtonText: 'Bad' }))).confirm, false)],
        ['prompt gives what was written', async () => {
          const { ok, inputValue } = await asked('Write tea and press Done', () => my.prompt({ title: 'Prompt', message: 'What is it?', placeholder: 'tea', okButtonText: 'Done', cancelButtonText: 'Leave' }))
          same([ok, inputValue], [true, 'tea'])
        }],
        ['the clipboard gives the text that it was given', async () => {
          await my.setClipboard({ text: 'a cup of tea' })
          same((await asked('Allow the clipboard, if you are asked', () => my.getClipboard())).text, 'a cup of tea')
        }],
        ['an action sheet gives the place of what was chosen', async () => same((await asked('Choose Pot', () => my.showActionSheet({ title: 'Sheet', items: ['Cup', 'Pot', 'Tray'] }))).index, 1)],
      ]
    },
    {
      seconds: 60,
      data: { ask: '' },
      hear(name, event) {
        this.heard = [...(this.heard || []), { name, event }]
        if (this.tapped) this.tapped(name)
      },
      inner(event) {
        this.hear('inner', event)
      },
      outer(event) {
        this.hear('outer', event)
      },
      caught(event) {
        this.hear('caught', event)
      },
      ofComponent(...given) {
        this.heard = [{ name: 'component', given }]
        this.tapped('component')
      },
    },
  ),
)
