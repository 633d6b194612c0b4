const words = {
  zh: {
    hello: '旧书新读', note: '每一本都有人读过，也都等着下一个人。', all: '全部', add: '放进书袋', added: '已放进书袋', buy: '直接购买',
    share: '推荐给朋友', gone: '这本书已经被带走了', emptyBag: '书袋还是空的', emptyBagHint: '去书架上翻一翻吧。', toShelf: '去书架', total: '合计',
    pay: '下单并支付', takenOut: '已从书袋拿出', undo: '放回去', ok: '知道了', noOrders: '还没有订单', noOrdersHint: '买下的书会出现在这里。',
    closed: '现在不能下单', closedHint: '书店的收银台没有开，钱没有被扣。', order: '订单', number: '订单号',
    states: { waiting: '待支付', paid: '已支付', returned: '已退款' }, packed: '今天打包，三天内送到。', backMoney: '书款已退回你的钱包。',
    payNow: '继续支付', giveBack: '退货退款', giveBackAsk: '确定退掉这一单吗？', giveBackNote: '书款会马上退回钱包。', keep: '再想想', condition: '品相', pages: '页',
  },
  en: {
    hello: 'Read before, read again', note: 'Each has had a reader, and waits for the next.', all: 'All', add: 'Put into the bag', added: 'In the bag', buy: 'Buy now',
    share: 'Tell a friend', gone: 'Somebody has taken this book home', emptyBag: 'The bag is empty', emptyBagHint: 'Have a look at the shelf.', toShelf: 'To the shelf', total: 'Total',
    pay: 'Order and pay', takenOut: 'Taken out of the bag', undo: 'Put it back', ok: 'OK', noOrders: 'No orders yet', noOrdersHint: 'The books that you buy come here.',
    closed: 'No orders right now', closedHint: 'The till is closed. No money was taken.', order: 'Order', number: 'Order number',
    states: { waiting: 'Waiting for payment', paid: 'Paid', returned: 'Refunded' }, packed: 'Packed today, with you within three days.', backMoney: 'The money is back in your wallet.',
    payNow: 'Pay now', giveBack: 'Return for a refund', giveBackAsk: 'Return this order?', giveBackNote: 'The money is back in your wallet at once.', keep: 'Keep it', condition: 'Condition', pages: 'pages',
  },
}

export function localeOf(language) {
  return /^en/i.test(language || '') ? 'en' : 'zh'
}

export function wordsOf(locale) {
  return words[locale] || words.zh
}
