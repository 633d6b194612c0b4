const areas = [
  ['api', 'Calls', 'Callbacks, promises, failures, values of the device'],
  ['components', 'Components', 'Lifetimes, observers, relations, slots, styles'],
  ['queries', 'Queries', 'Sizes, places, data sets, observers of the view'],
  ['wxs', 'Templates', 'WXS, lists, conditions, what a template gives'],
  ['keeping', 'Keeping', 'Storage and files'],
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
    wx.navigateTo({ url: `/pages/${name}/${name}` })
  },
  copy() {
    wx.setClipboardData({ data: JSON.stringify(getApp().found, null, 1) })
  },
})
