Page({
  data: { value: '', said: '', search: null },
  onLoad() {
    this.setData({ search: (value) => Promise.resolve([{ text: value + ' 结果一', value: 1 }, { text: value + ' 结果二', value: 2 }]) })
  },
  input() {},
  clear() {
    this.setData({ said: '清了' })
  },
  focus() {},
  select(event) {
    this.setData({ said: '选了 ' + event.detail.index })
  }
})
