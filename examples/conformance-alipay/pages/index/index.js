const areas = [
  ['calls', 'Calls', 'Callbacks, promises, failures, storage'],
  ['components', 'Components', 'Props, lifecycles, mixins, slots, functions that answer'],
  ['templates', 'Templates', 'SJS, lists, conditions, what a template gives'],
  ['hand', 'By hand', 'Taps and dialogs: it says what to do'],
]

Page({
  data: { areas: [], passed: 0, all: 0 },
  onShow() {
    const { found } = getApp()
    const shown = areas.map(([name, title, about]) => {
      const rows = found[name] || []
      const passed = rows.filter((each) => each.ok).length
      return { name, title, about, all: rows.length, passed, state: rows.length === 0 ? '' : passed === rows.length ? 'good' : 'bad' }
    })
    const sum = (part) => shown.reduce((total, each) => total + each[part], 0)
    this.setData({ areas: shown, passed: sum('passed'), all: sum('all') })
  },
  open({ currentTarget }) {
    const { name } = currentTarget.dataset
    my.navigateTo({ url: `/pages/${name}/${name}` })
  },
  copy() {
    my.setClipboard({ text: JSON.stringify(getApp().found, null, 1) })
  },
})
