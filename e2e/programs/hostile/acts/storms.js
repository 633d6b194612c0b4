// Each wants to be everywhere.
module.exports = {
  navigate() {
    let refused = 0
    let over = 0
    for (let i = 0; i < 1000; i++) {
      wx.navigateTo({
        url: '/pages/act/act?i=' + i,
        fail: () => refused++,
        complete: () => ++over === 1000 && getCurrentPages().slice(-1)[0].setData({ said: refused + ' refused, ' + getCurrentPages().length + ' pages' })
      })
    }
  },
  relaunch() {
    const again = () => wx.reLaunch({ url: '/pages/act/act?again=' + Math.random(), complete: again })
    again()
  },
  modals() {
    for (let i = 0; i < 1000; i++) wx.showModal({ title: 'modal ' + i, content: 'You cannot leave', showCancel: false })
  },
  modalsForEver() {
    const again = () => wx.showModal({ title: 'again', content: 'You cannot leave', showCancel: false, complete: again })
    again()
  },
  toasts() {
    let n = 0
    const again = () => {
      n++
      wx.showToast({ title: 'toast ' + n, mask: true, duration: 100000, complete: () => setTimeout(again, 20) })
    }
    again()
  }
}
