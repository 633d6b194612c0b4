// Each says too much.
function deep(levels) {
  let value = 0
  for (let i = 0; i < levels; i++) value = { in: value }
  return value
}

module.exports = {
  nodes() {
    const rows = []
    for (let i = 0; i < 1000000; i++) rows.push(i)
    this.setData({ rows })
  },
  huge() {
    this.setData({ text: 'z'.repeat(60000000) }, () => this.setData({ said: 'drawn' }))
  },
  deep() {
    const levels = deep(200000)
    try {
      this.setData({ tree: levels })
      this.setData({ said: 'taken' })
    } catch (error) {
      this.setData({ said: 'refused: ' + error.name })
    }
  },
  cyclic() {
    const ring = { name: 'ring' }
    ring.ring = ring
    try {
      this.setData({ tree: ring })
      this.setData({ said: 'taken' })
    } catch (error) {
      this.setData({ said: 'refused: ' + error.name })
    }
  },
  stores() {
    setInterval(() => {
      for (let i = 0; i < 2000; i++) wx.setStorageSync('k' + i, 'y'.repeat(4000))
    }, 0)
  },
  calls() {
    const ask = () => {
      for (let i = 0; i < 500; i++) wx.getClipboardData({})
      setTimeout(ask, 0)
    }
    ask()
  },
  requests() {
    let over = 0
    for (let i = 0; i < 300; i++) wx.request({ url: 'https://example.com/' + i, complete: () => ++over === 300 && this.setData({ said: '300 answered' }) })
  }
}
