Page({
  data: {
    show: '',
    said: '',
    actions: [{ name: '选项一' }, { name: '选项二', subname: '副文本' }, { name: '不可选', disabled: true }, { loading: true }]
  },
  open(event) {
    this.setData({ show: event.currentTarget.dataset.key })
  },
  close() {
    this.setData({ show: '' })
  },
  select(event) {
    this.setData({ said: '选了 ' + event.detail.name })
  },
  cancel() {
    this.setData({ said: '取消', show: '' })
  },
  overlay() {
    this.setData({ said: '遮罩' })
  }
})
