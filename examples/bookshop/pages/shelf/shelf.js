import bag from '../../utils/bag'
import { listBooks, listKinds } from '../../utils/books'
import { wordsOf } from '../../utils/words'

Page({
  data: { t: {}, kinds: [], kind: 'all', books: [] },

  onLoad() {
    const { locale } = getApp().globalData
    const t = wordsOf(locale)
    this.all = listBooks(locale)
    this.setData({ t, kinds: [{ id: 'all', name: t.all }, ...listKinds(locale)], books: this.all })
  },

  onShow() {
    bag.mark()
  },

  pick(event) {
    const kind = event.currentTarget.dataset.id
    this.setData({ kind, books: this.all.filter((each) => kind === 'all' || each.kind === kind) })
  },

  open(event) {
    my.navigateTo({ url: `/pages/book/book?id=${event.currentTarget.dataset.id}` })
  },

  add(event) {
    bag.add(event.currentTarget.dataset.id)
    bag.mark()
    my.showToast({ content: this.data.t.added, type: 'success', duration: 1200 })
  },

  onShareAppMessage() {
    const { t } = this.data
    return { title: `Paper Lane 纸巷 · ${t.hello}`, desc: t.note, path: 'pages/shelf/shelf' }
  },
})
