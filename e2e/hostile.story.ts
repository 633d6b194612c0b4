/** README: "a mini program cannot hurt the host". Programs that throw, loop, flood, reach out and forge; clients that ask for what is not theirs. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { type Author, createAuthor } from './harness/author.js'
import { launchBrowser, type Visitor, visit } from './harness/browser.js'
import { type Instance, root, startInstance } from './harness/instance.js'
import { assertQuiet, bubble, call, openConversation, signInAs, write } from './harness/people.js'
import { programFrame, programPage } from './harness/program.js'

let browser: Browser
let instance: Instance
let eve: Author
let hostile: string
let stuck: string
let teahouse: string

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('demo')
  eve = await createAuthor(instance, 'eve')
  hostile = await eve.publish('e2e/programs/hostile')
  stuck = await eve.publish('e2e/programs/stuck')
  const shelf = (await eve.call('ProgramService/ListShelf', {})).body['programs'] as readonly { readonly appId: string; readonly name: string }[]
  teahouse = shelf.find((each) => each.name === 'Teahouse')?.appId ?? ''
  assert.match(teahouse, /^wx[0-9a-f]{16}$/)
})
after(async () => {
  await browser?.close()
  await eve?.dispose()
  await instance?.dispose()
})

/** Ling at a desktop: the hostile program docked beside her conversation with Tom. */
async function beside(path = ''): Promise<Visitor> {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  await ling.page.goto(`${instance.url}/p/${hostile}/${path}`)
  await programPage(ling.page).locator('body > *').first().waitFor()
  await ling.page.getByRole('link', { name: 'Chats' }).click()
  await openConversation(ling.page, 'Tom')
  return ling
}

async function goTo(page: Page, name: string): Promise<void> {
  await programPage(page).locator(`.to-${name}`).click()
  await page.waitForURL(new RegExp(`/pages/${name}/${name}`))
}

let written = 0
/** A message goes out and comes back from the instance. */
async function chatWorks(page: Page): Promise<void> {
  written += 1
  const text = `still here, number ${written}`
  await write(page, text)
  await bubble(page, text).waitFor()
  await bubble(page, text).and(page.locator('.pending')).waitFor({ state: 'detached' })
}

async function anotherProgramOpens(page: Page): Promise<void> {
  await page.goto(`${instance.url}/discover`)
  await page.getByRole('button', { name: 'Open Teahouse' }).first().click()
  await programPage(page).getByText('Jasmine milk').waitFor()
}

test('a program that throws in every lifecycle and in taps goes on, and so does everything around it', async () => {
  const ling = await beside()
  const { page } = ling
  await goTo(page, 'throws')
  await programPage(page).getByText('still here 0').waitFor()
  await programPage(page).locator('.go').click()
  await programPage(page).locator('.count').click()
  await programPage(page).getByText('still here 1').waitFor()
  await chatWorks(page)
  await programPage(page).locator('.count').click()
  await programPage(page).getByText('still here 2').waitFor()
  assertQuiet(ling)
  await ling.context.close()
})

for (const [page, what] of [
  ['loop', 'loops for ever'],
  ['spin', 'makes microtasks without end'],
] as const) {
  test(`a program that ${what} is offered to be closed by name; the chat works meanwhile, and another program opens after it`, async () => {
    const ling = await beside()
    await goTo(ling.page, page)
    await programPage(ling.page).locator('.go').click()
    await chatWorks(ling.page)
    const question = ling.page.getByRole('alertdialog', { name: 'Hostile does not answer' })
    await question.waitFor({ timeout: 10_000 })
    await chatWorks(ling.page)
    await question.getByRole('button', { name: 'Close' }).click()
    await ling.page.locator('.program.shown').waitFor({ state: 'detached' })
    assert.deepEqual(ling.page.workers(), [])
    await anotherProgramOpens(ling.page)
    assertQuiet(ling)
    await ling.context.close()
  })
}

test('a program that is stuck before its first page is offered to be closed too', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'phone' })
  await ling.page.goto(`${instance.url}/p/${stuck}/`)
  const question = ling.page.getByRole('alertdialog', { name: 'Stuck does not answer' })
  await question.waitFor({ timeout: 12_000 })
  await question.getByRole('button', { name: 'Close' }).click()
  await ling.page.locator('.program.shown').waitFor({ state: 'detached' })
  assertQuiet(ling)
  await ling.context.close()
})

test('a flood of setData leaves the host usable, and the host offers to close it', async () => {
  const ling = await beside()
  const tom = await signInAs(browser, instance, 'tom', { shape: 'phone' })
  await openConversation(tom.page, 'Ling')
  await goTo(ling.page, 'flood')
  await programPage(ling.page).locator('.go').click()
  await programPage(ling.page)
    .locator('.count', { hasText: /[1-9]\d/ })
    .waitFor()
  await write(ling.page, 'written in the flood')
  await bubble(tom.page, 'written in the flood').waitFor()
  await write(tom.page, 'read in the flood')
  await bubble(ling.page, 'read in the flood').waitFor()
  const question = ling.page.getByRole('alertdialog', { name: 'Hostile is very busy' })
  await question.waitFor()
  await question.getByRole('button', { name: 'Close' }).click()
  await ling.page.locator('.program.shown').waitFor({ state: 'detached' })
  await anotherProgramOpens(ling.page)
  assertQuiet(ling, tom)
  await ling.context.close()
  await tom.context.close()
})

test('a program reaches the globals of the list and no other, and every way out is refused', async () => {
  const ling = await beside()
  const { page } = ling
  ling.expectFault(/Content Security Policy/)
  await goTo(page, 'reach')
  await programPage(page).locator('.done').waitFor()
  const names = ((await programPage(page).locator('.names').textContent()) ?? '').split(' ')
  const list = join(root, 'e2e', 'testdata', 'globals.txt')
  if (process.env.UPDATE) await writeFile(list, `${names.join('\n')}\n`)
  const known = new Set((await readFile(list, 'utf8')).split('\n'))
  assert.deepEqual(
    names.filter((name) => !known.has(name)),
    [],
    'a program reaches something new: is it a way out?',
  )
  const tries = ((await programPage(page).locator('.tries').textContent()) ?? '').split(' ')
  assert.deepEqual(
    tries.filter((each) => !/=(refused|nothing)$/.test(each)),
    [],
  )
  assert.equal(tries.length, 29)
  await ling.context.close()
})

test("a page's frame has no network, no host above it, and nowhere to go", async () => {
  const ling = await beside()
  const { page } = ling
  ling.expectFault(/Content Security Policy|Blocked|[Ss]andbox|ERR_BLOCKED_BY_CSP|Unsafe attempt|denied/)
  // Something outside that would answer everybody.
  const asked: string[] = []
  const outside = createServer((request, answer) => {
    asked.push(request.url ?? '')
    answer.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'image/svg+xml' })
    answer.end('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
  })
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve))
  const address = `127.0.0.1:${(outside.address() as AddressInfo).port}`
  const frame = await programFrame(page)
  const got = await frame.evaluate(async (address) => {
    // Methods, since the test runner's compiler wraps named functions in a helper that the page has not.
    const tool = {
      async attempt(action: () => unknown): Promise<string> {
        try {
          const value = await action()
          return value === undefined || value === null ? 'nothing' : 'REACHED'
        } catch {
          return 'refused'
        }
      },
      own(name: string, of: unknown): unknown {
        return (of as Record<string, unknown>)[name]
      },
      picture(url: string): Promise<unknown> {
        return new Promise((resolve, reject) => {
          const image = new Image()
          image.onload = resolve
          image.onerror = reject
          image.src = url
        })
      },
    }
    const inner = document.createElement('iframe')
    document.body.append(inner)
    const out = {
      rtc: await tool.attempt(() => tool.own('RTCPeerConnection', globalThis)),
      rtcPrefixed: await tool.attempt(() => tool.own('webkitRTCPeerConnection', globalThis)),
      rtcOfFrame: await tool.attempt(() => tool.own('RTCPeerConnection', inner.contentWindow)),
      socket: await tool.attempt(() => new WebSocket(`ws://${address}/`)),
      transport: await tool.attempt(() => new WebTransport(`https://${address}/`)),
      worker: await tool.attempt(() => new Worker('data:text/javascript,1')),
      fetch: await tool.attempt(() => fetch(`http://${address}/`)),
      fetchOwn: await tool.attempt(() => fetch('/api/superette.v1.AccountService/Me')),
      beacon: await tool.attempt(() => {
        navigator.sendBeacon(`http://${address}/`, 'x') // says true also for what the policy stops
      }),
      picture: await tool.attempt(() => tool.picture(`http://${address}/x.png`)),
      ownPicture: await tool.attempt(() => tool.picture('http://localhost/x.png')),
      parentDocument: await tool.attempt(() => tool.own('document', window.parent)),
      parentStorage: await tool.attempt(() => tool.own('localStorage', window.parent)),
      topDocument: await tool.attempt(() => window.top?.document),
      topMove: await tool.attempt(() => {
        if (window.top) window.top.location.href = `http://${address}/`
      }),
      cookie: await tool.attempt(() => document.cookie),
      storage: await tool.attempt(() => localStorage),
      database: await tool.attempt(
        () =>
          new Promise((resolve, reject) => {
            const request = indexedDB.open('x')
            request.onsuccess = resolve
            request.onerror = reject
          }),
      ),
      popup: await tool.attempt(() => window.open(`http://${address}/`)),
      eval: await tool.attempt(() => (tool.own('eval', globalThis) as (text: string) => unknown)('1')),
      function: await tool.attempt(() => new Function('return 1')()),
      inline: await tool.attempt(() => {
        const script = document.createElement('script')
        script.textContent = 'window.leaked = 1'
        document.body.append(script)
        script.remove()
        return tool.own('leaked', window)
      }),
    }
    inner.remove()
    return out
  }, address)
  assert.deepEqual(
    Object.entries(got).filter(([, how]) => how !== 'refused' && how !== 'nothing'),
    [],
  )
  // Nor can it leave by a form or by its own address: the browser puts an empty page of its own in its place.
  await frame.evaluate((address) => {
    const form = document.createElement('form')
    form.action = `http://${address}/`
    document.body.append(form)
    form.submit()
    form.remove()
  }, address)
  await programPage(page).locator('.foreign').click()
  await programPage(page).locator('.answer', { hasText: 'done' }).waitFor()
  const gone = page.waitForEvent('framenavigated', (each) => each === frame)
  await frame.evaluate((address) => {
    location.href = `http://${address}/`
  }, address)
  await gone
  assert.match(frame.url(), /^chrome-error:/)
  assert.deepEqual(asked, [])
  outside.close()
  assert.ok(page.url().startsWith(instance.url))
  await chatWorks(page)
  await page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
  await anotherProgramOpens(page)
  await ling.context.close()
})

/** What the programs of the person in view have kept in the browser: "appid key" → JSON. */
function kept(page: Page): Promise<Readonly<Record<string, string>>> {
  return page.evaluate(async () => {
    const tool = {
      as<T>(request: IDBRequest<T>): Promise<T> {
        return new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result)
          request.onerror = () => reject(request.error)
        })
      },
    }
    const name = (await indexedDB.databases()).find((each) => each.name?.startsWith('superette.programs.'))?.name
    if (name === undefined) throw new Error('no storage of programs')
    const database = await tool.as(indexedDB.open(name))
    const store = database.transaction('kept').objectStore('kept')
    const [keys, values] = await Promise.all([tool.as(store.getAllKeys()), tool.as(store.getAll())])
    database.close()
    return Object.fromEntries(keys.map((key, i) => [(key as string[]).join(' '), String(values[i])]))
  })
}

test("a program cannot read or change another program's storage, nor by a forged message", async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'phone' })
  const { page } = ling
  await anotherProgramOpens(page)
  await programPage(page).getByText('Grape cloud').click()
  await programPage(page)
    .getByText(/^Add to cart/)
    .click()
  await page.locator('.program.shown').getByText('Added').waitFor()
  await page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
  const cart = async (): Promise<[string, string][]> => Object.entries(await kept(page)).filter(([key]) => key.startsWith(teahouse))
  await page.waitForFunction(async () => (await indexedDB.databases()).length > 0)
  const before = await cart()
  assert.ok(before.length > 0, 'the Teahouse has kept nothing')

  await page.goto(`${instance.url}/p/${hostile}/pages/index/index?victim=${teahouse}`)
  await programPage(page).locator('.foreign').click()
  const answer = programPage(page).locator('.answer', { hasText: 'done' })
  await answer.waitFor()
  // Its own key of that name; nothing for every other spelling.
  assert.equal(await answer.textContent(), `"mine" "" "" refused cart,${teahouse}/cart done`)
  await goTo(page, 'forge')
  await programPage(page).locator('.go').click()
  await programPage(page).getByText('24 said').waitFor()
  await page.locator('.program.shown').getByRole('button', { name: 'Close program' }).click()
  await anotherProgramOpens(page)
  const now = await kept(page)
  assert.deepEqual(await cart(), before)
  for (const key of Object.keys(now)) assert.ok(key.startsWith(`${teahouse} `) || key.startsWith(`${hostile} `), key)
  assertQuiet(ling)
  await ling.context.close()
})

test('in development what a program throws is shown with its place, and a forged message is named and dropped', async () => {
  const dev = await startInstance('dev', ['e2e/programs/hostile'])
  try {
    const [link] = await dev.printed(/http:\S+\/dev\/open\?key=\w+/)
    const author = await visit(browser, { shape: 'desktop' })
    const { page } = author
    await page.goto(link)
    await goTo(page, 'throws')
    await programPage(page).locator('.go').click()
    await programPage(page).locator('.count').click()
    await programPage(page).getByText('still here 1').waitFor()
    await page.getByRole('button', { name: '5 problems in the program' }).click()
    const console = page.getByRole('region', { name: 'Developer panel' })
    for (const [text, place] of [
      ['thrown in onLoad', 'pages/throws/throws.js:4:11'],
      ['thrown in onShow', 'pages/throws/throws.js:7:11'],
      ['rejected in onReady', 'pages/throws/throws.js:10:20'],
      ['thrown in onReady', 'pages/throws/throws.js:11:11'],
      ['thrown in a tap', 'pages/throws/throws.js:14:11'],
    ] as const) {
      const line = console.getByRole('listitem').filter({ hasText: text }).first()
      assert.match((await line.textContent()) ?? '', new RegExp(place.replaceAll('.', '\\.')))
    }

    // A sub-package comes later, as a script of its own.
    await page.goBack()
    await programPage(page).locator('.to-late').click()
    await programPage(page).getByText('late, but here').waitFor()
    await console.getByRole('button', { name: 'Stack sub/late/late.js:4:11' }).waitFor()

    await page.goBack()
    await goTo(page, 'forge')
    await console.getByRole('button', { name: 'Clear' }).click()
    await programPage(page).locator('.go').click()
    await programPage(page).getByText('24 said').waitFor()
    await console.getByText('no message is called "host"').waitFor()
    const said = await console.getByText('dropped a message').allInnerTexts()
    assert.deepEqual(
      said.map((each) => each.replace('dropped a message of the program: ', '')),
      [
        'an object is expected, not null',
        'an object is expected, not string',
        'the message has no kind',
        'no message is called "toString"',
        'no message is called "boot"',
        'id: -1 is not from 0 to 9007199254740991',
        'name: a string is expected, not 5',
        'name: a string of 200 is longer than 120',
        'args: larger than 16777216',
        'args: nested deeper than 24',
        'changes[0].key: a string is expected, not 5',
        'changes: a list is expected, not object',
        'level: this value is not among the allowed ones',
        'args[0]: a string of 1048577 is longer than 1048576',
        'message: a string is expected, not 1',
        'n: an integer is expected, not 1e+300',
        'share.price: a number is expected, not Infinity',
        'no message is called "host"',
      ],
    )
    // A page's frame is heard with the same care.
    const frame = await programFrame(page)
    await console.getByRole('button', { name: 'Clear' }).click()
    await frame.evaluate(() => {
      const honest = MessagePort.prototype.postMessage
      let host: MessagePort | undefined
      MessagePort.prototype.postMessage = function (this: MessagePort, message: unknown, ...rest: unknown[]) {
        host = this
        return Reflect.apply(honest, this, [message, ...rest])
      }
      dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, cancelable: true }))
      MessagePort.prototype.postMessage = honest
      const messages = [
        'painted',
        { kind: 'call', id: 1, name: 'login', args: {} },
        { kind: 'resource', id: 'x', url: 'a.png' },
        { kind: 'resource', id: 1, url: 'u'.repeat((4 << 20) + 1) },
        { kind: 'key', key: 'k'.repeat(41), ctrl: true },
      ]
      for (const message of messages) host?.postMessage(message)
      // To windows instead of ports: nobody listens there any more.
      const extra = new MessageChannel()
      parent.postMessage({ kind: 'boot', worker: ['1'] }, '*', [extra.port1, extra.port2])
      parent.postMessage({ kind: 'stop' }, '*')
      top?.postMessage({ kind: 'storage', changes: [] }, '*')
      postMessage({ kind: 'ports' }, '*')
    })
    const dropped = console.getByText("a page's frame sent a message that is not understood")
    await dropped.nth(4).waitFor()
    assert.deepEqual(
      (await dropped.allInnerTexts()).map((each) => each.replace("a page's frame sent a message that is not understood: ", '')),
      [
        'an object is expected, not string',
        'no message is called "call"',
        'id: an integer is expected, not string',
        'url: a string of 4194305 is longer than 4194304',
        'key: a string of 41 is longer than 40',
      ],
    )
    assert.equal(page.workers().length, 1)
    await page.goBack()
    await programPage(page).locator('.foreign').click()
    await programPage(page).locator('.answer', { hasText: 'done' }).waitFor()
    await author.context.close()
  } finally {
    await dev.dispose()
  }
})

test('a package that differs from its seal by one byte is not started', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'phone' })
  const { page } = ling
  await page.route(/\/pkg\/[0-9a-f]{64}\/\$\/main\.js$|\/pkg\/[0-9a-f]{64}\/%24\/main\.js$/, async (route) => {
    const answer = await route.fetch()
    const body = await answer.body()
    body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1
    await route.fulfill({ response: answer, body })
  })
  await page.goto(`${instance.url}/p/${teahouse}/`)
  const end = page.getByRole('alert').filter({ hasText: 'Teahouse could not be opened' })
  await end.getByText('Its files are not what its publisher sealed, so it was not started.').waitFor()
  await end.getByText('Details').click()
  await end.getByText(/main\.js is not what the manifest says/).waitFor()
  assert.deepEqual(page.workers(), [])
  // The same, unchanged.
  await page.unrouteAll()
  await end.getByRole('button', { name: 'Open again' }).click()
  await programPage(page).getByText('Jasmine milk').waitFor()

  await page.route(/\/manifest\.json$/, async (route) => {
    const answer = await route.fetch()
    const body = await answer.body()
    body[body.length - 2] = (body[body.length - 2] ?? 0) ^ 1
    await route.fulfill({ response: answer, body })
  })
  await page.goto(`${instance.url}/p/${hostile}/`)
  await page.getByText('Its files are not what its publisher sealed, so it was not started.').waitFor()
  assertQuiet(ling)
  await ling.context.close()
})

/** A WebSocket's opening request as any client could make it; gives the status and the text of the answer, or of the first frame. */
function upgrade(headers: Readonly<Record<string, string>>, frame: 'frame' | 'none' = 'none'): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(`${instance.url}/api/live`, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
        'sec-websocket-protocol': 'json',
        ...headers,
      },
    })
    asked.on('response', (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => {
        text += chunk
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
    })
    asked.on('upgrade', (answer, socket, head) => {
      const done = (data: Buffer): void => {
        socket.destroy()
        resolve({ status: answer.statusCode ?? 0, text: data.toString('utf8') })
      }
      if (frame === 'none' || head.length > 0) done(head)
      else socket.once('data', done)
    })
    asked.on('error', reject)
    asked.end()
  })
}

test('what is not of this origin is refused: requests and sockets', async () => {
  const authorization = `Bearer ${eve.token}`
  const own = await upgrade({ origin: instance.url, authorization })
  assert.equal(own.status, 101)
  const refusal = { code: 'httpd.origin', message: "This request does not come from this instance's own pages." }
  for (const origin of ['https://example.com', 'null', instance.url.replace('localhost', '127.0.0.1'), `${instance.url}.example.com`, '']) {
    const headers: Record<string, string> = origin === '' ? {} : { origin }
    const socket = await upgrade({ ...headers, authorization })
    assert.deepEqual([socket.status, JSON.parse(socket.text)], [403, refusal], `socket from ${origin}`)
    const posted = await fetch(`${instance.url}/api/superette.v1.AccountService/Me`, {
      method: 'POST',
      headers: { ...headers, authorization, 'content-type': 'application/json' },
      body: '{}',
    })
    assert.deepEqual([posted.status, await posted.json()], [403, refusal], `request from ${origin}`)
  }
  // Nobody's socket is closed with the reason, before anything was said.
  const nobody = await upgrade({ origin: instance.url }, 'frame')
  assert.match(nobody.text, /httpd\.sign-in: Please sign in\.$/)
})

test('a conversation, a card and a program of others are refused to a third person', async () => {
  const ling = await signInAs(browser, instance, 'ling', { shape: 'desktop' })
  await openConversation(ling.page, 'Tom')
  const conv = new URL(ling.page.url()).pathname.split('/').at(-1) ?? ''
  assert.match(conv, /^cnv_/)
  const as = (method: string, body: unknown) => call(ling, instance, method, body)
  const shared = await as('ProgramService/Share', { appId: teahouse, conv, clientId: 'card-for-tom', title: 'A tea', path: 'pages/menu/menu' })
  assert.equal(shared.status, 200, JSON.stringify(shared.body))
  const card = (shared.body['message'] as { card: { id: string } }).card
  assert.match(card.id, /^crd_/)
  const before = await as('ChatService/History', { conv })

  const noConversation = { code: 'not_found', message: 'You have no such conversation.' }
  for (const [method, body] of [
    ['ChatService/Send', { conv, clientId: 'forged-message', text: 'let me in' }],
    ['ChatService/History', { conv }],
    ['ChatService/GetConversation', { conv }],
    ['ChatService/Mark', { conv, readSeq: 1 }],
    ['ProgramService/Share', { appId: hostile, conv, clientId: 'forged-share', title: 'x', path: 'pages/index/index' }],
  ] as const) {
    const answer = await eve.call(method, body)
    assert.deepEqual([answer.status, answer.body], [404, noConversation], method)
  }
  for (const id of [card.id, 'crd_00000000000000000000000000', 'x']) {
    const answer = await eve.call('ChatService/GetCard', { id })
    assert.deepEqual([answer.status, answer.body], [404, { code: 'not_found', message: 'You have no such card.' }], id)
  }

  // A card that a client makes up is no card: the server makes and signs them all.
  const forged = { ...card, title: 'Free money', price: '-1', state: 'CARD_STATE_PAID' }
  const alone = await as('ChatService/Send', { conv, clientId: 'forged-card-1', card: forged })
  assert.deepEqual([alone.status, alone.body], [400, { code: 'invalid_argument', message: 'A message has 1 to 8,000 characters.' }])
  const withText = await as('ChatService/Send', { conv, clientId: 'forged-card-2', text: 'just text', card: forged, sender: 'usr_x', seq: 1 })
  assert.equal(withText.status, 200)
  const message = withText.body['message'] as Record<string, unknown>
  assert.equal(message['card'], undefined)
  assert.deepEqual(message['text'], { text: 'just text' })
  const now = await as('ChatService/History', { conv })
  assert.equal((now.body['messages'] as unknown[]).length, (before.body['messages'] as unknown[]).length + 1)
  assert.deepEqual((await as('ChatService/GetCard', { id: card.id })).body['card'], card)

  const stolen = await eve.run(['publish', 'e2e/programs/stuck', '--url', instance.url, '--app', teahouse])
  assert.equal(stolen.code, 1)
  assert.match(stolen.output, /could not publish: This mini program belongs to somebody else/)
  await ling.context.close()
})

test('an upload must be a file that was announced, and its bytes those of its name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'superette-upload-'))
  try {
    const program = join(folder, 'program')
    await cp(join(root, 'e2e', 'programs', 'stuck'), program, { recursive: true })
    await writeFile(join(program, 'pages', 'index', 'index.wxml'), '<view>never uploaded before</view>')
    const built = await eve.run(['build', program, '-o', join(folder, 'out')])
    assert.equal(built.code, 0, built.output)
    const manifest = await readFile(join(folder, 'out', 'manifest.json'))
    const file = (JSON.parse(manifest.toString()) as { files: { path: string; sha256: string }[] }).files.find((each) => each.path === '$/main.js')
    assert.ok(file)
    const content = await readFile(join(folder, 'out', file.path))
    const put = async (hash: string, body: Uint8Array<ArrayBuffer>, token = eve.token): Promise<[number, unknown]> => {
      const answer = await fetch(`${instance.url}/api/upload/${hash}`, {
        method: 'PUT',
        headers: { origin: instance.url, authorization: `Bearer ${token}` },
        body,
      })
      return [answer.status, answer.status === 204 ? null : await answer.json()]
    }
    const notAsked = { code: 'registry.not-asked', message: 'This file belongs to no package that you prepared. Run the publish again.' }
    assert.deepEqual(await put(file.sha256, new Uint8Array(content)), [403, notAsked])
    const prepared = await eve.call('ProgramService/Prepare', { manifest: manifest.toString('base64') })
    assert.deepEqual(prepared.body['missing'], [file.sha256])

    const wrong = new Uint8Array(content)
    wrong[10] = (wrong[10] ?? 0) ^ 1
    const [status, refusal] = await put(file.sha256, wrong)
    assert.equal(status, 400)
    assert.equal((refusal as Record<string, unknown>)['code'], 'pack.content')
    assert.match(
      String((refusal as Record<string, unknown>)['message']),
      /^A file's content is not what the package manifest says\. What was sent has the hash [0-9a-f]{12}…, not [0-9a-f]{12}…\.$/,
    )
    const early = await eve.call('ProgramService/Publish', { manifest: manifest.toString('base64') })
    assert.deepEqual([early.status, early.body['message']], [400, 'Some files of this package are not uploaded yet. 1 of 3 are missing.'])
    const altered = Buffer.from(manifest.toString().replace('Stuck', 'Stack'))
    const other = await eve.call('ProgramService/Publish', { manifest: altered.toString('base64') })
    assert.equal(other.body['message'], early.body['message'])
    assert.equal((await put(file.sha256, new Uint8Array(content), 'no-such-token'))[0], 401)
    assert.equal((await put(file.sha256, new Uint8Array(content)))[0], 204)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
