import bag from '../../utils/bag'
import { list } from '../../utils/shop'
import { wordsOf } from '../../utils/words'

Page({
  data: { t: {}, orders: [], state: 'asking' },

  onShow() {
    this.setData({ t: wordsOf(getApp().globalData.locale) })
    bag.mark()
    this.refresh()
  },

  async refresh() {
    try {
      this.setData({ orders: await list(), state: 'there' })
    } catch {
      this.setData({ state: 'closed' })
    }
    my.stopPullDownRefresh()
  },

  onPullDownRefresh() {
    this.refresh()
  },

  open(event) {
    my.navigateTo({ url: `/pages/order/order?number=${event.currentTarget.dataset.number}` })
  },

  toShelf() {
    my.switchTab({ url: '/pages/shelf/shelf' })
  },
})
