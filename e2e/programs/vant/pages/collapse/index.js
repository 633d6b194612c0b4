Page({
  data: { names: ['1'], one: '1', said: '' },
  change(event) {
    this.setData({ names: event.detail })
  },
  open(event) {
    this.setData({ said: '展开 ' + event.detail })
  },
  close(event) {
    this.setData({ said: '收起 ' + event.detail })
  },
  accordion(event) {
    this.setData({ one: event.detail })
  }
})
