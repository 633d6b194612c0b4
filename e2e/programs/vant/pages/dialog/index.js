import Dialog from '@vant/weapp/dialog/dialog'

Page({
  data: { said: '', show: false },
  alert() {
    Dialog.alert({ title: '弹窗标题', message: '代码是写出来给人看的' }).then(() => this.setData({ said: '知道了' }))
  },
  confirm() {
    Dialog.confirm({ title: '要继续吗', message: '弹窗内容' })
      .then(() => this.setData({ said: '确认了' }))
      .catch(() => this.setData({ said: '取消了' }))
  },
  open() {
    this.setData({ show: true })
  },
  done() {
    this.setData({ said: '组件确认' })
  },
  cancel() {
    this.setData({ said: '组件取消' })
  },
  close() {
    this.setData({ show: false })
  },
  async() {
    const beforeClose = (action) => new Promise((resolve) => setTimeout(() => resolve(action === 'confirm'), 300))
    Dialog.confirm({ title: '等一下', message: '半秒后关闭', beforeClose }).then(() => this.setData({ said: '等到了' }))
  }
})
