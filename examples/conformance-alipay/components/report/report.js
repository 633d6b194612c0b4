Component({
  props: { rows: [], done: false },
  data: { failed: 0, passed: 0 },
  onInit() {
    this.count(this.props.rows)
  },
  deriveDataFromProps(next) {
    if (next.rows !== this.props.rows) this.count(next.rows)
  },
  methods: {
    count(rows) {
      const passed = rows.filter((each) => each.ok).length
      this.setData({ passed, failed: rows.length - passed })
    },
    copy() {
      my.setClipboard({ text: JSON.stringify(this.props.rows, null, 1) })
    },
  },
})
