import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addQuery, encodeForm, incoming, outgoing as outgoingWith, requestExtension } from './chunk-request.js'
import { kit } from './kit.js'
import { fakeEnv, type FakeEnv } from './testing.js'
import { createWx } from './wx.js'

type Result = Readonly<Record<string, unknown>>
interface Task {
  abort(): void
  onHeadersReceived(listener: (head: unknown) => void): void
  offHeadersReceived(listener?: (head: unknown) => void): void
  onProgressUpdate(listener: (progress: unknown) => void): void
}
type Wx = Readonly<Record<string, (options?: Record<string, unknown>) => Task & Promise<unknown>>>

const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer
const outgoing = (options: Record<string, unknown>) => outgoingWith(options, kit)
const url = 'https://api.example.org/a'

function start(answers: Readonly<Record<string, unknown>> = {}): { readonly wx: Wx; readonly fake: FakeEnv } {
  const fake = fakeEnv(answers)
  return { wx: createWx(fake.env, [requestExtension]) as Wx, fake }
}

/** Calls, and gives the callbacks in their order with what they got. */
function outcome(wx: Wx, name: string, options: Record<string, unknown>): Promise<readonly (readonly [string, Result])[]> {
  return new Promise((resolve) => {
    const called: (readonly [string, Result])[] = []
    wx[name]!({
      ...options,
      success: (result: Result) => called.push(['success', result]),
      fail: (result: Result) => called.push(['fail', result]),
      complete: (result: Result) => {
        called.push(['complete', result])
        resolve(called)
      },
    })
  })
}

test('data becomes a query, a form, JSON or bytes, as method and content type say', () => {
  const sent = (options: Record<string, unknown>): readonly unknown[] => {
    const { url: to, method, header, body } = outgoing({ url, ...options })
    return [method, to, header, body instanceof ArrayBuffer ? new TextDecoder().decode(body) : body]
  }
  const json = { 'content-type': 'application/json' }
  const form = { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' }
  assert.deepEqual(sent({}), ['GET', url, json, undefined])
  assert.deepEqual(sent({ data: { a: 1, b: '茶&' } }), ['GET', `${url}?a=1&b=%E8%8C%B6%26`, json, undefined])
  assert.deepEqual(sent({ data: 'a=1', method: 'get' }), ['GET', `${url}?a=1`, json, undefined])
  assert.deepEqual(sent({ data: bytes('x') }), ['GET', url, json, undefined])
  assert.deepEqual(sent({ data: { a: [1] }, method: 'POST' }), ['POST', url, json, '{"a":[1]}'])
  assert.deepEqual(sent({ data: [1, 2], method: 'PUT' }), ['PUT', url, json, '[1,2]'])
  assert.deepEqual(sent({ data: { a: 1, b: [2] }, method: 'post', header: form }), ['POST', url, form, 'a=1&b=%5B2%5D'])
  assert.deepEqual(sent({ data: 'raw', method: 'POST' }), ['POST', url, json, 'raw'])
  assert.deepEqual(sent({ data: 5, method: 'POST' }), ['POST', url, json, '5'])
  assert.deepEqual(sent({ data: bytes('tea'), method: 'POST' }), ['POST', url, json, 'tea'])
  assert.deepEqual(sent({ data: new Uint8Array(bytes('a tea!')).subarray(2, 5), method: 'POST' }), ['POST', url, json, 'tea'])
  assert.deepEqual(sent({ method: 'DELETE', header: { 'X-A': 1, b: null, c: undefined } }), ['DELETE', url, { 'X-A': '1', ...json }, undefined])
  assert.equal(outgoing({ url, timeout: 1500.2 }).timeout, 1501)
  assert.equal(outgoing({ url, timeout: -1 }).timeout, 0)
})

test('a query goes before the fragment and after the query that is there', () => {
  assert.equal(addQuery('https://a/b', 'c=1'), 'https://a/b?c=1')
  assert.equal(addQuery('https://a/b?x=2', 'c=1'), 'https://a/b?x=2&c=1')
  assert.equal(addQuery('https://a/b?', 'c=1'), 'https://a/b?c=1')
  assert.equal(addQuery('https://a/b?x#f', 'c=1'), 'https://a/b?x&c=1#f')
  assert.equal(addQuery('https://a/b', ''), 'https://a/b')
  assert.equal(encodeForm({ a: undefined, b: null, c: { d: 1 } }), 'a=undefined&b=null&c=%7B%22d%22%3A1%7D')
})

test('an answer is JSON if it can be and is wanted, else text or bytes', () => {
  const answer = { statusCode: 200, header: {}, cookies: [], body: bytes('{"a":1}') }
  assert.deepEqual(incoming(answer, {})['data'], { a: 1 })
  assert.equal(incoming(answer, { dataType: '其他' })['data'], '{"a":1}')
  assert.equal(incoming(answer, { responseType: 'arraybuffer' })['data'], answer.body)
  assert.equal(incoming({ ...answer, body: bytes('not json') }, {})['data'], 'not json')
  assert.equal(incoming({ ...answer, body: bytes('') }, {})['data'], '')
})

test("request answers by its callbacks in WeChat's form", async () => {
  const { wx, fake } = start({ request: { statusCode: 404, header: { 'X-Tea': 'green' }, cookies: ['a=1'], body: bytes('{"no":1}') } })
  const result = { data: { no: 1 }, statusCode: 404, header: { 'X-Tea': 'green' }, cookies: ['a=1'], errMsg: 'request:ok' }
  assert.deepEqual(await outcome(wx, 'request', { url, data: { a: 1 } }), [
    ['success', result],
    ['complete', result],
  ])
  assert.deepEqual(fake.asked[0]?.args, { task: 1, url: `${url}?a=1`, method: 'GET', header: { 'content-type': 'application/json' }, timeout: 0 })
})

test("request fails with WeChat's texts", async () => {
  for (const [why, number] of [
    ['url not in domain list', { errno: 600_002 }],
    ['timeout', { errno: 5 }],
    ['abort', {}],
    ['errcode:-102 cronet_error_code:-102 error_msg:net::ERR_CONNECTION_REFUSED (No.)', { errno: 600_001 }],
    ['This mini program has too many requests under way.', { errno: 600_000 }],
  ] as const) {
    const { wx } = start({ request: why })
    const failed = { errMsg: `request:fail ${why}`, ...number }
    assert.deepEqual(await outcome(wx, 'request', { url }), [
      ['fail', failed],
      ['complete', failed],
    ])
  }
  const { wx, fake } = start()
  assert.deepEqual((await outcome(wx, 'request', {}))[0], [
    'fail',
    { errMsg: 'request:fail parameter error: parameter.url should be String instead of Undefined;', errno: 1001 },
  ])
  assert.deepEqual((await outcome(wx, 'request', { url: 'pages/a' }))[0], ['fail', { errMsg: 'request:fail invalid url "pages/a"', errno: 600_009 }])
  assert.deepEqual((await outcome(wx, 'request', { url, method: 'FETCH' }))[0], ['fail', { errMsg: 'request:fail invalid method "FETCH"' }])
  assert.equal(fake.asked.length, 0)
})

test('a task is given at once; it hears its own headers and can be aborted while it runs', async () => {
  const fake = fakeEnv()
  let finish: (answer: unknown) => void = () => undefined
  const env = {
    ...fake.env,
    call(name: string, args: unknown) {
      void fake.env.call(name, args)
      return name === 'request' ? new Promise<unknown>((resolve) => (finish = resolve)) : Promise.resolve(undefined)
    },
  }
  const wx = createWx(env, [requestExtension]) as Wx
  const heard: unknown[] = []
  const deaf: unknown[] = []
  let done: (value: unknown) => void = () => undefined
  const completed = new Promise((resolve) => (done = resolve))
  const task = wx['request']!({ url, complete: done })
  task.onHeadersReceived((head) => heard.push(head))
  const other = (head: unknown): void => void deaf.push(head)
  task.onHeadersReceived(other)
  task.offHeadersReceived(other)
  fake.happen('requestHeaders', { task: 1, statusCode: 200, header: {}, cookies: [] })
  fake.happen('requestHeaders', { task: 2, statusCode: 500, header: {}, cookies: [] })
  assert.deepEqual(heard, [{ statusCode: 200, header: {}, cookies: [] }])
  assert.deepEqual(deaf, [])
  task.abort()
  assert.deepEqual(fake.asked.at(-1), { name: 'requestAbort', args: { task: 1 }, channel: undefined })
  finish({ statusCode: 200, header: {}, cookies: [], body: bytes('1') })
  await completed
  const asked = fake.asked.length
  task.abort()
  assert.equal(fake.asked.length, asked, 'a request that is over cannot be aborted')
})

test('login gives a code, checkSession says whether the session holds', async () => {
  const { wx } = start({ login: { code: 'abc' }, checkSession: 'session time out, need relogin' })
  assert.deepEqual(await wx['login']!(), { code: 'abc', errMsg: 'login:ok' })
  assert.deepEqual((await outcome(wx, 'checkSession', {}))[0], ['fail', { errMsg: 'checkSession:fail session time out, need relogin' }])
})

test('downloadFile gives a temporary path, uploadFile the text of the answer', async () => {
  const { wx, fake } = start({
    downloadFile: { statusCode: 200, header: {}, tempFilePath: 'wxfile://tmp_1.png', dataLength: 3 },
    uploadFile: { statusCode: 200, header: {}, cookies: [], body: bytes('{"id":1}') },
  })
  const progress: unknown[] = []
  const got = await new Promise((resolve) => {
    wx['downloadFile']!({ url, success: resolve }).onProgressUpdate((each) => progress.push(each))
  })
  assert.deepEqual(got, { statusCode: 200, header: {}, tempFilePath: 'wxfile://tmp_1.png', dataLength: 3, errMsg: 'downloadFile:ok' })
  assert.deepEqual(progress, [{ progress: 100, totalBytesWritten: 3, totalBytesExpectedToWrite: 3 }])
  const sent = await outcome(wx, 'uploadFile', {
    url,
    filePath: 'wxfile://tmp_1.png',
    name: 'file',
    formData: { n: 1, yes: true, o: { x: 1 }, list: [1, 2], no: undefined },
  })
  assert.equal(sent[0]?.[1]['data'], '{"id":1}')
  assert.deepEqual(fake.asked.at(-1)?.args, {
    task: 2,
    url,
    timeout: 0,
    header: {},
    filePath: 'wxfile://tmp_1.png',
    name: 'file',
    formData: { n: '1', yes: 'true', o: '[object Object]', list: '[object Array]' },
  })
})
