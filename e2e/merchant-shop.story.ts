/** docs/backends.md, "A shop from nothing": what it says is done word for word, with the files that it prints. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { createAuthor } from './harness/author.js'
import { launchBrowser, picture, visit } from './harness/browser.js'
import { binary, type Instance, root, run, startInstance } from './harness/instance.js'
import { assertQuiet } from './harness/people.js'
import { freePort } from './harness/ports.js'
import { programPage } from './harness/program.js'

let browser: Browser
let instance: Instance
let folder: string
const ends: (() => Promise<void>)[] = []

before(async () => {
  browser = await launchBrowser()
  instance = await startInstance('serve')
  folder = await mkdtemp(join(tmpdir(), 'superette-shop-'))
})
after(async () => {
  await browser?.close()
  for (const end of ends.reverse()) await end()
  await instance?.dispose()
  await rm(folder, { recursive: true, force: true })
})

/** The files of the walk-through: a name in backquotes on a line of its own, then a fenced block. */
async function filesOf(document: string): Promise<ReadonlyMap<string, string>> {
  const text = (await readFile(join(root, document), 'utf8')).split('## A shop from nothing')[1] ?? ''
  return new Map([...text.matchAll(/^`([\w./]+)`\n\n```\w+\n([\s\S]*?)^```$/gm)].map(([, name, content]) => [name ?? '', content ?? '']))
}

/** Starts a command that goes on, and resolves when it has printed a text. */
function start(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): { printed(pattern: RegExp): Promise<void> } {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let over = false
  const waiting = new Set<() => void>()
  const wake = (): void => {
    for (const each of [...waiting]) each()
  }
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
      wake()
    })
  const gone = new Promise<void>((resolve) =>
    child.once('exit', () => {
      over = true
      wake()
      resolve()
    }),
  )
  ends.push(async () => {
    child.kill('SIGTERM')
    await gone
  })
  return {
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(output)) {
            waiting.delete(look)
            resolve()
          } else if (over) reject(new Error(`${command} ended without ${pattern}:\n${output}`))
        }
        waiting.add(look)
        look()
      }),
  }
}

test('a stranger with Node and the client library sells an apple', async () => {
  const files = await filesOf('docs/backends.md')
  assert.deepEqual([...files.keys()].sort(), [
    'server.mjs',
    'shop/app.js',
    'shop/app.json',
    'shop/pages/index/index.js',
    'shop/pages/index/index.wxml',
    'shop/superette.json',
  ])
  for (const [name, content] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    // The port is the only thing that cannot be what the document says: somebody may have it.
    await writeFile(join(folder, name), content.replace('.listen(3000,', '.listen(Number(process.env.PORT),'))
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules')) // npm install

  const author = await createAuthor(instance, 'ling')
  ends.push(() => author.dispose())
  const app = await author.publish(join(folder, 'shop'))
  const made = await author.run(['secret', app, '--url', instance.url])
  const secret = made.output.match(/[0-9a-f]{32}/)?.[0] ?? ''
  assert.match(secret, /^[0-9a-f]{32}$/, made.output)
  const keys = join(folder, 'keys')
  const added = await run([
    'merchant',
    'add',
    'Corner shop',
    '--app',
    app,
    '--mchid',
    '1600000001',
    '--out',
    keys,
    '--url',
    instance.url,
    '--data',
    instance.data,
  ])
  assert.equal(added.code, 0, added.output)

  await instance.stop()
  const shopPort = String(await freePort())
  const { port } = new URL(instance.url)
  const origin = 'https://shop.example'
  const served = start(
    binary,
    [
      'serve',
      '--data',
      instance.data,
      '--addr',
      `127.0.0.1:${port}`,
      '--allow-private',
      `127.0.0.1:${shopPort}=${app}=${origin}`,
      '--allow-private',
      `127.0.0.1:${shopPort}=1600000001=${origin}`,
    ],
    root,
    {},
  )
  await served.printed(/1600000001 may ask/)
  const shop = start('node', [`--env-file=${join(keys, 'merchant.env')}`, 'server.mjs'], folder, { WECHAT_SECRET: secret, PORT: shopPort })
  await shop.printed(/the shop is open/)

  const ling = await visit(browser, { shape: 'phone' })
  const { page } = ling
  const signedIn = await ling.context.request.post(`${instance.url}/api/superette.v1.AccountService/SignIn`, {
    data: { handle: 'ling', password: 'correct horse battery' },
    headers: { 'content-type': 'application/json', origin: instance.url },
  })
  assert.equal(signedIn.status(), 200, await signedIn.text())
  await page.goto(`${instance.url}/p/${app}/`)
  await programPage(page).getByText('Buy an apple').tap()
  const sheet = page.getByRole('dialog', { name: 'Pay', exact: true })
  await sheet.getByText('Choose a PIN of six digits').waitFor()
  const type = async (pin: string): Promise<void> => {
    for (const digit of pin) await sheet.getByRole('button', { name: digit, exact: true }).tap()
  }
  await type('135790')
  await sheet.getByText('Type it once more to pay').waitFor()
  await type('135790')
  await sheet.getByText('Paid to Corner shop').waitFor()
  await picture(page, 'merchant-phone-shop')
  await sheet.getByRole('button', { name: 'Done' }).tap()
  await programPage(page).getByText('The apple is yours').waitFor()
  await shop.printed(/^apple-\d+ is paid: 250 fen$/m)
  assertQuiet(ling)
})
