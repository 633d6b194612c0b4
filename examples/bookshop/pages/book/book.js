import bag from '../../utils/bag'
import { findBook } from '../../utils/books'
import { explain, order } from '../../utils/shop'
import { wordsOf } from '../../utils/words'

Page({
  data: { t: {}, book: null, ready: false },

  onLoad(query) {
    const { locale } = getApp().globalData
    const book = findBook(query.id, locale)
    this.setData({ t: wordsOf(locale), book, ready: true })
    if (book) my.setNavigationBar({ title: book.name })
  },

  add() {
    bag.add(this.data.book.id)
    my.showToast({ content: this.data.t.added, type: 'success', duration: 1200 })
  },

  async buy() {
    if (this.ordering) return
    this.ordering = true
    try {
      const number = await order([{ book: this.data.book.id, count: 1 }])
      if (number) my.navigateTo({ url: `/pages/order/order?number=${number}` })
    } catch (failure) {
      explain(this.data.t, failure)
    }
    this.ordering = false
  },

  onShareAppMessage() {
    const { book } = this.data
    if (!book) return { title: 'Paper Lane 纸巷', path: 'pages/shelf/shelf' }
    // Superette shows a price on the card; Alipay ignores the field.
    return { title: `${book.name} · ${book.by}`, desc: book.note, path: `pages/book/book?id=${book.id}`, price: book.price }
  },
})
