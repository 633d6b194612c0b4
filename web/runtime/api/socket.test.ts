import assert from 'node:assert/strict'
import { test } from 'node:test'
import { networkExtension } from './chunk-network.js'
import { fakeEnv, type FakeEnv } from './testing.js'
import { createWx } from './wx.js'

type Task = Readonly<Record<string, (...args: unknown[]) => unknown>> & { readonly readyState: number }
type Wx = Readonly<Record<string, (...args: unknown[]) => unknown>>

function start(answers: Readonly<Record<string, unknown>> = {}): { readonly wx: Wx; readonly fake: FakeEnv } {
  const fake = fakeEnv(answers)
  return { wx: createWx(fake.env, [networkExtension]) as Wx, fake }
}
const outcome = (run: (done: (kind: string) => (result: unknown) => void) => void): Promise<readonly [string, unknown]> =>
  new Promise((resolve) => run((kind) => (result) => resolve([kind, result])))
const opened = (wx: Wx, url = 'wss://example.com/chat'): Task => wx['connectSocket']!({ url }) as Task
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('a socket goes from connecting to open to closed, and its program hears each', async () => {
  const { wx, fake } = start()
  const heard: unknown[] = []
  const [kind, result] = await outcome((done) => {
    const task = wx['connectSocket']!({
      url: 'wss://example.com/chat',
      header: { 'X-A': 1 },
      protocols: ['tea'],
      success: done('success'),
      fail: done('fail'),
    }) as Task
    for (const event of ['Open', 'Message', 'Close', 'Error']) task[`on${event}`]!((detail: unknown) => heard.push([event, detail, task.readyState]))
    assert.equal(task.readyState, 0)
    assert.deepEqual([task['CONNECTING'], task['OPEN'], task['CLOSING'], task['CLOSED']], [0, 1, 2, 3])
  })
  assert.deepEqual([kind, result], ['success', { socketTaskId: 1, errMsg: 'connectSocket:ok' }])
  assert.deepEqual(fake.asked[0], {
    name: 'socketOpen',
    args: { task: 1, url: 'wss://example.com/chat', header: { 'X-A': '1' }, protocols: ['tea'], timeout: 0 },
    channel: undefined,
  })
  fake.happen('socket', { task: 1, kind: 'open', header: { Date: 'now' } })
  fake.happen('socket', { task: 1, kind: 'message', data: 'hello' })
  fake.happen('socket', { task: 2, kind: 'message', data: 'of another' })
  fake.happen('socket', { task: 1, kind: 'close', code: 4001, reason: 'enough' })
  fake.happen('socket', { task: 1, kind: 'message', data: 'too late' })
  assert.deepEqual(heard, [
    ['Open', { header: { Date: 'now' }, profile: {} }, 1],
    ['Message', { data: 'hello' }, 1],
    ['Close', { code: 4001, reason: 'enough' }, 3],
  ])
})

test('what is sent is text or the bytes that the program sees, and only while it is open', async () => {
  const { wx, fake } = start()
  const task = opened(wx)
  await settled()
  const early = await outcome((done) => task['send']!({ data: 'x', success: done('success'), fail: done('fail') }))
  assert.deepEqual(early, ['fail', { errMsg: 'SocketTask.send:fail SocketTask.readyState is not OPEN' }])
  fake.happen('socket', { task: 1, kind: 'open' })
  assert.deepEqual(await outcome((done) => task['send']!({ data: 'tea', success: done('success') })), ['success', { errMsg: 'SocketTask.send:ok' }])
  await outcome((done) => task['send']!({ data: new Uint8Array([1, 2, 3, 4]).subarray(1, 3), success: done('success') }))
  assert.deepEqual(
    fake.asked.slice(1).map(({ name, args }) => [name, args]),
    [
      ['socketSend', { task: 1, data: 'tea' }],
      ['socketSend', { task: 1, data: new Uint8Array([2, 3]).buffer }],
    ],
  )
  const wrong = await outcome((done) => task['send']!({ data: { a: 1 }, fail: done('fail') }))
  assert.deepEqual(wrong, ['fail', { errMsg: 'SocketTask.send:fail parameter error: parameter.data should be String or ArrayBuffer;', errno: 1001 }])
})

test('it closes with 1000 or a code of the program’s own, once', async () => {
  const { wx, fake } = start()
  const task = opened(wx)
  await settled()
  fake.happen('socket', { task: 1, kind: 'open' })
  for (const options of [{ code: 1001 }, { code: 5000 }, { reason: '茶'.repeat(42) }]) {
    const [kind] = await outcome((done) => task['close']!({ ...options, success: done('success'), fail: done('fail') }))
    assert.equal(kind, 'fail', JSON.stringify(options))
  }
  await outcome((done) => task['close']!({ code: 3001, reason: 'enough', success: done('success') }))
  await outcome((done) => task['close']!({ success: done('success') }))
  assert.deepEqual(
    fake.asked.slice(1).map(({ name, args }) => [name, args]),
    [['socketClose', { task: 1, code: 3001, reason: 'enough' }]],
  )
  assert.equal(task.readyState, 2)
})

test('a socket that cannot be opened is an error and a close', async () => {
  for (const [errMsg, errno] of [
    ['url not in domain list', 600_002],
    ['open fail: _code:111,_msg:Connection refused (No.)', 600_001],
    ['Too many.', 600_000],
  ] as const) {
    const { wx } = start({ socketOpen: errMsg })
    const heard: unknown[] = []
    const task = opened(wx)
    task['onError']!((detail: unknown) => heard.push(detail))
    task['onClose']!((detail: unknown) => heard.push(detail))
    await settled()
    assert.deepEqual(heard, [
      { errMsg, errno },
      { code: 1006, reason: 'abnormal closure' },
    ])
  }
})

test('addresses that are none and a sixth socket fail at once', async () => {
  const { wx, fake } = start()
  const failed = (url: unknown) => outcome((done) => wx['connectSocket']!({ url, success: done('success'), fail: done('fail') }))
  assert.deepEqual(await failed('https://example.com'), ['fail', { errMsg: 'connectSocket:fail invalid url "https://example.com"', errno: 600_009 }])
  assert.deepEqual(await failed(3), ['fail', { errMsg: 'connectSocket:fail parameter error: parameter.url should be String instead of Number;', errno: 1001 }])
  for (let i = 0; i < 5; i++) opened(wx)
  await settled()
  assert.deepEqual(await failed('wss://example.com'), ['fail', { errMsg: 'connectSocket:fail exceed max concurrent connection' }])
  assert.equal(fake.asked.length, 5)
})

test('the older members speak of the last socket', async () => {
  const { wx, fake } = start()
  assert.deepEqual(await outcome((done) => wx['sendSocketMessage']!({ data: 'x', fail: done('fail') })), [
    'fail',
    { errMsg: 'sendSocketMessage:fail taskID not exist' },
  ])
  const heard: unknown[] = []
  wx['onSocketMessage']!((detail: unknown) => heard.push(detail))
  opened(wx)
  opened(wx)
  await settled()
  fake.happen('socket', { task: 1, kind: 'open' })
  fake.happen('socket', { task: 2, kind: 'open' })
  fake.happen('socket', { task: 1, kind: 'message', data: 'first' })
  fake.happen('socket', { task: 2, kind: 'message', data: 'second' })
  assert.deepEqual(heard, [{ data: 'second' }])
  await outcome((done) => wx['sendSocketMessage']!({ data: 'hi', success: done('success') }))
  assert.deepEqual(fake.asked.at(-1)?.args, { task: 2, data: 'hi' })
})
