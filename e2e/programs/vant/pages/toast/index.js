import Toast from '@vant/weapp/toast/toast'

Page({
  data: { said: '' },
  text() {
    Toast('我是提示文案')
  },
  success() {
    Toast.success({ message: '成功文案', duration: 1200, onClose: () => this.setData({ said: '提示关闭了' }) })
  },
  loading() {
    Toast.loading({ message: '加载中...', forbidClick: true, duration: 1500 })
  },
  count() {
    const toast = Toast.loading({ duration: 0, forbidClick: true, message: '倒计时 2 秒', selector: '#van-toast' })
    let second = 2
    const timer = setInterval(() => {
      second -= 1
      if (second > 0) toast.setData({ message: '倒计时 ' + second + ' 秒' })
      else {
        clearInterval(timer)
        Toast.clear()
      }
    }, 1000)
  }
})
