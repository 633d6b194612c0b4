// Teahouse's server. Its environment says where the instance is and who the merchant is; see README.md.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { price } from './catalogue.js'
import { openOrders } from './orders.js'
import { openPayments } from './payments.js'

const needed = [
  'TEAHOUSE_ADDRESS', 'TEAHOUSE_ORIGIN', 'TEAHOUSE_DATA', 'WECHAT_API', 'WECHAT_APPID', 'WECHAT_SECRET', 'WECHATPAY_API',
  'WECHATPAY_MCHID', 'WECHATPAY_MERCHANT_SERIAL', 'WECHATPAY_MERCHANT_KEY', 'WECHATPAY_APIV3_KEY',
  'WECHATPAY_PLATFORM_SERIAL', 'WECHATPAY_PLATFORM_CERTIFICATE'
]
const missing = needed.filter((name) => !process.env[name])
if (missing.length > 0) {
  console.error(`the environment lacks ${missing.join(', ')}\nhint: start it by: superette demo --run 'node examples/teahouse/server/main.js'`)
  process.exit(1)
}

const env = process.env
const orders = openOrders(env.TEAHOUSE_DATA)
const payments = openPayments(env)
const sessions = new Map() // our session → openid; whoever is gone after a restart signs in again
const BODY_MAX = 64 * 1024
const SESSIONS_MAX = 10_000

/** A failure that the program may show. */
class Refused extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

async function read(request) {
  const chunks = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > BODY_MAX) throw new Refused(413, 'This is too much.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function readJSON(request) {
  try {
    return JSON.parse(await read(request))
  } catch (error) {
    if (error instanceof Refused) throw error
    throw new Refused(400, 'This is not JSON.')
  }
}

function openidOf(request) {
  const openid = sessions.get(request.headers['x-session'])
  if (!openid) throw new Refused(401, 'Please sign in again.')
  return openid
}

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
  if (sessions.size >= SESSIONS_MAX) sessions.delete(sessions.keys().next().value)
  const session = randomBytes(24).toString('base64url')
  sessions.set(session, said.openid)
  return { session }
}

async function order(request) {
  const openid = openidOf(request)
  const { key, lines } = await readJSON(request)
  if (typeof key !== 'string' || !/^[\w-]{8,64}$/.test(key)) throw new Refused(400, 'An order needs a key.')
  let made = orders.findKey(openid, key)
  if (!made) {
    let bill
    try {
      bill = price(lines)
    } catch (error) {
      throw new Refused(400, error.message)
    }
    made = orders.add({ openid, key, lines, ...bill, createdAt: Date.now() })
  }
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
  const openid = openidOf(request)
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

const server = createServer(async (request, response) => {
  try {
    const value = await route(request)
    response.writeHead(value === undefined ? 204 : 200, { 'Content-Type': 'application/json' })
    response.end(value === undefined ? undefined : JSON.stringify(value))
  } catch (error) {
    const known = error instanceof Refused
    if (!known) console.error(error.response?.data ?? error)
    response.writeHead(known ? error.status : 502, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify({ message: known ? error.message : 'The Teahouse cannot take orders right now. Nothing was taken.' }))
  }
})

const [host, port] = env.TEAHOUSE_ADDRESS.split(':')
server.listen(Number(port), host, () => console.log('the Teahouse takes orders'))

function end() {
  server.close(() => process.exit(0))
  server.closeAllConnections()
}

process.on('SIGTERM', end)
if (env.TEAHOUSE_ENDS_WITH_INPUT) process.stdin.on('end', end).resume()
