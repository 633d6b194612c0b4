// The bag lives in storage, so that it is there after the program was closed: a count for each book.
const KEY = 'bag'
let counts = {}

function keep() {
  my.setStorageSync({ key: KEY, data: counts })
}

export default {
  load() {
    const { data } = my.getStorageSync({ key: KEY })
    counts = data && typeof data === 'object' ? data : {}
  },

  lines: () => Object.keys(counts).map((book) => ({ book, count: counts[book] })),

  size: () => Object.values(counts).reduce((sum, count) => sum + count, 0),

  add(book) {
    this.set(book, (counts[book] || 0) + 1)
  },

  // Without a count the book is taken out.
  set(book, count) {
    const { [book]: _, ...others } = counts
    counts = count > 0 ? { ...counts, [book]: count } : others
    keep()
  },

  clear() {
    counts = {}
    keep()
  },

  // The number at the tab of the bag; off a tab's page there is none to set.
  mark() {
    const size = this.size()
    if (size > 0) my.setTabBarBadge({ index: 1, text: String(size), fail() {} })
    else my.removeTabBarBadge({ index: 1, fail() {} })
  },
}
