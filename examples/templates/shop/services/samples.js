// Shown until the shop's server answers. Pictures are the program's own; a server gives https addresses.
module.exports = [
  { id: 'cup', price: 4800, picture: '/images/cup.svg', name: { en: 'Morning cup', zh: '晨杯' }, about: { en: 'Thin rim, warm glaze. Holds 240 ml.', zh: '薄口暖釉，240 毫升。' } },
  { id: 'bowl', price: 6800, picture: '/images/bowl.svg', name: { en: 'Rice bowl', zh: '饭碗' }, about: { en: 'Stacks well, keeps rice warm.', zh: '好叠放，饭不易凉。' } },
  { id: 'vase', price: 12800, picture: '/images/vase.svg', name: { en: 'Bud vase', zh: '小花瓶' }, about: { en: 'For one stem at a time.', zh: '一枝花正好。' } },
  { id: 'plate', price: 5600, picture: '/images/plate.svg', name: { en: 'Side plate', zh: '小碟' }, about: { en: 'Unglazed foot, 18 cm.', zh: '素足，直径 18 厘米。' } },
]
