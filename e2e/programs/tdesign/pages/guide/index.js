Page({
  data: { current: -1, said: '', steps: [] },
  open() {
    const element = (selector) => () => new Promise((resolve) => wx.createSelectorQuery().select(selector).boundingClientRect((rect) => resolve(rect)).exec())
    this.setData({
      current: 0,
      steps: [
        { element: element('.one'), title: '引导标题', body: '引导的说明', placement: 'bottom' },
        { element: element('.two'), title: '第二步', body: '第二步的说明', placement: 'bottom' }
      ]
    })
  },
  change(event) {
    this.setData({ current: event.detail.current })
  },
  next() {
    this.setData({ said: '下一步' })
  },
  skip() {},
  finish() {
    this.setData({ said: '引导完了', current: -1 })
  },
  back() {}
})
