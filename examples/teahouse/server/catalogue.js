// What the Teahouse sells, in fen. Only these prices count; the program shows its own copy of them.
const teas = {
  'jasmine-milk': { name: 'Jasmine milk 茉莉鲜奶', price: 1600 },
  'brown-sugar': { name: 'Brown sugar pearls 黑糖珍珠', price: 1900 },
  hojicha: { name: 'Hojicha latte 焙茶拿铁', price: 1800 },
  grape: { name: 'Grape cloud 多肉葡萄', price: 2200 },
  mango: { name: 'Mango pomelo 杨枝甘露', price: 2100 },
  lemon: { name: 'Hand-pounded lemon 鸭屎香柠檬', price: 1400 },
  longjing: { name: 'First-flush Longjing 明前龙井', price: 1500 },
  oolong: { name: 'Cold-brew oolong 冷泡乌龙', price: 1300 }
}

const sizes = { regular: 0, large: 300 }

const sugars = ['none', 'less', 'half', 'full']

/** Returns what lines cost and what the bill says of them; throws an Error whose message may be shown. */
export function price(lines) {
  if (!Array.isArray(lines) || lines.length === 0 || lines.length > 20) throw new Error('An order has 1 to 20 lines.')
  let total = 0
  const words = []
  for (const line of lines) {
    const tea = Object.hasOwn(teas, line?.tea) ? teas[line.tea] : undefined
    const extra = Object.hasOwn(sizes, line?.size) ? sizes[line.size] : undefined
    const counted = Number.isInteger(line?.count) && line.count >= 1 && line.count <= 9
    if (!tea || extra === undefined || !sugars.includes(line.sugar) || !counted) throw new Error('This tea is not on the menu.')
    total += (tea.price + extra) * line.count
    words.push(line.count > 1 ? `${line.count} × ${tea.name}` : tea.name)
  }
  const all = words.join(', ')
  return { total, description: all.length > 60 ? `${all.slice(0, 59)}…` : all }
}

export const menu = teas
