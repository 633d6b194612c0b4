Page({
  data: { on: false, said: '旧', texts: ['下拉', '松手', '在刷', '刷完'] },
  refresh() {
    this.setData({ on: true })
    setTimeout(() => this.setData({ on: false, said: '新' }), 300)
  },
  scroll() {},
  drag() {}
})
