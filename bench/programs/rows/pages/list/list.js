const row = (id) => ({ id, name: `Tea ${id}`, price: id % 97, on: id % 3 === 0 })
const rows = (from, count) => Array.from({ length: count }, (_, i) => row(from + i))

// When a handler began, by its name: read from outside, after what it caused.
const began = {}
globalThis.began = began
const begin = (name) => {
  began[name] = performance.timeOrigin + performance.now()
}

Component({
  data: { n: 0, pings: 0, rows: [], report: '' },
  methods: {
    create() {
      begin('create')
      this.setData({ rows: rows(0, 1000) })
    },
    replace() {
      begin('replace')
      this.setData({ rows: rows(1000, 1000) })
    },
    change() {
      begin('change')
      this.setData({ 'rows[500].name': 'Changed', 'rows[500].price': 1234, 'rows[500].on': true })
    },
    append() {
      begin('append')
      this.setData({ [`rows[${this.data.rows.length}]`]: row(5000) })
    },
    removeFirst() {
      begin('removeFirst')
      this.setData({ rows: this.data.rows.slice(1) })
    },
    swap() {
      begin('swap')
      const next = [...this.data.rows]
      ;[next[1], next[998]] = [next[998], next[1]]
      this.setData({ rows: next })
    },
    oneTask() {
      begin('oneTask')
      for (let n = 1; n <= 1000; n++) this.setData({ n })
    },
    ownTasks() {
      begin('ownTasks')
      for (let n = 1001; n <= 2000; n++) setTimeout(() => this.setData({ n }), 0)
    },
    eachRow() {
      begin('eachRow')
      for (let i = 0; i < 1000; i++) this.setData({ [`rows[${i}].price`]: 2000 + i })
    },
    clear() {
      begin('clear')
      this.setData({ rows: [] })
    },
    tenThousand() {
      begin('tenThousand')
      this.setData({ rows: rows(0, 10000) })
    },
    ping() {
      begin('ping')
      this.setData({ pings: this.data.pings + 1 })
    },
    report() {
      this.setData({ report: JSON.stringify(began) })
    },
    open() {
      begin('open')
      wx.navigateTo({ url: '/pages/detail/detail' })
    },
  },
})
