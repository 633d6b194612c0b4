// Each takes what it can get.
const kept = []

module.exports = {
  arrays() {
    for (;;) kept.push(new Array(1 << 16).fill(kept.length))
  },
  closures() {
    const grow = () => {
      for (let i = 0; i < 40000; i++) {
        const row = { i, text: 'row ' + i, again: [i, i, i, i] }
        kept.push(() => row)
      }
      setTimeout(grow, 0)
    }
    grow()
  },
  strings() {
    let text = 'x'
    const say = (error) => this.setData({ said: 'refused: ' + error.name })
    try {
      for (;;) text += text
    } catch (error) {
      say(error)
    }
  },
  buffers() {
    try {
      for (;;) kept.push(new ArrayBuffer(2 ** 32))
    } catch (error) {
      kept.length = 0
      this.setData({ said: 'refused: ' + error.name })
    }
  },
  pixels() {
    const made = []
    try {
      for (let i = 0; i < 40; i++) {
        const canvas = new OffscreenCanvas(30000, 30000)
        const context = canvas.getContext('2d')
        context && context.fillRect(0, 0, 1, 1)
        made.push(canvas)
      }
      this.setData({ said: 'made ' + made.length })
    } catch (error) {
      this.setData({ said: 'refused: ' + error.name })
    }
  },
  storage() {
    let refused = 0
    for (let i = 0; i < 30; i++) {
      try {
        wx.setStorageSync('big' + i, 'y'.repeat(900000))
      } catch (error) {
        refused++
      }
    }
    wx.getStorageInfo({ success: ({ currentSize, limitSize }) => this.setData({ said: 'refused ' + refused + ', within the limit: ' + (currentSize <= limitSize) }) })
  }
}
