const { rows } = require('../../utils/rows')

Page({
  data: { title: 'Workbench', count: 0, loads: 0, rows: rows(40) },
  onLoad() {
    this.setData({ loads: this.data.loads + 1 })
  },
  add() {
    this.setData({ count: this.data.count + 1 })
    console.log('added', { count: this.data.count, list: [1, 2, { deep: true }] })
    wx.setStorageSync('count', this.data.count)
  },
  detail() {
    wx.navigateTo({ url: '/pages/detail/detail?id=7' })
  },
  heavy() {
    this.setData({ blob: 'x'.repeat(300 * 1024) })
  },
  fail() {
    const nothing = undefined
    nothing.here = true
  },
})
