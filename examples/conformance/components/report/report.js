Component({
  properties: { rows: Array, done: Boolean },
  data: { failed: 0, passed: 0 },
  observers: {
    rows(rows) {
      const passed = rows.filter((each) => each.ok).length
      this.setData({ passed, failed: rows.length - passed })
    },
  },
  methods: {
    copy() {
      wx.setClipboardData({ data: JSON.stringify(this.data.rows, null, 1) })
    },
  },
})
