Page({
  data: { said: '' },
  click(event) {
    this.setData({ said: '按下了 ' + (event.currentTarget.dataset.kind || 'default') })
  },
  block() {
    this.setData({ said: '按下了块' })
  },
  never() {
    this.setData({ said: '不该按下' })
  }
})
