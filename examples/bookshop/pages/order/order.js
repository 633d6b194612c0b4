import { findBook } from '../../utils/books'
import { explain, find, giveBack, payAgain } from '../../utils/shop'
import { wordsOf } from '../../utils/words'

Page({
  data: { t: {}, order: null, lines: [], failed: false },

  onLoad({ number }) {
    this.number = number
    this.setData({ t: wordsOf(getApp().globalData.locale) })
    my.setNavigationBar({ title: this.data.t.order })
    this.refresh(find(number))
  },

  async refresh(asked) {
    const { locale } = getApp().globalData
    try {
      const order = await asked
      this.setData({ order, lines: order.lines.map((line) => ({ ...line, name: findBook(line.book, locale).name })), failed: false })
    } catch (failure) {
      if (this.data.order) explain(this.data.t, failure)
      else this.setData({ failed: true })
    }
  },

  async pay() {
    if (this.paying) return
    this.paying = true
    try {
      await payAgain(this.data.order)
    } catch (failure) {
      explain(this.data.t, failure)
    }
    this.paying = false
    this.refresh(find(this.number))
  },

  giveBack() {
    const { t } = this.data
    my.confirm({
      title: t.giveBackAsk,
      content: t.giveBackNote,
      confirmButtonText: t.giveBack,
      cancelButtonText: t.keep,
      success: ({ confirm }) => {
        if (confirm) this.refresh(giveBack(this.number))
      },
    })
  },

  toShelf() {
    my.switchTab({ url: '/pages/shelf/shelf' })
  },
})
