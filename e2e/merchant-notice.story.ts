/** README: "existing merchants' servers": what a merchant's server may do with a notice, and what it is told again. */
import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { Aes, Formatter, Rsa } from 'wechatpay-axios-plugin'
import { launchBrowser, type Visitor } from './harness/browser.js'
import { type Instance, run, startInstance } from './harness/instance.js'
import { assertQuiet, call } from './harness/people.js'
import { newcomer, openidOf, openTill, type Till } from './harness/till.js'

const PIN = '246810'
const mchid = '1600000001'

/** What a merchant's server was asked, once per request. */
interface Told {
  readonly path: string
  readonly id: string
  readonly number: string
  readonly event: string
  readonly plain: Readonly<Record<string, unknown>>
}

let browser: Browser
let instance: Instance
let till: Till
let shop: Server
let inner: Server
let ling: Visitor
let openid: string
const told: Told[] = []
let innerAsked = 0
const waiting = new Set<() => void>()

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
}

function read(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
  })
}

/** Reads a notice as a merchant's server does: the signature first, then what is inside. */
async function opened(request: IncomingMessage): Promise<Told> {
  const body = await read(request)
  const header = (name: string): string => String(request.headers[name])
  const signed = Formatter.response(header('wechatpay-timestamp'), header('wechatpay-nonce'), body)
  const platform = Rsa.from(till.env['WECHATPAY_PLATFORM_CERTIFICATE'] ?? '', Rsa.KEY_TYPE_PUBLIC)
  assert.ok(Rsa.verify(signed, header('wechatpay-signature'), platform), 'the signature of the notice fits')
  const { id, event_type, resource } = JSON.parse(body) as {
    id: string
    event_type: string
    resource: { ciphertext: string; nonce: string; associated_data: string }
  }
  const text = Aes.AesGcm.decrypt(resource.ciphertext, till.env['WECHATPAY_APIV3_KEY'] ?? '', resource.nonce, resource.associated_data)
  const plain = JSON.parse(text) as Record<string, unknown>
  return { path: request.url ?? '', id, number: String(plain['out_trade_no']), event: event_type, plain }
}

/** Misbehaves at the first notice of a path, and takes the second. */
async function answer(request: IncomingMessage, response: ServerResponse, innerPort: number): Promise<void> {
  const notice = await opened(request)
  told.push(notice)
  for (const wake of [...waiting]) wake()
  if (told.filter((each) => each.path === notice.path).length > 1) {
    response.writeHead(200).end()
    return
  }
  switch (notice.path) {
    case '/redirects':
      response.writeHead(307, { Location: `http://127.0.0.1:${innerPort}/private` }).end()
      return
    case '/refuses':
      response.writeHead(500, { 'Content-Type': 'application/json' }).end('{"code":"FAIL","message":"not today"}')
      return
    case '/hangs':
      return // and never answers
    case '/rubbish':
      response.socket?.end('\u0000\u0001 this is no HTTP\r\n\r\n')
      return
    case '/floods': {
      response.writeHead(404)
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65536)));
        if (!response.destroyed) response.once('drain', more)
      }
      more()
      return
    }
    default:
      response.writeHead(204).end()
  }
}

before(async () => {
  browser = await launchBrowser()
  inner = createServer((_, response) => {
    innerAsked += 1
    response.end()
  })
  const innerPort = await listen(inner)
  shop = createServer((request, response) => void answer(request, response, innerPort))
  const port = await listen(shop)
  instance = await startInstance('serve', ['--allow-private', `127.0.0.1:${port}=${mchid}`])
  till = await openTill(instance, 'ada', mchid)
  ling = await newcomer(browser, instance, 'ling', PIN)
  openid = await openidOf(ling, instance, till)
})
after(async () => {
  await browser?.close()
  for (const server of [shop, inner]) {
    server?.closeAllConnections()
    server?.close()
  }
  await till?.dispose()
  await instance?.dispose()
})

async function pay(number: string, path: string): Promise<void> {
  const { port } = shop.address() as AddressInfo
  const signed = till.sign(await till.prepay({ number, total: 100, openid, notify: `http://127.0.0.1:${port}${path}` }))
  const { status, body } = await call(ling, instance, 'PayService/Pay', {
    requestId: `pay-${number}`,
    signed: { appId: till.app, ...signed },
    payeeId: mchid,
    amount: '100',
    currency: 'CNY',
    pin: PIN,
  })
  assert.equal(status, 200, JSON.stringify(body))
}

function toldOf(path: string, times: number): Promise<readonly Told[]> {
  return new Promise((resolve) => {
    const look = (): void => {
      const list = told.filter((each) => each.path === path)
      if (list.length < times) return
      waiting.delete(look)
      resolve(list)
    }
    waiting.add(look)
    look()
  })
}

const misbehaviours = ['redirects', 'refuses', 'hangs', 'rubbish', 'floods']

test('a merchant that redirects inside, refuses, hangs, answers rubbish or without an end is told again, and nobody pays twice', async () => {
  for (const each of misbehaviours) await pay(`notice-${each}`, `/${each}`)
  await pay('notice-good', '/good')
  for (const each of misbehaviours) {
    const [first, second] = await toldOf(`/${each}`, 2)
    assert.equal(second?.id, first?.id, `${each}: the same notice again`)
    assert.equal(second?.number, `notice-${each}`)
    // The money moved when the person paid, whatever the merchant's server does.
    assert.equal((await till.query(`notice-${each}`)).trade_state, 'SUCCESS')
  }
  assert.equal((await toldOf('/good', 1)).length, 1)
  assert.equal(innerAsked, 0, 'no redirect into this machine is followed')
  const { body } = await call(ling, instance, 'WalletService/GetWallet', {})
  assert.equal(Number((body['wallet'] as { balance: string }).balance), 100_00 - 100 * (misbehaviours.length + 1))
})

test('a refund is told under its own event, signed and encrypted, once', async () => {
  const { port } = shop.address() as AddressInfo
  await till.client.chain('v3/refund/domestic/refunds').post({
    out_trade_no: 'notice-good',
    out_refund_no: 'notice-back',
    notify_url: `http://127.0.0.1:${port}/refunded`,
    amount: { refund: 40, total: 100, currency: 'CNY' },
  })
  const [notice] = await toldOf('/refunded', 1)
  assert.equal(notice?.event, 'REFUND.SUCCESS')
  assert.equal(notice.plain['refund_status'], 'SUCCESS')
  assert.equal(notice.plain['out_refund_no'], 'notice-back')
  assert.equal((notice.plain['amount'] as { refund: number }).refund, 40)
})

test('an address inside this machine that nobody allowed is not asked at all', async () => {
  const { port } = inner.address() as AddressInfo
  const signed = till.sign(await till.prepay({ number: 'notice-inside', total: 100, openid, notify: `http://127.0.0.1:${port}/private` }))
  const paid = await call(ling, instance, 'PayService/Pay', {
    requestId: 'pay-notice-inside',
    signed: { appId: till.app, ...signed },
    payeeId: mchid,
    amount: '100',
    currency: 'CNY',
    pin: PIN,
  })
  assert.equal(paid.status, 200, JSON.stringify(paid.body))
  await pay('notice-after', '/after')
  await toldOf('/after', 1) // which was queued after the one that must not be asked
  assert.equal(innerAsked, 0)
  assertQuiet(ling)
})

test('the books agree: nothing was lost or made', async () => {
  const checked = await run(['ledger', 'check', '--data', instance.data])
  assert.equal(checked.code, 0, checked.output)
})
