// Each takes what it can get.
const kept = []

module.exports = {
  arrays() {
    for (;;) kept.push(new Array(1 << 16).fill(kept.length))
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
