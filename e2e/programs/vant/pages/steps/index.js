Page({
  data: {
    active: 0,
    said: '',
    steps: [
      { text: '步骤一', desc: '描述信息' },
      { text: '步骤二', desc: '描述信息' },
      { text: '步骤三', desc: '描述信息' }
    ]
  },
  next() {
    this.setData({ active: (this.data.active + 1) % 3 })
  },
  step(event) {
    this.setData({ said: '点了第 ' + event.detail })
  }
})
