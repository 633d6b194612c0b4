// What the bookshop sells, in fen. Only these prices count; the program shows its own copy of them.
const books = {
  chamber: { name: '红楼梦', price: 4800 },
  tales: { name: '聊斋志异', price: 2650 },
  pride: { name: 'Pride and Prejudice', price: 2200 },
  whale: { name: 'Moby-Dick', price: 3100 },
  tang: { name: '唐诗三百首', price: 1990 },
  floating: { name: '浮生六记', price: 1800 },
  tea: { name: '茶经', price: 1680 },
  walden: { name: 'Walden', price: 2400 }
}

/** Returns what lines cost and what the bill says of them; throws an Error whose message may be shown. */
export function price(lines) {
  if (!Array.isArray(lines) || lines.length === 0 || lines.length > 20) throw new Error('An order has 1 to 20 lines.')
  let total = 0
  const words = []
  for (const line of lines) {
    const book = Object.hasOwn(books, line?.book) ? books[line.book] : undefined
    const counted = Number.isInteger(line?.count) && line.count >= 1 && line.count <= 9
    if (!book || !counted) throw new Error('This book is not on the shelf.')
    total += book.price * line.count
    words.push(line.count > 1 ? `${line.count} × ${book.name}` : book.name)
  }
  const all = words.join(', ')
  return { total, description: all.length > 60 ? `${all.slice(0, 59)}…` : all }
}
