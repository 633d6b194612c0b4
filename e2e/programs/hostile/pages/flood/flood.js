Page({
  data: { n: 0, rows: [] },
  go() {
    const flood = () => {
      const rows = []
      for (let i = 0; i < 200; i++) rows.push(this.data.n + ' ' + i)
      this.setData({ n: this.data.n + 1, rows })
      setTimeout(flood, 0)
    }
    flood()
  }
})
