import Notify from '@vant/weapp/notify/notify'

Page({
  data: { said: '' },
  basic() {
    Notify({ message: '通知内容', duration: 1500 })
  },
  success() {
    Notify({ type: 'success', message: '成功的通知', duration: 1500, onClose: () => this.setData({ said: '通知收起' }) })
  },
  custom() {
    Notify({ message: '自定义颜色', color: '#ad0000', background: '#ffe1e1', duration: 0, onClick: () => this.setData({ said: '点了通知' }) })
  }
})
