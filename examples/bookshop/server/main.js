// The bookshop's server. Its environment says where the instance is and who the merchant is; see README.md.
import { openOrders } from '../../common/orders.js'
import { need, openSessions, placed, read, readJSON, Refused, serve } from '../../common/serve.js'
import { price } from './catalogue.js'
import { openPayments } from './payments.js'

need(
  ['BOOKSHOP_ADDRESS', 'BOOKSHOP_ORIGIN', 'BOOKSHOP_DATA', 'ALIPAY_APP_ID', 'ALIPAY_PRIVATE_KEY', 'ALIPAY_PUBLIC_KEY', 'ALIPAY_GATEWAY'],
  "start it by: superette demo --run 'node examples/shops.js'"
)

const env = process.env
const orders = openOrders(env.BOOKSHOP_DATA, 'B')
const payments = openPayments(env)
const sessions = openSessions()

const shown = ({ number, key, state, total, description, lines, createdAt }) => ({ number, key, state, total, description, lines, createdAt })

async function signIn(request) {
  const { code } = await readJSON(request)
  const openid = await payments.openidOf(String(code))
  if (!openid) throw new Refused(401, 'Please sign in again.')
  return sessions.begin(openid)
}

async function order(request) {
  const made = placed(orders, price, sessions.openidOf(request), await readJSON(request))
  if (made.state !== 'waiting') return { order: shown(made) }
  return { order: shown(made), trade: await payments.create(made) }
}

/** Takes what the payment service says of an order, if it is about the same money. */
function settle(made, status, amount, trade) {
  if (status !== 'TRADE_SUCCESS') return
  if (amount !== payments.yuan(made.total)) throw new Error(`${made.number} was paid with another amount`)
  orders.paid(made, trade)
}

/** The order of a number, if it is this person's, as the payment service has it by now. */
async function current(request, number) {
  const openid = sessions.openidOf(request)
  const made = orders.find(number)
  if (!made || made.openid !== openid) throw new Refused(404, 'There is no such order.')
  // The program asks as soon as the payment is through, which may be before the notice is here.
  if (made.state === 'waiting') {
    const trade = await payments.query(number)
    settle(made, trade.tradeStatus, trade.totalAmount, trade.tradeNo)
  }
  return made
}

async function giveBack(request, number) {
  const made = await current(request, number)
  if (made.state === 'waiting') throw new Refused(409, 'This order was not paid.')
  if (made.state === 'paid') {
    await payments.refund(made)
    orders.returned(made)
    console.log(`${made.number} is given back: ${made.description}`)
  }
  return { order: shown(made) }
}

/** The payment service tells of a payment, and of each refund. */
async function notified(request) {
  const body = await read(request)
  let notice
  try {
    notice = payments.open(body)
  } catch (error) {
    throw new Refused(401, `refused: ${error.message}`)
  }
  const made = orders.find(notice.out_trade_no)
  if (!made) throw new Refused(404, 'There is no such order.')
  if (!notice.refund_fee) {
    settle(made, notice.trade_status, notice.total_amount, notice.trade_no)
    console.log(`${made.number} is paid: ${made.description}`)
  }
  return 'success'
}

async function route(request) {
  const { pathname } = new URL(request.url, env.BOOKSHOP_ORIGIN)
  switch (`${request.method} ${pathname}`) {
    case 'POST /session':
      return signIn(request)
    case 'POST /orders':
      return order(request)
    case 'GET /orders':
      return { orders: orders.list(sessions.openidOf(request)).map(shown) }
    case 'POST /notify':
      return notified(request)
  }
  const [, number, verb] = /^\/orders\/(B\d{18})(\/return)?$/.exec(pathname) ?? []
  if (number && request.method === 'GET' && !verb) return { order: shown(await current(request, number)) }
  if (number && request.method === 'POST' && verb) return giveBack(request, number)
  throw new Refused(404, 'There is nothing at this address.')
}

serve({
  address: env.BOOKSHOP_ADDRESS,
  route,
  apology: 'The bookshop cannot take orders right now. Nothing was taken.',
  ready: 'the bookshop takes orders',
  endsWithInput: Boolean(env.BOOKSHOP_ENDS_WITH_INPUT)
})
