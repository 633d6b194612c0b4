// Prices are in fen, as everywhere in the shop.
const categories = [
  { id: 'milk', zh: '鲜奶茶', en: 'Milk tea' },
  { id: 'fruit', zh: '水果茶', en: 'Fruit tea' },
  { id: 'pure', zh: '纯茶', en: 'Pure tea' }
]

const teas = [
  { id: 'jasmine-milk', category: 'milk', price: 1600, loved: true, zh: '茉莉鲜奶', en: 'Jasmine milk', zhNote: '茉莉绿茶与鲜牛乳，花香清亮。', enNote: 'Jasmine green tea with fresh milk, bright and floral.' },
  { id: 'brown-sugar', category: 'milk', price: 1900, loved: true, zh: '黑糖珍珠', en: 'Brown sugar pearls', zhNote: '手熬黑糖，珍珠软糯。', enNote: 'Slow-cooked brown sugar with soft tapioca pearls.' },
  { id: 'hojicha', category: 'milk', price: 1800, zh: '焙茶拿铁', en: 'Hojicha latte', zhNote: '炭焙茶香，尾韵焦糖。', enNote: 'Roasted tea with a caramel finish.' },
  { id: 'grape', category: 'fruit', price: 2200, loved: true, zh: '多肉葡萄', en: 'Grape cloud', zhNote: '现剥葡萄，芝士奶盖。', enNote: 'Hand-peeled grapes under a cheese foam.' },
  { id: 'mango', category: 'fruit', price: 2100, zh: '杨枝甘露', en: 'Mango pomelo', zhNote: '芒果、西柚与椰奶。', enNote: 'Mango and pomelo in coconut milk.' },
  { id: 'lemon', category: 'fruit', price: 1400, zh: '鸭屎香柠檬', en: 'Hand-pounded lemon', zhNote: '手打香水柠檬，单丛打底。', enNote: 'Perfume lemon pounded over dancong oolong.' },
  { id: 'longjing', category: 'pure', price: 1500, zh: '明前龙井', en: 'First-flush Longjing', zhNote: '清明前的芽，豆香鲜甜。', enNote: 'Picked before Qingming: sweet, with a note of chestnut.' },
  { id: 'oolong', category: 'pure', price: 1300, zh: '冷泡乌龙', en: 'Cold-brew oolong', zhNote: '冷泡八小时，回甘悠长。', enNote: 'Eight hours cold, a long sweet finish.' }
]

const sizes = [
  { id: 'regular', zh: '中杯', en: 'Regular', extra: 0 },
  { id: 'large', zh: '大杯', en: 'Large', extra: 300 }
]

const sugars = [
  { id: 'none', zh: '无糖', en: 'None' },
  { id: 'less', zh: '三分', en: 'A little' },
  { id: 'half', zh: '五分', en: 'Half' },
  { id: 'full', zh: '全糖', en: 'Full' }
]

function localized(entry, locale) {
  return Object.assign({}, entry, {
    name: entry[locale],
    note: entry[locale + 'Note'],
    image: entry.category ? '/images/' + entry.id + '.jpg' : ''
  })
}

function listTeas(locale) {
  return teas.map((tea) => localized(tea, locale))
}

function findTea(id, locale) {
  const tea = teas.find((each) => each.id === id)
  return tea ? localized(tea, locale) : null
}

module.exports = {
  listTeas,
  findTea,
  listCategories: (locale) => categories.map((each) => localized(each, locale)),
  listSizes: (locale) => sizes.map((each) => localized(each, locale)),
  listSugars: (locale) => sugars.map((each) => localized(each, locale))
}
