// Teahouse's server. Its environment says where the instance is and who the merchant is; see README.md.
import { openOrders } from '../../common/orders.js'
import { need, openSessions, placed, read, readJSON, Refused, serve } from '../../common/serve.js'
import { price } from './catalogue.js'
import { openPayments } from './payments.js'

need(
  [
    'TEAHOUSE_ADDRESS', 'TEAHOUSE_ORIGIN', 'TEAHOUSE_DATA', 'WECHAT_API', 'WECHAT_APPID', 'WECHAT_SECRET', 'WECHATPAY_API',
    'WECHATPAY_MCHID', 'WECHATPAY_MERCHANT_SERIAL', 'WECHATPAY_MERCHANT_KEY', 'WECHATPAY_APIV3_KEY',
    'WECHATPAY_PLATFORM_SERIAL', 'WECHATPAY_PLATFORM_CERTIFICATE'
  ],
  "start it by: superette demo --run 'node examples/shops.js'"
)

const env = process.env
const orders = openOrders(env.TEAHOUSE_DATA, 'T')
const payments = openPayments(env)
const sessions = openSessions()

const shown = ({ number, state, total, description, lines, createdAt }) => ({ number, state, total, description, lines, createdAt })

async function signIn(request) {
  const { code } = await readJSON(request)
  const query = new URLSearchParams({
    appid: env.WECHAT_APPID,
    secret: env.WECHAT_SECRET,
    js_code: String(code),
    grant_type: 'authorization_code'
  })
  const answer = await fetch(`${env.WECHAT_API}/sns/jscode2session?${query}`, { signal: AbortSignal.timeout(10_000) })
  const said = JSON.parse(await answer.text())
  if (!said.openid) throw new Refused(401, 'Please sign in again.')
  return sessions.begin(said.openid)
}

async function order(request) {
  const made = placed(orders, price, sessions.openidOf(request), await readJSON(request))
  if (made.state === 'paid') return { order: shown(made) }
  return { order: shown(made), payment: payments.sign(await payments.prepay(made)) }
}

/** Takes what the payment service says of an order, if it is about the same money. */
function settle(made, transaction) {
  if (transaction.trade_state !== 'SUCCESS') return
  if (transaction.amount.total !== made.total || transaction.amount.currency !== 'CNY') throw new Error(`${made.number} was paid with another amount`)
  orders.paid(made, transaction.transaction_id)
}

async function find(request, number) {
  const openid = sessions.openidOf(request)
  const made = orders.find(number)
  if (!made || made.openid !== openid) throw new Refused(404, 'There is no such order.')
  // The program asks as soon as the payment is through, which may be before the notification is here.
  if (made.state === 'waiting') settle(made, await payments.query(number))
  return { order: shown(made) }
}

async function notified(request) {
  const body = await read(request)
  let transaction
  try {
    transaction = payments.open(request.headers, body)
  } catch (error) {
    throw new Refused(401, `refused: ${error.message}`)
  }
  const made = orders.find(transaction.out_trade_no)
  if (!made) throw new Refused(404, 'There is no such order.')
  settle(made, transaction)
  console.log(`${made.number} is paid: ${made.description}`)
  return undefined
}

function route(request) {
  const { pathname } = new URL(request.url, env.TEAHOUSE_ORIGIN)
  switch (`${request.method} ${pathname}`) {
    case 'POST /session':
      return signIn(request)
    case 'POST /orders':
      return order(request)
    case 'POST /notify':
      return notified(request)
  }
  const number = /^\/orders\/(T\d{18})$/.exec(pathname)?.[1]
  if (number && request.method === 'GET') return find(request, number)
  throw new Refused(404, 'There is nothing at this address.')
}

serve({
  address: env.TEAHOUSE_ADDRESS,
  route,
  apology: 'The Teahouse cannot take orders right now. Nothing was taken.',
  ready: 'the Teahouse takes orders',
  endsWithInput: Boolean(env.TEAHOUSE_ENDS_WITH_INPUT)
})
