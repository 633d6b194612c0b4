import Dialog from 'tdesign-miniprogram/dialog/index'

Page({
  data: { key: '', said: '', value: '' },
  open(event) {
    this.setData({ key: event.currentTarget.dataset.key })
  },
  confirm() {
    this.setData({ key: '', said: '好的' })
  },
  cancel() {
    this.setData({ key: '', said: '不了' })
  },
  overlay() {
    this.setData({ key: '', said: '遮罩' })
  },
  close() {},
  input(event) {
    this.setData({ value: event.detail.value })
  },
  call() {
    Dialog.confirm({ title: '方法标题', content: '方法内容', confirmBtn: '确定', cancelBtn: '取消' }).then(() => this.setData({ said: '方法确定' }))
  }
})
