const texts = {
  zh: {
    all: '全部', add: '加入选好', added: '已加入', share: '分享给好友', size: '杯型', sugar: '甜度', count: '数量',
    empty: '还没有选茶', emptyHint: '去茶单看看，今天想喝什么？', goMenu: '去茶单', total: '合计', counter: '给柜台看',
    counterTitle: '请出示给柜台', counterDone: '好了', clear: '清空', cleared: '已清空', undo: '撤销', open: '营业中', shopNote: '茶水现泡，四分钟可取。',
    address: '地址', hours: '时间', phone: '电话', bestseller: '店里人气', copy: '已复制', shareTitle: '请你喝一杯', together: '约大家一起点', togetherTitle: '一起点杯茶吧', notFound: '这款茶下架了',
    orderAndPay: '下单并支付', noOrders: '现在不能下单', noOrdersHint: '茶铺的收银台没有开。可以把选好的茶给柜台看。',
    paid: '已支付', waiting: '待支付', orderTitle: '订单', orderNumber: '订单号', pickUp: '茶水现泡，大约四分钟后可取。', backToMenu: '返回茶单', ok: '知道了'
  },
  en: {
    all: 'All', add: 'Add to cart', added: 'Added', share: 'Share with a friend', size: 'Size', sugar: 'Sugar', count: 'How many',
    empty: 'No tea picked yet', emptyHint: 'Have a look at the menu: what will it be today?', goMenu: 'See the menu', total: 'Total', counter: 'Show at the counter',
    counterTitle: 'Please show this at the counter', counterDone: 'Done', clear: 'Clear', cleared: 'Cleared', undo: 'Undo', open: 'Open now', shopNote: 'Brewed when you order, ready in four minutes.',
    address: 'Address', hours: 'Hours', phone: 'Phone', bestseller: 'Most loved here', copy: 'Copied', shareTitle: 'A cup for you', together: 'Order together', togetherTitle: 'Who would like a tea?', notFound: 'This tea is no longer on the menu',
    orderAndPay: 'Order and pay', noOrders: 'No orders right now', noOrdersHint: 'The till of the Teahouse is closed. You can show your pick at the counter.',
    paid: 'Paid', waiting: 'Waiting for payment', orderTitle: 'Order', orderNumber: 'Order number', pickUp: 'Brewed now, ready in about four minutes.', backToMenu: 'Back to the menu', ok: 'OK'
  }
}

function pickLocale(language) {
  return /^zh/i.test(language || '') ? 'zh' : 'en'
}

function textsOf(locale) {
  return texts[locale] || texts.zh
}

module.exports = { pickLocale, textsOf }
