import Toast, { hideToast } from 'tdesign-miniprogram/toast/index'

Page({
  data: { said: '' },
  text() {
    Toast({ context: this, selector: '#t-toast', message: '轻提示文字内容', duration: 1500 })
  },
  success() {
    Toast({ context: this, selector: '#t-toast', message: '成功文案', theme: 'success', direction: 'column', duration: 1500 })
  },
  loading() {
    Toast({ context: this, selector: '#t-toast', message: '加载中', theme: 'loading', direction: 'column', duration: -1, preventScrollThrough: true })
    setTimeout(() => hideToast({ context: this, selector: '#t-toast' }), 1500)
  },
  close() {
    this.setData({ said: '收起了' })
  }
})
