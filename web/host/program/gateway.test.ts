import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiFailure } from './broker.js'
import { createGateway, createLane, failureText, socketFailureText, type AnswerHead, type Ask } from './gateway.js'

interface Sent {
  readonly url: string
  readonly init: RequestInit
}
interface Fake {
  readonly get: typeof fetch
  readonly sent: Sent[]
}

/** An instance that gives this answer; its body comes in pieces of the given size. */
function instance(status: number, body: string | Uint8Array, piece = 3): Fake {
  const sent: Sent[] = []
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const get = ((url: string, init: RequestInit = {}) => {
    sent.push({ url, init })
    if (init.signal?.aborted === true) return Promise.reject(new DOMException('gone', 'AbortError'))
    let at = 0
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at >= bytes.length) return controller.close()
        controller.enqueue(bytes.slice(at, at + piece))
        at += piece
      },
    })
    return Promise.resolve(new Response(stream, { status }))
  }) as typeof fetch
  return { get, sent }
}

const ask: Ask = { url: 'https://api.example.org/a', method: 'POST', header: { a: 'b' }, timeoutMs: 500, body: 'one\ntwo' }

async function failureOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    assert.ok(error instanceof ApiFailure, String(error))
    return error.message
  }
  return 'it did not fail'
}

test('a request is one line of JSON and the bytes; so is its answer, whatever the pieces it comes in', async () => {
  for (const piece of [1, 2, 7, 1000]) {
    const { get, sent } = instance(200, '{"status":201,"header":{"X-Tea":"茶"},"cookies":["a=1"]}\n{"data":\n1}', piece)
    const heard: AnswerHead[] = []
    const answer = await createGateway('wx1', get).request(ask, new AbortController().signal, (head) => heard.push(head))
    assert.equal(new TextDecoder().decode(answer.body), '{"data":\n1}')
    assert.deepEqual(heard, [{ status: 201, header: { 'X-Tea': '茶' }, cookies: ['a=1'] }])
    assert.equal(sent[0]?.url, '/api/gateway/wx1')
    assert.equal(sent[0]?.init.method, 'POST')
    assert.equal(await (sent[0]!.init.body as Blob).text(), '{"url":"https://api.example.org/a","method":"POST","header":{"a":"b"},"timeoutMs":500}\none\ntwo')
  }
})

test('the pieces of an answer are told as they come, the one beside the head first', async () => {
  const { get, sent } = instance(200, '{"status":200}\nabcdef', 4)
  const parts: string[] = []
  const part = (each: Uint8Array<ArrayBuffer>): void => void parts.push(new TextDecoder().decode(each))
  const answer = await createGateway('wx1', get).request({ ...ask, chunked: true, manual: true, part }, new AbortController().signal, () => undefined)
  assert.deepEqual(parts, ['a', 'bcde', 'f'])
  assert.equal(new TextDecoder().decode(answer.body), 'abcdef')
  assert.match(await (sent[0]!.init.body as Blob).text(), /"manual":true,"chunked":true/)
})

test('bytes stay bytes, and an answer may have none', async () => {
  const head = new TextEncoder().encode('{"status":200}\n')
  for (const body of [[0, 255, 10, 128], []]) {
    const { get } = instance(200, Uint8Array.from([...head, ...body]))
    const answer = await createGateway('wx1', get).request(ask, new AbortController().signal, () => undefined)
    assert.deepEqual([...new Uint8Array(answer.body)], body)
    assert.deepEqual(answer.header, {})
  }
})

test('what cannot be asked fails in the words that programs know', async () => {
  const cases: readonly (readonly [status: number, body: string, want: string])[] = [
    [200, '{"fault":{"code":"egress.origin","message":"This address is not in the domain list."}}\n', 'url not in domain list'],
    [200, '{"fault":{"code":"egress.timeout","message":"The server took too long."}}\n', 'timeout'],
    [200, '{"fault":{"code":"egress.url","message":"x"}}\n', 'invalid url "https://api.example.org/a"'],
    [200, '{"fault":{"code":"egress.refused","message":"No."}}\n', 'errcode:-102 cronet_error_code:-102 error_msg:net::ERR_CONNECTION_REFUSED (No.)'],
    [
      200,
      '{"fault":{"code":"gateway.method","message":"A mini program may not send this kind of request. \\"TRACE\\""}}\n',
      'errcode:-322 cronet_error_code:-322 error_msg:net::ERR_METHOD_NOT_SUPPORTED (A mini program may not send this kind of request. "TRACE")',
    ],
    [200, '{"fault":{"code":"gateway.broken","message":"The answer broke off."}}\n', 'The answer broke off.'],
    [401, '{"code":"httpd.sign-in","message":"Please sign in."}', 'Please sign in.'],
    [502, '<html>', 'status 502'],
    [200, '{"status":"many"}\n', 'the answer cannot be read'],
    [200, '{}\n', 'the answer cannot be read'],
    [200, 'no head', 'the answer cannot be read'],
  ]
  for (const [status, body, want] of cases) {
    const { get } = instance(status, body)
    assert.equal(await failureOf(createGateway('wx1', get).request(ask, new AbortController().signal, () => undefined)), want)
  }
  assert.equal(failureText({ code: 'egress.scheme', message: 'x' }, ''), 'url not in domain list')
  assert.equal(socketFailureText({ code: 'egress.scheme', message: 'x' }, ''), 'url not in domain list')
  assert.equal(socketFailureText({ code: 'egress.refused', message: 'No.' }, ''), 'open fail: _code:111,_msg:Connection refused (No.)')
})

test('a request can be given up, alone or with its program; a lost connection says so', async () => {
  const stop = new AbortController()
  stop.abort()
  const { get, sent } = instance(200, '{"status":200}\n')
  assert.equal(await failureOf(createGateway('wx1', get).request(ask, stop.signal, () => undefined)), 'abort')
  assert.equal(sent.length, 0, 'it was not even sent')
  const over = createGateway('wx1', get)
  over.dispose()
  assert.equal(await failureOf(over.request(ask, new AbortController().signal, () => undefined)), 'abort')
  const down = createGateway('wx1', () => Promise.reject(new TypeError('failed to fetch')))
  assert.equal(await failureOf(down.request(ask, new AbortController().signal, () => undefined)), 'network error')
})

test('pictures, codes, sessions and the log have their own addresses', async () => {
  const picture = instance(200, 'tea')
  assert.equal(await (await createGateway('wx1', picture.get).picture('https://a.example/b?c=d&e')).text(), 'tea')
  assert.equal(picture.sent[0]?.url, '/api/gateway/wx1/picture?url=https%3A%2F%2Fa.example%2Fb%3Fc%3Dd%26e')
  const none = instance(400, '{"code":"gateway.picture","message":"There is no picture at this address."}')
  assert.equal(await failureOf(createGateway('wx1', none.get).picture('https://a.example/b')), 'There is no picture at this address.')

  const login = instance(200, '{"code":"abc"}')
  assert.equal(await createGateway('wx1', login.get).login(), 'abc')
  assert.equal(await createGateway('wx1', login.get).login(true), 'abc')
  assert.equal(login.sent[1]?.url, '/api/gateway/wx1/login?profile=yes')
  assert.deepEqual([login.sent[0]?.url, login.sent[0]?.init.method], ['/api/gateway/wx1/login', 'POST'])

  assert.equal(await createGateway('wx1', instance(200, '{"holds":true}').get).sessionHolds(), true)
  assert.equal(await createGateway('wx1', instance(200, '{"holds":false}').get).sessionHolds(), false)
  assert.equal(await failureOf(createGateway('wx1', instance(503, '{"code":"a","message":"Later."}').get).sessionHolds()), 'Later.')

  const line = { id: 'req_1', ts: 1, for: 'request', method: 'GET', url: 'https://a.example/', status: 200, sent: 0, received: 3, ms: 4 }
  const log = instance(200, JSON.stringify({ calls: [line], all: true }))
  assert.deepEqual(await createGateway('wx1', log.get).calls('req_2'), { calls: [line], all: true })
  assert.equal(log.sent[0]?.url, '/api/gateway/wx1/calls?before=req_2')
})

test('a lane lets so many run at a time, in order, also after one failed', async () => {
  const lane = createLane(2)
  const started: number[] = []
  const ends: (() => void)[] = []
  const runs = [0, 1, 2, 3].map((n) =>
    lane(async () => {
      started.push(n)
      await new Promise<void>((resolve) => ends.push(resolve))
      if (n === 0) throw new ApiFailure('x')
      return n
    }),
  )
  const first = failureOf(runs[0]!)
  await Promise.resolve()
  assert.deepEqual(started, [0, 1])
  ends[0]!()
  assert.equal(await first, 'x')
  assert.deepEqual(started, [0, 1, 2])
  ends[1]!()
  ends[2]!()
  await Promise.all([runs[1], runs[2]])
  ends[3]!()
  assert.equal(await runs[3], 3)
})
