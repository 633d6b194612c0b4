/** README: "a mini program cannot hurt the host". Packages, requests and uploads that are not what they say, and clients that ask for what is not theirs. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createStage, type Stage } from './harness/hostile.js'
import { root } from './harness/instance.js'
import { assertQuiet, call, openConversation, signInAs } from './harness/people.js'
import { programPage } from './harness/program.js'

let teahouse: string
let stage: Stage

before(async () => {
  stage = await createStage({ whole: true })
  const shelf = (await stage.eve.call('ProgramService/ListShelf', {})).body['programs'] as readonly { readonly appId: string; readonly name: string }[]
  teahouse = shelf.find((each) => each.name === 'Teahouse')?.appId ?? ''
  assert.match(teahouse, /^wx[0-9a-f]{16}$/)
})
after(() => stage?.dispose())

test('a package that differs from its seal by one byte is not started', async () => {
  const ling = await signInAs(stage.browser, stage.instance, 'ling', { shape: 'phone' })
  const { page } = ling
  await page.route(/\/pkg\/[0-9a-f]{64}\/\$\/main\.js$|\/pkg\/[0-9a-f]{64}\/%24\/main\.js$/, async (route) => {
    const answer = await route.fetch()
    const body = await answer.body()
    body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1
    await route.fulfill({ response: answer, body })
  })
  await page.goto(`${stage.instance.url}/p/${teahouse}/`)
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
  await page.goto(`${stage.instance.url}/p/${stage.hostile}/`)
  await page.getByText('Its files are not what its publisher sealed, so it was not started.').waitFor()
  assertQuiet(ling)
  await ling.context.close()
})

/** A WebSocket's opening request as any client could make it; gives the status and the text of the answer, or of the first frame. */
function upgrade(headers: Readonly<Record<string, string>>, frame: 'frame' | 'none' = 'none'): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(`${stage.instance.url}/api/live`, {
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
  const authorization = `Bearer ${stage.eve.token}`
  const own = await upgrade({ origin: stage.instance.url, authorization })
  assert.equal(own.status, 101)
  const refusal = { code: 'httpd.origin', message: "This request does not come from this instance's own pages." }
  for (const origin of ['https://example.com', 'null', stage.instance.url.replace('localhost', '127.0.0.1'), `${stage.instance.url}.example.com`, '']) {
    const headers: Record<string, string> = origin === '' ? {} : { origin }
    const socket = await upgrade({ ...headers, authorization })
    assert.deepEqual([socket.status, JSON.parse(socket.text)], [403, refusal], `socket from ${origin}`)
    const posted = await fetch(`${stage.instance.url}/api/superette.v1.AccountService/Me`, {
      method: 'POST',
      headers: { ...headers, authorization, 'content-type': 'application/json' },
      body: '{}',
    })
    assert.deepEqual([posted.status, await posted.json()], [403, refusal], `request from ${origin}`)
  }
  // Nobody's socket is closed with the reason, before anything was said.
  const nobody = await upgrade({ origin: stage.instance.url }, 'frame')
  assert.match(nobody.text, /httpd\.sign-in: Please sign in\.$/)
})

test('a conversation, a card and a program of others are refused to a third person', async () => {
  const ling = await signInAs(stage.browser, stage.instance, 'ling', { shape: 'desktop' })
  await openConversation(ling.page, 'Tom')
  const conv = new URL(ling.page.url()).pathname.split('/').at(-1) ?? ''
  assert.match(conv, /^cnv_/)
  const as = (method: string, body: unknown) => call(ling, stage.instance, method, body)
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
    ['ProgramService/Share', { appId: stage.hostile, conv, clientId: 'forged-share', title: 'x', path: 'pages/index/index' }],
  ] as const) {
    const answer = await stage.eve.call(method, body)
    assert.deepEqual([answer.status, answer.body], [404, noConversation], method)
  }
  for (const id of [card.id, 'crd_00000000000000000000000000', 'x']) {
    const answer = await stage.eve.call('ChatService/GetCard', { id })
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

  const stolen = await stage.eve.run(['publish', 'e2e/programs/stuck', '--url', stage.instance.url, '--app', teahouse])
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
    const built = await stage.eve.run(['build', program, '-o', join(folder, 'out')])
    assert.equal(built.code, 0, built.output)
    const manifest = await readFile(join(folder, 'out', 'manifest.json'))
    const file = (JSON.parse(manifest.toString()) as { files: { path: string; sha256: string }[] }).files.find((each) => each.path === '$/main.js')
    assert.ok(file)
    const content = await readFile(join(folder, 'out', file.path))
    const put = async (hash: string, body: Uint8Array<ArrayBuffer>, token = stage.eve.token): Promise<[number, unknown]> => {
      const answer = await fetch(`${stage.instance.url}/api/upload/${hash}`, {
        method: 'PUT',
        headers: { origin: stage.instance.url, authorization: `Bearer ${token}` },
        body,
      })
      return [answer.status, answer.status === 204 ? null : await answer.json()]
    }
    const notAsked = { code: 'registry.not-asked', message: 'This file belongs to no package that you prepared. Run the publish again.' }
    assert.deepEqual(await put(file.sha256, new Uint8Array(content)), [403, notAsked])
    const prepared = await stage.eve.call('ProgramService/Prepare', { manifest: manifest.toString('base64') })
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
    const early = await stage.eve.call('ProgramService/Publish', { manifest: manifest.toString('base64') })
    assert.deepEqual([early.status, early.body['message']], [400, 'Some files of this package are not uploaded yet. 1 of 3 are missing.'])
    const altered = Buffer.from(manifest.toString().replace('Stuck', 'Stack'))
    const other = await stage.eve.call('ProgramService/Publish', { manifest: altered.toString('base64') })
    assert.equal(other.body['message'], early.body['message'])
    assert.equal((await put(file.sha256, new Uint8Array(content), 'no-such-token'))[0], 401)
    assert.equal((await put(file.sha256, new Uint8Array(content)))[0], 204)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
