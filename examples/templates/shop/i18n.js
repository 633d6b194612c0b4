// Every text of the shop, in English and Chinese. The person's language decides.
const texts = {
  en: {
    shop: 'Shop', cart: 'Cart', tagline: 'Made by hand, in small batches', sample: 'Sample goods: no server answers yet',
    add: 'Add to cart', added: 'Added', share: 'Share', empty: 'Nothing here yet', browse: 'Look around', total: 'Total', pay: 'Order and pay',
    paid: 'Thank you!', noServer: 'No orders yet', noServerHint: 'The shop needs a server that takes orders: see README.md.', gone: 'This is sold out',
  },
  zh: {
    shop: '店铺', cart: '购物车', tagline: '手工制作，小批上新', sample: '示例商品：还没有服务器回应',
    add: '加入购物车', added: '已加入', share: '分享', empty: '还没有挑选', browse: '去逛逛', total: '合计', pay: '下单支付',
    paid: '谢谢惠顾！', noServer: '还不能下单', noServerHint: '需要一台接单的服务器，见 README.md。', gone: '已经卖完了',
  },
}

function locale() {
  return /^zh/.test(wx.getAppBaseInfo().language) ? 'zh' : 'en'
}

// A goods has its texts by language: { en, zh }.
function say(text) {
  return text[locale()] || text.en
}

// The tabs' names: app.json has one language only.
function nameTabs() {
  const t = texts[locale()]
  wx.setTabBarItem({ index: 0, text: t.shop })
  wx.setTabBarItem({ index: 1, text: t.cart })
}

module.exports = { texts: () => texts[locale()], say, nameTabs }
