// Prices are in fen, and only shown here: what an order costs, the server says.
const kinds = [
  { id: 'novels', zh: '小说', en: 'Novels' },
  { id: 'verse', zh: '诗', en: 'Verse' },
  { id: 'essays', zh: '随笔', en: 'Essays' },
]

const books = [
  { id: 'chamber', kind: 'novels', price: 4800, pages: 1606, tone: '#9f2d3c', zh: '红楼梦', en: 'Dream of the Red Chamber', zhBy: '曹雪芹', enBy: 'Cao Xueqin', zhNote: '四册，书脊略有日晒。', enNote: 'Four volumes, their spines a little faded.' },
  { id: 'tales', kind: 'novels', price: 2650, pages: 512, tone: '#3b4a3f', zh: '聊斋志异', en: 'Strange Tales', zhBy: '蒲松龄', enBy: 'Pu Songling', zhNote: '灯下读过，有铅笔批注。', enNote: 'Read by lamplight: pencilled notes in the margins.' },
  { id: 'pride', kind: 'novels', price: 2200, pages: 392, tone: '#b0663a', zh: '傲慢与偏见', en: 'Pride and Prejudice', zhBy: '简·奥斯汀', enBy: 'Jane Austen', zhNote: '布面精装，扉页有题字。', enNote: 'Clothbound, with a dedication on the first page.' },
  { id: 'whale', kind: 'novels', price: 3100, pages: 720, tone: '#23506b', zh: '白鲸', en: 'Moby-Dick', zhBy: '赫尔曼·梅尔维尔', enBy: 'Herman Melville', zhNote: '出过海，封底有水痕。', enNote: 'It has been to sea: a waterline on the back.' },
  { id: 'tang', kind: 'verse', price: 1990, pages: 334, tone: '#6b4a7d', zh: '唐诗三百首', en: 'Three Hundred Tang Poems', zhBy: '蘅塘退士', enBy: 'ed. Hengtang Tuishi', zhNote: '口袋本，翻得很软。', enNote: 'A pocket edition, soft from use.' },
  { id: 'floating', kind: 'essays', price: 1800, pages: 184, tone: '#4d6a8a', zh: '浮生六记', en: 'Six Records of a Floating Life', zhBy: '沈复', enBy: 'Shen Fu', zhNote: '夹着一张旧车票。', enNote: 'With an old train ticket between its pages.' },
  { id: 'tea', kind: 'essays', price: 1680, pages: 128, tone: '#57692f', zh: '茶经', en: 'The Classic of Tea', zhBy: '陆羽', enBy: 'Lu Yu', zhNote: '有一点茶渍，很应景。', enNote: 'A trace of tea on the cover, as it should be.' },
  { id: 'walden', kind: 'essays', price: 2400, pages: 352, tone: '#2f6a5c', zh: '瓦尔登湖', en: 'Walden', zhBy: '亨利·戴维·梭罗', enBy: 'Henry David Thoreau', zhNote: '近乎全新。', enNote: 'As good as new.' },
]

function told(entry, locale) {
  return { ...entry, name: entry[locale], by: entry[`${locale}By`], note: entry[`${locale}Note`] }
}

export const listKinds = (locale) => kinds.map((each) => told(each, locale))
export const listBooks = (locale) => books.map((each) => told(each, locale))

export function findBook(id, locale) {
  const book = books.find((each) => each.id === id)
  return book ? told(book, locale) : null
}
