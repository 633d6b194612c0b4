import bag from '../../utils/bag'
import { findBook } from '../../utils/books'
import { explain, order } from '../../utils/shop'
import { wordsOf } from '../../utils/words'

Page({
  data: { t: {}, lines: [], total: 0 },

  onShow() {
    this.locale = getApp().globalData.locale
    this.setData({ t: wordsOf(this.locale) })
    this.refresh()
  },

  refresh() {
    const lines = bag
      .lines()
      .map(({ book, count }) => ({ id: book, book: findBook(book, this.locale), count }))
      .filter(({ book }) => book)
    this.setData({ lines, total: lines.reduce((sum, { book, count }) => sum + book.price * count, 0) })
    bag.mark()
  },

  change(count, book) {
    bag.set(book, count)
    this.refresh()
    if (count > 0) return
    const { t } = this.data
    my.confirm({
      title: t.takenOut,
      confirmButtonText: t.ok,
      cancelButtonText: t.undo,
      success: ({ confirm }) => {
        if (confirm) return
        bag.set(book, 1)
        this.refresh()
      },
    })
  },

  async pay() {
    if (this.ordering) return
    this.ordering = true
    try {
      const number = await order(bag.lines())
      if (number) {
        bag.clear()
        this.refresh()
        my.navigateTo({ url: `/pages/order/order?number=${number}` })
      }
    } catch (failure) {
      explain(this.data.t, failure)
    }
    this.ordering = false
  },

  toShelf() {
    my.switchTab({ url: '/pages/shelf/shelf' })
  },
})
