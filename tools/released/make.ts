/**
 * Makes internal/app/testdata/released/NAME: what an instance of a released version keeps, from which the present one migrates in
 * TestReleased. The version itself writes it, as its people would have it write:
 *
 *     node --import tsx tools/released/make.ts NN-NAME COMMIT
 *
 * builds that commit in a folder that is thrown away; SUPERETTE_BINARY=FILE is a build of it that is there already.
 *
 * SUPERETTE_TEST_POSTGRES names a server in which schemas are made and dropped; without it, and of versions without PostgreSQL, the rows are
 * written for SQLite alone. Needs sqlite3 and pg_dump. Make one for each release, before its tables change again.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin'

const root = fileURLToPath(new URL('../..', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'superette-released-'))
const password = 'correct horse battery'
const pin = '246810'

type Json = Record<string, unknown>

/** What the test asks the present version for. */
interface Facts {
  readonly commit: string
  made: number
  readonly people: Record<string, { id: string; token: string; balance: number }>
  readonly password: string
  readonly pin: string
  readonly direct: string
  readonly said: string[]
  group?: string
  gift?: string
  readonly app: string
  readonly package: string
  order?: { signed: Json; payee: string; amount: number }
}

function build(commit: string): string {
  const tree = join(scratch, 'tree')
  execFileSync('git', ['worktree', 'add', '--detach', tree, commit], { cwd: root, stdio: 'inherit' })
  try {
    execFileSync('cp', ['-al', join(root, 'node_modules'), join(tree, 'node_modules')])
    execFileSync('go', ['run', './webbuild'], { cwd: join(tree, 'tools'), stdio: 'inherit' })
    const binary = join(scratch, 'superette')
    execFileSync('go', ['build', '-o', binary, './cmd/superette'], { cwd: tree, stdio: 'inherit' })
    return binary
  } finally {
    execFileSync('git', ['worktree', 'remove', '--force', tree], { cwd: root })
  }
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** A running instance of the version, and what can be asked of it. */
class Past {
  private child: ChildProcess | undefined
  private said = ''

  constructor(
    readonly binary: string,
    readonly data: string,
    readonly url: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  async start(): Promise<void> {
    const child = spawn(this.binary, ['serve', '--data', this.data, '--addr', new URL(this.url).host.replace('localhost', '127.0.0.1')], { env: this.env })
    this.child = child
    await new Promise<void>((done, failed) => {
      const take = (chunk: Buffer): void => {
        this.said += chunk.toString('utf8')
        if (this.said.includes('Ctrl-C')) done()
      }
      child.stdout.on('data', take)
      child.stderr.on('data', take)
      child.on('exit', () => failed(new Error(`it does not start:\n${this.said}`)))
    })
  }

  async stop(): Promise<void> {
    const child = this.child
    if (child === undefined) return
    const gone = new Promise((done) => child.once('exit', done))
    child.kill('SIGINT')
    await gone
    assert.equal(child.exitCode, 0, this.said)
  }

  run(args: readonly string[], input = ''): string {
    return execFileSync(this.binary, args, { env: this.env, input, encoding: 'utf8' })
  }

  /** Whether this version has a path of the API, or a service: each stands in its binary. */
  knows(path: string): boolean {
    return readFileSync(this.binary).includes(path)
  }

  /** The same if the version has that service. */
  async maybe(token: string, method: string, body: Json): Promise<Json | undefined> {
    return this.knows(`/superette.v1.${method}`) ? this.call(token, method, body) : undefined
  }

  async call(token: string, method: string, body: Json): Promise<Json> {
    const answer = await fetch(`${this.url}/api/superette.v1.${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.url, ...(token === '' ? {} : { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    })
    const text = await answer.text()
    assert.equal(answer.status, 200, `${method}: ${text}`)
    return JSON.parse(text) as Json
  }
}

const at = (json: Json | undefined, ...path: string[]): string => {
  let found: unknown = json
  for (const name of path) found = (found as Json | undefined)?.[name]
  assert.equal(typeof found, 'string', `${path.join('.')} of ${JSON.stringify(json)}`)
  return found as string
}

const folder = (files: Record<string, string>): string => {
  const made = mkdtempSync(join(scratch, 'program-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(made, name)), { recursive: true })
    writeFileSync(join(made, name), text)
  }
  return made
}

/** People who talk, a program and its merchant, money where the version has some. */
async function fill(past: Past): Promise<Facts> {
  const people: Facts['people'] = {}
  for (const [handle, name] of [
    ['nora', 'Nora 诺拉'],
    ['ben', "Ben O'Hara"],
    ['pia', 'Pia'],
  ] as const) {
    await past.call('', 'AccountService/Register', { handle, name, password })
    const signed = await past.call('', 'AccountService/SignIn', { handle, password, wantToken: true })
    people[handle] = { id: at(signed, 'me', 'id'), token: at(signed, 'token'), balance: 0 }
  }
  const [nora, ben, pia] = [people['nora'], people['ben'], people['pia']]
  assert.ok(nora && ben && pia)
  await past.call(nora.token, 'SocialService/AddContact', { userId: ben.id })
  await past.call(nora.token, 'SocialService/AddContact', { userId: pia.id })
  const direct = at(await past.call(nora.token, 'ChatService/OpenDirect', { userId: ben.id }), 'conversation', 'id')
  const said = ['今天喝乌龙茶吗?', "It's a quote: ' and \\ and \"", '第三行\nin two lines 🍵']
  for (const [n, text] of said.entries()) {
    await past.call((n % 2 === 0 ? nora : ben).token, 'ChatService/Send', { conv: direct, clientId: `client-${n}-of-before`, text })
  }
  await past.call(ben.token, 'ChatService/Mark', { conv: direct, readSeq: '2' })
  await past.maybe(ben.token, 'ChatService/React', { conv: direct, seq: '2', emoji: '👍', on: true })

  const app = await publish(past)
  const shared = await past.call(nora.token, 'ProgramService/Share', {
    appId: app,
    conv: direct,
    clientId: 'client-card-of-before',
    title: 'A tea of before',
    path: 'pages/tea/tea?id=1',
    price: '1500',
    currency: 'CNY',
  })
  const program = await past.call(nora.token, 'ProgramService/GetProgram', { appId: app })
  const pkg = JSON.stringify(program).match(/"package":"([0-9a-f]{64})"/)?.[1]
  assert.ok(pkg, JSON.stringify(program))
  const facts: Facts = { commit: source ?? '', made: 0, people, password, pin, direct, said, app, package: pkg }

  const group = await past.maybe(nora.token, 'GroupService/CreateGroup', { title: 'Tea of before', userIds: [ben.id, pia.id] })
  if (group) {
    facts.group = at(group, 'conversation', 'id')
    await past.call(pia.token, 'ChatService/Send', { conv: facts.group, clientId: 'client-group-of-before', text: 'hello, all of you' })
  }
  if (await past.maybe(nora.token, 'WalletService/GetWallet', {})) {
    for (const each of [nora, ben]) await past.call(each.token, 'WalletService/SetPin', { pin })
    await past.call(nora.token, 'WalletService/Transfer', {
      requestId: 'transfer-of-before',
      userId: ben.id,
      amount: '1234',
      currency: 'CNY',
      note: 'for 茶',
      pin,
    })
    facts.order = await orders(past, facts, at(shared, 'message', 'card', 'id'))
    if (facts.group !== undefined) {
      const gift = await past.maybe(nora.token, 'GiftService/SendGift', {
        requestId: 'gift-of-before',
        conv: facts.group,
        kind: 'GIFT_KIND_EQUAL',
        amount: '300',
        currency: 'CNY',
        count: 3,
        note: 'good luck',
        pin,
      })
      if (gift) {
        facts.gift = at(gift, 'gift', 'id')
        await past.call(pia.token, 'GiftService/TakeGift', { id: facts.gift })
      }
    }
    for (const each of Object.values(people)) {
      const wallet = (await past.call(each.token, 'WalletService/GetWallet', {}))['wallet'] as Json
      each.balance = Number(wallet['balance'] ?? 0)
    }
  }
  facts.made = Date.now()
  return facts
}

async function publish(past: Past): Promise<string> {
  past.run(['login', 'nora', '--url', past.url], `${password}\n`)
  const program = folder({
    'app.json': JSON.stringify({ pages: ['pages/tea/tea'], window: { navigationBarTitleText: 'Tea' } }),
    'app.js': 'App({})\n',
    'superette.json': JSON.stringify({ name: 'Before' }),
    'pages/tea/tea.wxml': '<view>{{tea}}</view>\n',
    'pages/tea/tea.js': "Page({ data: { tea: 'Oolong' } })\n",
  })
  const published = past.run(['publish', program, '--url', past.url])
  const app = published.match(/wx[0-9a-f]{16}/)?.[0]
  assert.ok(app, published)
  return app
}

/** One order that is paid from its card, and refunded in part where that is there; and one that waits. */
async function orders(past: Past, facts: Facts, card: string): Promise<NonNullable<Facts['order']>> {
  const { app } = facts
  const [nora] = [facts.people['nora']]
  assert.ok(nora)
  const keys = join(scratch, `keys-${facts.direct}`)
  past.run(['merchant', 'add', 'Shop of before', '--app', app, '--mchid', '1600000001', '--out', keys, '--url', past.url, '--data', past.data])
  const env = parseEnv(readFileSync(join(keys, 'merchant.env'), 'utf8')) as Record<string, string>
  const setting = (name: string): string => {
    const value = env[name]
    assert.ok(value, `${name} is in merchant.env`)
    return value
  }
  const secret = past.run(['secret', app, '--url', past.url]).match(/[0-9a-f]{32}/)?.[0] ?? ''
  const code = await fetch(`${past.url}/api/gateway/${app}/login`, { method: 'POST', headers: { origin: past.url, authorization: `Bearer ${nora.token}` } })
  const entered = (await code.json()) as { code: string }
  const query = new URLSearchParams({ appid: app, secret, js_code: entered.code, grant_type: 'authorization_code' })
  const { openid } = (await (await fetch(`${past.url}/sns/jscode2session?${query}`)).json()) as { openid: string }
  const key = Rsa.from(setting('WECHATPAY_MERCHANT_KEY'), Rsa.KEY_TYPE_PRIVATE)
  const client = new Wechatpay({
    baseURL: setting('WECHATPAY_API'),
    mchid: setting('WECHATPAY_MCHID'),
    serial: setting('WECHATPAY_MERCHANT_SERIAL'),
    privateKey: setting('WECHATPAY_MERCHANT_KEY'),
    certs: { [setting('WECHATPAY_PLATFORM_SERIAL')]: Rsa.from(setting('WECHATPAY_PLATFORM_CERTIFICATE'), Rsa.KEY_TYPE_PUBLIC) },
  })
  const sign = (prepay: string): Json => {
    const [timeStamp, nonceStr, packed] = [String(Formatter.timestamp()), Formatter.nonce(), `prepay_id=${prepay}`]
    return {
      appId: app,
      timeStamp,
      nonceStr,
      package: packed,
      signType: 'RSA',
      paySign: Rsa.sign(Formatter.joinedByLineFeed(app, timeStamp, nonceStr, packed), key),
    }
  }
  const prepay = async (number: string, total: number): Promise<string> => {
    const { data } = await client.chain('v3/pay/transactions/jsapi').post({
      appid: app,
      mchid: '1600000001',
      description: 'Oolong 乌龙',
      out_trade_no: number,
      notify_url: 'https://shop.example/notify',
      amount: { total, currency: 'CNY' },
      payer: { openid },
    })
    return (data as unknown as { prepay_id: string }).prepay_id
  }
  const paid = await past.call(nora.token, 'PayService/Pay', {
    requestId: 'payment-of-before',
    signed: sign(await prepay('paid-before', 1500)),
    cardId: card,
    payeeId: '1600000001',
    amount: '1500',
    currency: 'CNY',
    pin,
  })
  assert.equal((paid['payment'] as Json)['state'], 'PAYMENT_STATE_PAID')
  if (past.knows('v3/refund/domestic/refunds')) {
    await client
      .chain('v3/refund/domestic/refunds')
      .post({ out_trade_no: 'paid-before', out_refund_no: 'refund-before', amount: { refund: 500, total: 1500, currency: 'CNY' } })
  }
  if (past.knows('v3/payscore/serviceorder')) {
    const { data } = await client.chain('v3/payscore/serviceorder').post({
      out_order_no: 'umbrella-before',
      appid: app,
      service_id: '500001',
      service_introduction: 'An umbrella',
      risk_fund: { name: 'DEPOSIT', amount: 2000 },
      notify_url: 'https://shop.example/notify',
      openid,
      need_user_confirm: true,
    })
    const held = sign(String((data as unknown as { package?: string }).package).replace('prepay_id=', ''))
    await past.call(nora.token, 'PayService/Pay', { requestId: 'deposit-of-before', signed: held, payeeId: '1600000001', amount: '2000', currency: 'CNY', pin })
  }
  return { signed: sign(await prepay('waits-since-before', 900)), payee: '1600000001', amount: 900 }
}

/** Keeps an engine's rows, the files beside them, and what is in both. */
async function keep(binary: string, into: string, database?: string): Promise<void> {
  const data = mkdtempSync(join(scratch, 'data-'))
  const env = { ...process.env, XDG_CONFIG_HOME: join(data, 'config'), ...(database === undefined ? {} : { SUPERETTE_DB: database }) }
  const past = new Past(binary, data, `http://localhost:${await freePort()}`, env)
  await past.start()
  const facts = await fill(past).finally(() => past.stop())
  rmSync(into, { recursive: true, force: true })
  mkdirSync(into, { recursive: true })
  const rows =
    database === undefined
      ? execFileSync('sqlite3', [join(data, 'superette.db'), '.dump'], { encoding: 'utf8' })
      : execFileSync('pg_dump', ['--inserts', '--no-owner', '--schema', schemaOf(database), database.replace(/[?&]search_path=\w+/, '')], { encoding: 'utf8' })
          .replaceAll(`${schemaOf(database)}.`, '')
          .replace(/^(CREATE SCHEMA|SELECT pg_catalog\.set_config|SET |\\|--).*\n/gm, '')
  writeFileSync(join(into, 'rows.sql'), rows)
  writeFileSync(join(into, 'facts.json'), `${JSON.stringify(facts, null, 2)}\n`)
  for (const each of ['blobs', 'keys']) if (existsSync(join(data, each))) cpSync(join(data, each), join(into, each), { recursive: true })
  process.stdout.write(`${into}: ${Math.round(statSync(join(into, 'rows.sql')).size / 1024)} KB of rows, written by ${facts.commit}\n`)
}

const schemaOf = (address: string): string => address.match(/search_path=(\w+)/)?.[1] ?? 'public'

const [name, source] = process.argv.slice(2)
if (name === undefined || source === undefined || !/^\d\d-[a-z-]+$/.test(name)) {
  process.stderr.write('usage: node --import tsx tools/released/make.ts NN-NAME COMMIT\nhint: NN is the next number of internal/app/testdata/released\n')
  process.exit(2)
}
try {
  const built = process.env['SUPERETTE_BINARY']
  const binary = built === undefined ? build(source) : resolve(built)
  const into = join(root, 'internal', 'app', 'testdata', 'released', name)
  await keep(binary, join(into, 'sqlite'))
  const server = process.env['SUPERETTE_TEST_POSTGRES']
  if (server !== undefined && execFileSync(binary, ['serve', '--help'], { encoding: 'utf8' }).includes('--db')) {
    const schema = `released_${Date.now()}`
    execFileSync('psql', ['--quiet', '--command', `CREATE SCHEMA ${schema}`, server])
    try {
      await keep(binary, join(into, 'postgres'), `${server}${server.includes('?') ? '&' : '?'}search_path=${schema}`)
    } finally {
      execFileSync('psql', ['--quiet', '--command', 'SET client_min_messages TO warning', '--command', `DROP SCHEMA ${schema} CASCADE`, server])
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
