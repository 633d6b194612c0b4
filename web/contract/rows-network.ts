/** Servers outside: requests, files, sockets. */
import assert from 'node:assert/strict'
import { call, failure, outcome, until, type Row } from './row.js'
import type { Result, Stage } from './stage.js'

const url = 'https://example.com/a'
const body = (t: Stage): unknown => t.outside[0]?.body
const request = (t: Stage, options: object, heard?: Parameters<typeof outcome>[3]): Promise<Result> => outcome(t, 'request', { url, ...options }, heard)
const download = (t: Stage, options: object = {}, heard?: Parameters<typeof outcome>[3]): Promise<Result> =>
  outcome(t, 'downloadFile', { url, ...options }, heard)
const never = async (): Promise<never> => new Promise(() => undefined)
const hears = (name: string, event: string, answer: Awaited<ReturnType<Stage['answer']>>, options: object, want: readonly unknown[]): readonly Row[] => [
  [
    name,
    `method on${event}`,
    async (t) => {
      const heard: unknown[] = []
      t.answer = async () => answer
      await outcome(t, name, { url, ...options }, (task) => task[`on${event}`]!((each: unknown) => heard.push(each)))
      assert.deepEqual(heard, want)
    },
  ],
  [
    name,
    `method off${event}`,
    async (t) => {
      const heard: string[] = []
      t.answer = async () => answer
      const gone = (): void => void heard.push('gone')
      await outcome(t, name, { url, ...options }, (task) => {
        task[`on${event}`]!(gone)
        task[`on${event}`]!(() => heard.push('stays'))
        task[`off${event}`]!(gone)
      })
      assert.deepEqual([...new Set(heard)], ['stays'])
    },
  ],
]
const aborts = (name: string): Row => [
  name,
  'method abort',
  async (t) => {
    t.answer = never
    let stop = (): void => undefined
    const ended = outcome(t, name, { url }, (task) => {
      stop = () => task['abort']!()
    })
    await until(() => t.outside.length > 0)
    stop()
    assert.deepEqual(await ended, { errMsg: `${name}:fail abort` })
  },
]
const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer

const requestRows: readonly Row[] = [
  [
    'request',
    'option url',
    async (t) => {
      await request(t, {})
      assert.equal(t.outside[0]?.url, url)
      assert.deepEqual(await request(t, { url: 'pages/a' }), { errMsg: 'request:fail invalid url "pages/a"', errno: 600_009 })
    },
  ],
  [
    'request',
    'option data',
    async (t) => {
      await request(t, { data: { a: 1 } })
      assert.equal(t.outside[0]?.url, `${url}?a=1`)
      await request(t, { data: { a: 1 }, method: 'POST' })
      assert.equal(t.outside[1]?.body, '{"a":1}')
    },
  ],
  [
    'request',
    'option header',
    async (t) => {
      await request(t, { header: { 'X-Tea': 1 } })
      assert.deepEqual(t.outside[0]?.header, { 'X-Tea': '1', 'content-type': 'application/json' })
    },
  ],
  [
    'request',
    'option method',
    async (t) => {
      for (const method of ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT']) await request(t, { method })
      assert.deepEqual(t.outside.map((each) => each.method).join(' '), 'OPTIONS GET HEAD POST PUT DELETE TRACE CONNECT')
      assert.equal((await request(t, { method: 'BREW' }))['errMsg'], 'request:fail invalid method "BREW"')
    },
  ],
  [
    'request',
    'option dataType',
    async (t) => {
      t.answer = async () => ({ parts: ['{"a":1}'] })
      assert.deepEqual((await request(t, { dataType: 'json' }))['data'], { a: 1 })
      assert.equal((await request(t, { dataType: '其他' }))['data'], '{"a":1}')
    },
  ],
  [
    'request',
    'option responseType',
    async (t) => {
      t.answer = async () => ({ parts: ['1'] })
      assert.deepEqual((await request(t, { responseType: 'arraybuffer' }))['data'], bytes('1'))
      assert.equal((await request(t, { responseType: 'text' }))['data'], 1)
    },
  ],
  [
    'request',
    'option timeout',
    async (t) => {
      await request(t, { timeout: 1500 })
      assert.equal(t.outside[0]?.timeoutMs, 1500)
    },
  ],
  [
    'request',
    'option enableChunked',
    async (t) => {
      await request(t, { enableChunked: true })
      await request(t, {})
      assert.deepEqual(
        t.outside.map((each) => each.chunked),
        [true, undefined],
      )
    },
  ],
  [
    'request',
    'option redirect',
    async (t) => {
      t.answer = async ({ manual }) => (manual === true ? { status: 302, header: { Location: '/b' } } : {})
      const heard: Result[] = []
      assert.equal((await request(t, { redirect: 'manual' }, (task) => task['onHeadersReceived']!((head: Result) => heard.push(head))))['statusCode'], 302)
      assert.deepEqual(heard[0]?.['header'], { Location: '/b' })
      assert.equal((await request(t, { redirect: 'follow' }))['statusCode'], 200)
    },
  ],
  ...Object.entries({ data: { no: 1 }, statusCode: 404, header: { 'X-Tea': 'green' }, cookies: ['a=1'] }).map(
    ([name, want]): Row => [
      'request',
      `answer ${name}`,
      async (t) => {
        t.answer = async () => ({ status: 404, header: { 'X-Tea': 'green' }, cookies: ['a=1'], parts: ['{"no":1}'] })
        const got = await request(t, {})
        assert.deepEqual([got[name], got['errMsg']], [want, 'request:ok'])
      },
    ],
  ),
  ...(
    [
      ['url not in domain list', 600_002],
      ['timeout', 5],
      ['network error', 600_003],
      ['errcode:-102 cronet_error_code:-102 error_msg:net::ERR_CONNECTION_REFUSED (No.)', 600_001],
    ] as const
  ).map(
    ([why, errno]): Row => [
      'request',
      `fail: ${why}`,
      async (t) => {
        t.answer = async () => ({ fault: why })
        assert.deepEqual(await request(t, {}), { errMsg: `request:fail ${why}`, errno })
      },
    ],
  ),
  aborts('request'),
  ...hears('request', 'HeadersReceived', { status: 201, header: { a: 'b' }, cookies: ['c=1'] }, {}, [
    { statusCode: 201, header: { a: 'b' }, cookies: ['c=1'] },
  ]),
  ...hears('request', 'ChunkReceived', { parts: ['one', 'two'] }, { enableChunked: true }, [{ data: bytes('one') }, { data: bytes('two') }]),
  [
    'request',
    'pieces are told to who asks for them alone',
    async (t) => {
      const heard: unknown[] = []
      t.answer = async () => ({ parts: ['one'] })
      assert.equal((await request(t, {}, (task) => task['onChunkReceived']!((each: unknown) => heard.push(each))))['data'], 'one')
      assert.deepEqual([heard, body(t)], [[], undefined])
    },
  ],
  [
    'downloadFile',
    'option url',
    async (t) => {
      await download(t)
      assert.deepEqual([t.outside[0]?.url, t.outside[0]?.method], [url, 'GET'])
    },
  ],
  [
    'downloadFile',
    'option header',
    async (t) => {
      await download(t, { header: { a: 'b' } })
      assert.deepEqual(t.outside[0]?.header, { a: 'b' })
    },
  ],
  [
    'downloadFile',
    'option timeout',
    async (t) => {
      await download(t, { timeout: 9 })
      assert.equal(t.outside[0]?.timeoutMs, 9)
    },
  ],
  ...['option filePath', 'answer filePath'].map(
    (what): Row => [
      'downloadFile',
      what,
      async (t) => {
        t.answer = async () => ({ parts: ['tea'] })
        const filePath = 'wxfile://usr/tea.txt'
        assert.deepEqual(await download(t, { filePath }), { filePath, statusCode: 200, header: {}, dataLength: 3, errMsg: 'downloadFile:ok' })
        assert.equal(await (await t.files.find(filePath, '')).text(), 'tea')
        const files = t.wx['getFileSystemManager']!() as Record<string, (path: string) => unknown>
        assert.equal(files['accessSync']!(filePath), undefined, 'the program’s file system knows it at once')
        assert.match(String((await download(t, { filePath: 'wxfile://store_1' }))['errMsg']), /^downloadFile:fail permission denied, open/)
      },
    ],
  ),
  [
    'downloadFile',
    'answer tempFilePath',
    async (t) => {
      t.answer = async () => ({ parts: ['tea'] })
      assert.equal(await (await t.files.find(String((await download(t))['tempFilePath']), '')).text(), 'tea')
    },
  ],
  ...Object.entries({ statusCode: 200, header: { 'content-length': '3' }, dataLength: 3 }).map(
    ([name, want]): Row => [
      'downloadFile',
      `answer ${name}`,
      async (t) => {
        t.answer = async () => ({ header: { 'content-length': '3' }, parts: ['tea'] })
        assert.deepEqual((await download(t))[name], want)
      },
    ],
  ),
  aborts('downloadFile'),
  ...hears('downloadFile', 'HeadersReceived', { status: 200 }, {}, [{ statusCode: 200, header: {}, cookies: [] }]),
  ...hears('downloadFile', 'ProgressUpdate', { header: { 'Content-Length': '4' }, parts: ['t', 'eas'] }, {}, [
    { progress: 25, totalBytesWritten: 1, totalBytesExpectedToWrite: 4 },
    { progress: 100, totalBytesWritten: 4, totalBytesExpectedToWrite: 4 },
  ]),
]

const wss = 'wss://example.com/a'
interface Socket extends Record<string, unknown> {
  send(options: object): Promise<Result>
  close(options?: object): Promise<Result>
}
const connect = (t: Stage, options: object = {}): Socket => t.wx['connectSocket']!({ url: wss, ...options }) as Socket
async function open(t: Stage, options: object = {}): Promise<Socket> {
  const socket = connect(t, options)
  await until(() => t.fake.asked.some(({ name }) => name === 'socketOpen'))
  t.fake.happen('socket', { task: 1, kind: 'open', header: { a: 'b' } })
  return socket
}
const sent = (t: Stage, name: string): unknown => t.fake.asked.find((each) => each.name === name)?.args
const ends: readonly (readonly [event: string, happening: Result, want: unknown])[] = [
  ['Open', { kind: 'open', header: { a: 'b' } }, { header: { a: 'b' }, profile: {} }],
  ['Message', { kind: 'message', data: 'tea' }, { data: 'tea' }],
  ['Error', { kind: 'error', message: 'lost' }, { errMsg: 'lost' }],
  ['Close', { kind: 'close', code: 1000, reason: 'done' }, { code: 1000, reason: 'done' }],
]
const told: Readonly<Record<string, unknown>> = { url: wss, header: { a: '1' }, protocols: ['tea'], timeout: 900 }

const socketRows: readonly Row[] = [
  ...Object.entries(told).map(
    ([name, want]): Row => [
      'connectSocket',
      `option ${name}`,
      async (t) => {
        connect(t, { [name]: want })
        await until(() => sent(t, 'socketOpen') !== undefined)
        assert.deepEqual((sent(t, 'socketOpen') as Result)[name], want)
      },
    ],
  ),
  [
    'connectSocket',
    'answer socketTaskId',
    async (t) => assert.deepEqual(await outcome(t, 'connectSocket', { url: wss }), { socketTaskId: 1, errMsg: 'connectSocket:ok' }),
  ],
  [
    'connectSocket',
    'fail: no address of a socket',
    async (t) => assert.deepEqual(await outcome(t, 'connectSocket', { url }), { errMsg: `connectSocket:fail invalid url "${url}"`, errno: 600_009 }),
  ],
  [
    'connectSocket',
    'limit: five at a time',
    async (t) => {
      for (let i = 0; i < 5; i++) await outcome(t, 'connectSocket', { url: wss })
      assert.equal((await outcome(t, 'connectSocket', { url: wss }))['errMsg'], 'connectSocket:fail exceed max concurrent connection')
    },
  ],
  ...ends.map(
    ([event, happening, want]): Row => [
      'connectSocket',
      `method on${event}`,
      async (t) => {
        const heard: unknown[] = []
        const socket = connect(t)
        await until(() => sent(t, 'socketOpen') !== undefined)
        ;(socket[`on${event}`] as (listener: unknown) => void)((each: unknown) => heard.push(each))
        t.fake.happen('socket', { task: 1, ...happening })
        assert.deepEqual(heard, [want])
      },
    ],
  ),
  [
    'connectSocket',
    'method send',
    async (t) => {
      const socket = await open(t)
      assert.deepEqual(await socket.send({ data: bytes('tea') }), { errMsg: 'SocketTask.send:ok' })
      assert.deepEqual(sent(t, 'socketSend'), { task: 1, data: bytes('tea') })
    },
  ],
  [
    'connectSocket',
    'method close',
    async (t) => {
      const socket = await open(t)
      await assert.rejects(socket.close({ code: 1001 }), { errMsg: 'SocketTask.close:fail The close code must be either 1000, or between 3000 and 4999.' })
      await socket.close({ code: 3001, reason: 'enough' })
      assert.deepEqual(sent(t, 'socketClose'), { task: 1, code: 3001, reason: 'enough' })
    },
  ],
  [
    'sendSocketMessage',
    'option data',
    async (t) => {
      await open(t)
      await call(t, 'sendSocketMessage', { data: 'tea' })
      assert.deepEqual(sent(t, 'socketSend'), { task: 1, data: 'tea' })
    },
  ],
  [
    'sendSocketMessage',
    'fail: no socket',
    async (t) => assert.deepEqual(await failure(t, 'sendSocketMessage', { data: 'a' }), { errMsg: 'sendSocketMessage:fail taskID not exist' }),
  ],
  [
    'sendSocketMessage',
    'fail: not open yet',
    async (t) => {
      await outcome(t, 'connectSocket', { url: wss })
      assert.deepEqual(await failure(t, 'sendSocketMessage', { data: 'a' }), { errMsg: 'sendSocketMessage:fail SocketTask.readyState is not OPEN' })
    },
  ],
  ...ends.flatMap(([event, happening, want]): readonly Row[] =>
    [`onSocket${event}`, `offSocket${event}`].map(
      (member): Row => [
        member,
        'hears of the newest socket until it is taken off',
        async (t) => {
          const heard: unknown[] = []
          const listener = (each: unknown): void => void heard.push(each)
          t.wx[`onSocket${event}`]!(listener)
          await outcome(t, 'connectSocket', { url: wss })
          t.fake.happen('socket', { task: 1, ...happening })
          t.wx[`offSocket${event}`]!(listener)
          await outcome(t, 'connectSocket', { url: wss })
          t.fake.happen('socket', { task: 2, ...happening })
          assert.deepEqual(heard, [want])
        },
      ],
    ),
  ),
  [
    'closeSocket',
    'option code and option reason: of the newest socket',
    async (t) => {
      await open(t)
      assert.deepEqual(await call(t, 'closeSocket', { code: 3001, reason: 'tea' }), { errMsg: 'closeSocket:ok' })
      assert.deepEqual(sent(t, 'socketClose'), { task: 1, code: 3001, reason: 'tea' })
    },
  ],
  [
    'closeSocket',
    'fail: no socket, and a code or a reason that cannot be sent',
    async (t) => {
      const said = async (options: object): Promise<unknown> => (await failure(t, 'closeSocket', options))['errMsg']
      assert.equal(await said({}), 'closeSocket:fail taskID not exist')
      await open(t)
      assert.equal(await said({ code: 1001 }), 'closeSocket:fail The close code must be either 1000, or between 3000 and 4999.')
      assert.equal(await said({ reason: '茶'.repeat(42) }), 'closeSocket:fail The close reason must not be greater than 123 UTF-8 bytes.')
      assert.equal(sent(t, 'socketClose'), undefined)
    },
  ],
]

const upload = (t: Stage, options: object = {}, heard?: Parameters<typeof outcome>[3]): Promise<Result> =>
  outcome(t, 'uploadFile', { url, filePath: t.files.keep(new Blob(['tea'], { type: 'text/plain' }), 'tea.txt'), name: 'cup', ...options }, heard)
const form = async (t: Stage): Promise<FormData> => {
  const { body: sentBody, header } = t.outside[0]!
  return new Response(sentBody as Blob, { headers: { 'content-type': header['Content-Type'] ?? '' } }).formData()
}
const uploadRows: readonly Row[] = [
  [
    'uploadFile',
    'option url: by POST',
    async (t) => {
      await upload(t)
      assert.deepEqual([t.outside[0]?.url, t.outside[0]?.method], [url, 'POST'])
      assert.deepEqual(await upload(t, { url: 'pages/a' }), { errMsg: 'uploadFile:fail invalid url "pages/a"', errno: 600_009 })
    },
  ],
  [
    'uploadFile',
    'option filePath and option name',
    async (t) => {
      await upload(t)
      const file = (await form(t)).get('cup') as File
      assert.match(file.name, /\.txt$/)
      assert.deepEqual([await file.text(), file.type], ['tea', 'text/plain'])
      assert.deepEqual(await upload(t, { filePath: 'wxfile://tmp_gone.txt' }), { errMsg: 'uploadFile:fail file not exist' })
    },
  ],
  [
    'uploadFile',
    'option formData',
    async (t) => {
      await upload(t, { formData: { order: 7, none: null } })
      const fields = await form(t)
      assert.deepEqual([fields.get('order'), fields.has('none')], ['7', false])
    },
  ],
  [
    'uploadFile',
    'option header: all but the type of what is sent',
    async (t) => {
      await upload(t, { header: { 'X-Tea': 1, 'content-type': 'text/plain' } })
      const { 'Content-Type': type, ...others } = t.outside[0]?.header ?? {}
      assert.match(String(type), /^multipart\/form-data; boundary=/)
      assert.deepEqual(others, { 'X-Tea': '1' })
    },
  ],
  [
    'uploadFile',
    'option timeout',
    async (t) => {
      await upload(t, { timeout: 9 })
      assert.equal(t.outside[0]?.timeoutMs, 9)
    },
  ],
  [
    'uploadFile',
    'answer data, statusCode, header and cookies: the data is text, whatever it is',
    async (t) => {
      t.answer = async () => ({ status: 201, header: { a: 'b' }, cookies: ['c=d'], parts: ['{"id":1}'] })
      assert.deepEqual(await upload(t), { data: '{"id":1}', statusCode: 201, header: { a: 'b' }, cookies: ['c=d'], errMsg: 'uploadFile:ok' })
    },
  ],
  [
    'uploadFile',
    'fail: what the server outside cannot be asked',
    async (t) => {
      t.answer = async () => ({ fault: 'url not in domain list' })
      assert.deepEqual(await upload(t), { errMsg: 'uploadFile:fail url not in domain list', errno: 600_002 })
    },
  ],
  [
    'uploadFile',
    'method abort',
    async (t) => {
      t.answer = never
      let stop = (): void => undefined
      const ended = upload(t, {}, (task) => {
        stop = () => task['abort']!()
      })
      await until(() => t.outside.length > 0)
      stop()
      assert.deepEqual(await ended, { errMsg: 'uploadFile:fail abort' })
    },
  ],
  [
    'uploadFile',
    'method onHeadersReceived, method onProgressUpdate and method offProgressUpdate',
    async (t) => {
      const heard: unknown[] = []
      t.answer = async () => ({ status: 201, header: { a: 'b' } })
      await upload(t, {}, (task) => {
        const gone = (): unknown => heard.push('gone')
        task['onHeadersReceived']!((each: unknown) => heard.push(each))
        task['onProgressUpdate']!(gone)
        task['onProgressUpdate']!(({ progress }: Result) => heard.push(progress))
        task['offProgressUpdate']!(gone)
      })
      assert.deepEqual(heard, [{ statusCode: 201, header: { a: 'b' }, cookies: [] }, 100])
    },
  ],
]

export const networkRows: readonly Row[] = [...requestRows, ...socketRows, ...uploadRows]
